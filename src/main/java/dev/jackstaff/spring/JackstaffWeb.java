package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.console.ConsoleAccess;
import dev.jackstaff.console.ConsoleServlet;
import dev.jackstaff.ofrep.OfrepBuilder;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.OverrideTokens;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The beans of a servlet application: the filter, and the servlets that are enabled. */
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
    PropertyProblems problems = new PropertyProblems();
    FlagFilter.Builder settings = new FilterSettings(properties, problems).apply(features);
    problems.check();
    // A property takes precedence over the bean, since it was set explicitly.
    if (properties.user() == null) {
      users.ifAvailable(settings::user);
    }
    tokens.ifAvailable(settings::overrides);
    FilterRegistrationBean<FlagFilter> registration = new FilterRegistrationBean<>();
    problems.use("user", settings, built -> registration.setFilter(built.build()));
    problems.check();
    registration.setName("jackstaff");
    registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    registration.setAsyncSupported(true);
    registration.setOrder(properties.order());
    return registration;
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("jackstaff.override-secret")
  OverrideTokens jackstaffOverrideTokens(JackstaffProperties properties, Environment environment) {
    PropertyProblems problems = new PropertyProblems();
    OverrideTokens tokens = new TokenSettings(properties, environment, problems).tokens();
    problems.check();
    return Objects.requireNonNull(tokens);
  }

  @Bean
  @ConditionalOnMissingBean(
      value = ConsoleServlet.class,
      parameterizedContainer = ServletRegistrationBean.class)
  @ConditionalOnProperty("jackstaff.console.enabled")
  ServletRegistrationBean<ConsoleServlet> jackstaffConsole(
      JackstaffProperties properties,
      FeatureFlags features,
      ResourceLoader resources,
      ObjectProvider<ConsoleAccess> access,
      ObjectProvider<OverrideTokens> tokens) {
    PropertyProblems problems = new PropertyProblems();
    ConsoleServlet.Builder servlet =
        new ServletSettings(properties, SpringLocations.of(resources), problems).console(features);
    problems.check();
    access.ifAvailable(servlet::access);
    tokens.ifAvailable(servlet::overrides);
    var registration =
        new ServletRegistrationBean<>(servlet.build(), properties.console().path() + "/*");
    registration.setName("jackstaff-console");
    return registration;
  }

  @Bean
  @ConditionalOnMissingBean(
      value = OfrepServlet.class,
      parameterizedContainer = ServletRegistrationBean.class)
  @ConditionalOnProperty("jackstaff.ofrep.enabled")
  ServletRegistrationBean<OfrepServlet> jackstaffOfrep(
      JackstaffProperties properties, FeatureFlags features, ResourceLoader resources) {
    PropertyProblems problems = new PropertyProblems();
    OfrepBuilder servlet =
        new ServletSettings(properties, SpringLocations.of(resources), problems).ofrep(features);
    problems.check();
    var registration = new ServletRegistrationBean<>(servlet.build(), "/ofrep/v1/*");
    registration.setName("jackstaff-ofrep");
    registration.setLoadOnStartup(1);
    return registration;
  }

  /** Carries the flags of a request to asynchronous results of its controllers. */
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

  /** The default resolver if Spring Security is present. */
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
