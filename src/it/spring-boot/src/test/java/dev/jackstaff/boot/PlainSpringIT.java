package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.setup.MockMvcBuilders.webAppContextSetup;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.spring.FlagsCallableInterceptor;
import dev.jackstaff.testing.WithFlags;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.web.SpringJUnitWebConfig;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** An application of Spring MVC without Spring Boot, as the manual says. */
@SpringJUnitWebConfig(PlainSpringIT.Application.class)
class PlainSpringIT {
  @Configuration
  @EnableWebMvc
  static class Application implements WebMvcConfigurer {
    @Bean
    FeatureFlags features() {
      return FeatureFlags.of(FlagSet.of(Flag.off("new_checkout"), Flag.on("new_search")));
    }

    @Bean
    Checkout checkout(FeatureFlags features) {
      return new Checkout(features);
    }

    @Override
    public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
      configurer.registerCallableInterceptors(new FlagsCallableInterceptor());
    }
  }

  private MockMvc mvc;

  @BeforeEach
  void filter(WebApplicationContext context, @Autowired FeatureFlags features) {
    mvc = webAppContextSetup(context).addFilters(FlagFilter.builder(features).build()).build();
  }

  @Test
  void request_hasTheFlags() throws Exception {
    mvc.perform(get("/checkout"))
        .andExpect(content().string("old"))
        .andExpect(header().string("X-Active-Flags", "new_search"));
  }

  @Test
  @WithFlags(on = "new_checkout")
  void request_withFlags_hasThem() throws Exception {
    mvc.perform(get("/checkout")).andExpect(content().string("new"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"callable", "task", "own-executor", "deferred", "future", "stream", "events"})
  @WithFlags(on = "new_checkout")
  void requestThatGoesOnLater_withFlags_hasThem(String path) throws Exception {
    MvcResult begun =
        mvc.perform(get("/checkout/" + path)).andExpect(request().asyncStarted()).andReturn();
    begun.getAsyncResult(60_000);
    String body = mvc.perform(asyncDispatch(begun)).andReturn().getResponse().getContentAsString();
    assertTrue(body.contains("new"), body);
  }

  @SpringJUnitWebConfig(NoFlags.class)
  static class WithoutABean {
    @Test
    @WithFlags(on = "new_checkout")
    void never() {}
  }

  @Configuration
  static class NoFlags {}

  @SpringJUnitWebConfig(TwoFlags.class)
  static class WithTwoBeans {
    @Test
    @WithFlags(on = "new_checkout")
    void never() {}
  }

  @Configuration
  static class TwoFlags {
    @Bean
    FeatureFlags shop() {
      return FeatureFlags.of(FlagSet.empty());
    }

    @Bean
    FeatureFlags office() {
      return FeatureFlags.of(FlagSet.empty());
    }
  }

  @Test
  void flagsThatWouldHaveNoEffect_failTheTest_withWhatIsMissing() {
    assertEquals(
        "@WithFlags would have no effect on requests: the application context has no bean"
            + " FeatureFlags; make one, let the auto-configuration make it (jackstaff.enabled), or"
            + " mark a field that holds the instance: @Overridden FeatureFlags features",
        failure(WithoutABean.class));
    String several = failure(WithTwoBeans.class);
    assertTrue(several.contains("several beans FeatureFlags, [shop, office]"), several);
  }

  private static String failure(Class<?> type) {
    Stream<TestExecutionResult> failed =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(type))
            .execute()
            .testEvents()
            .failed()
            .stream()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class));
    return failed.findFirst().orElseThrow().getThrowable().orElseThrow().getMessage();
  }
}
