package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.http.ConsoleAccess;
import dev.jackstaff.http.ConsoleServlet;
import dev.jackstaff.http.OfrepBuilder;
import dev.jackstaff.http.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.OverrideTokens;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.DispatcherType;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What a servlet application has: the filter, and the servlets that were asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(FilterRegistrationBean.class)
final class JackstaffWeb {
  @Bean
  @ConditionalOnMissingBean(
      value = FlagFilter.class,
      parameterizedContainer = FilterRegistrationBean.class)
  FilterRegistrationBean<FlagFilter> jackstaffFilter(
      JackstaffProperties properties,
      FeatureFlags features,
      ObjectProvider<UserResolver> users,
      ObjectProvider<OverrideTokens> tokens) {
    FlagFilter filter =
        new FilterSettings(properties)
            .filter(features, users.getIfAvailable(), tokens.getIfAvailable());
    FilterRegistrationBean<FlagFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setName("jackstaff");
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    registration.setAsyncSupported(true);
    registration.setOrder(properties.order());
    return registration;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("jackstaff.override-secret")
  OverrideTokens jackstaffOverrideTokens(
      JackstaffProperties properties, @Value("${spring.application.name:}") String name) {
    String application = properties.application() == null ? name : properties.application();
    try {
      return OverrideTokens.of(bytes(String.valueOf(properties.overrideSecret())), application);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "jackstaff.override-secret and jackstaff.application: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Bean
  @ConditionalOnMissingBean(
      value = ConsoleServlet.class,
      parameterizedContainer = ServletRegistrationBean.class)
  @ConditionalOnProperty("jackstaff.console.enabled")
  ServletRegistrationBean<ConsoleServlet> jackstaffConsole(
      JackstaffProperties properties,
      FeatureFlags features,
      ObjectProvider<ConsoleAccess> access,
      ObjectProvider<OverrideTokens> tokens) {
    JackstaffProperties.Console console = properties.console();
    ConsoleServlet.Builder servlet = ConsoleServlet.builder(features);
    access.ifAvailable(servlet::access);
    tokens.ifAvailable(servlet::overrides);
    Problems problems = new Problems();
    problems.use("console.path", console.path(), JackstaffWeb::checkPath);
    problems.use("console.secret", console.secret(), servlet::consoleSecret);
    console.viewerTokens().forEach((name, token) -> viewer(servlet, name, token, problems));
    console.adminTokens().forEach((name, token) -> admin(servlet, name, token, problems));
    servlet.origins(FilterSettings.texts(console.origins()));
    problems.check();
    var registration = new ServletRegistrationBean<>(servlet.build(), console.path() + "/*");
    registration.setName("jackstaff-console");
    return registration;
  }

  private static void checkPath(String path) {
    if (!path.matches("/.*[^/]")) {
      throw new IllegalArgumentException("'" + path + "' should be a path such as /flags");
    }
  }

  private static void viewer(
      ConsoleServlet.Builder servlet, String name, String token, Problems problems) {
    problems.use("console.viewer-tokens." + name, token, text -> servlet.viewerToken(name, text));
  }

  private static void admin(
      ConsoleServlet.Builder servlet, String name, String token, Problems problems) {
    problems.use("console.admin-tokens." + name, token, text -> servlet.adminToken(name, text));
  }

  @Bean
  @ConditionalOnMissingBean(
      value = OfrepServlet.class,
      parameterizedContainer = ServletRegistrationBean.class)
  @ConditionalOnProperty("jackstaff.ofrep.enabled")
  ServletRegistrationBean<OfrepServlet> jackstaffOfrep(
      JackstaffProperties properties, FeatureFlags features) {
    var registration =
        new ServletRegistrationBean<>(ofrep(properties.ofrep(), features), "/ofrep/v1/*");
    registration.setName("jackstaff-ofrep");
    registration.setLoadOnStartup(1);
    return registration;
  }

  private static OfrepServlet ofrep(JackstaffProperties.Ofrep ofrep, FeatureFlags features) {
    OfrepBuilder servlet = OfrepServlet.builder().features(features);
    Problems problems = new Problems();
    servlet.expose(FilterSettings.texts(ofrep.expose()));
    if (ofrep.subject() == JackstaffProperties.Ofrep.Subject.REQUEST) {
      servlet.subjectOfRequest();
    }
    if (ofrep.requireTargetingKey()) {
      servlet.requireTargetingKey();
    }
    problems.use("ofrep.api-key", ofrep.apiKey(), servlet::apiKey);
    problems.use(
        "ofrep.allowed-origins",
        FilterSettings.texts(ofrep.allowedOrigins()),
        servlet::allowedOrigins);
    problems.use("ofrep.max-streams", ofrep.maxStreams(), servlet::maxStreams);
    problems.use(
        "ofrep.stream-secret", ofrep.streamSecret(), text -> servlet.streamSecret(bytes(text)));
    problems.use(
        "ofrep.max-requests-per-minute",
        ofrep.maxRequestsPerMinute(),
        servlet::maxRequestsPerMinute);
    if (ofrep.countUse()) {
      servlet.countUse();
    }
    problems.check();
    return servlet.build();
  }

  /** Carries the flags of a request to what its controller returns to be run later. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.web.servlet.config.annotation.WebMvcConfigurer")
  @ConditionalOnProperty(name = "jackstaff.async", matchIfMissing = true)
  static final class Mvc {
    @Bean
    WebMvcConfigurer jackstaffMvc() {
      return new WebMvcConfigurer() {
        @Override
        public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
          configurer.registerCallableInterceptors(new FlagsCallableInterceptor());
        }
      };
    }
  }

  /** The user of Spring Security, where that is. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.security.core.context.SecurityContextHolder")
  static final class Security {
    @Bean
    @ConditionalOnMissingBean(UserResolver.class)
    AuthenticationUser jackstaffUser() {
      return new AuthenticationUser();
    }
  }
}
