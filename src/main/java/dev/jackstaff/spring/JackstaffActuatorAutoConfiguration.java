package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Shows the state of the flags in the endpoints {@code health} and {@code info}. The health API
 * moved between Spring Boot 3 and 4; there is one class for each, and only the matching one is
 * linked.
 */
@AutoConfiguration(after = JackstaffAutoConfiguration.class)
@ConditionalOnBean(FeatureFlags.class)
public final class JackstaffActuatorAutoConfiguration {
  private static final String HEALTH =
      "${management.health.jackstaff.enabled:${management.health.defaults.enabled:true}}";
  private static final String INFO =
      "${management.info.jackstaff.enabled:${management.info.defaults.enabled:true}}";

  /** Created by Spring. */
  public JackstaffActuatorAutoConfiguration() {}

  /** For Spring Boot 3. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
  @ConditionalOnExpression(HEALTH)
  static final class Before4 {
    @Bean
    @ConditionalOnMissingBean(name = "jackstaffHealthIndicator")
    HealthBefore4 jackstaffHealthIndicator(FeatureFlags features) {
      return new HealthBefore4(features);
    }
  }

  /** For Spring Boot 4. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
  @ConditionalOnExpression(HEALTH)
  static final class Since4 {
    @Bean
    @ConditionalOnMissingBean(name = "jackstaffHealthIndicator")
    HealthSince4 jackstaffHealthIndicator(FeatureFlags features) {
      return new HealthSince4(features);
    }
  }

  /** The configuration that is the same for both versions. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "org.springframework.boot.actuate.info.InfoContributor")
  @ConditionalOnExpression(INFO)
  static final class Info {
    @Bean
    @ConditionalOnMissingBean(name = "jackstaffInfoContributor")
    InfoContributor jackstaffInfoContributor(FeatureFlags features) {
      return info -> info.withDetail("jackstaff", StatusDetails.info(features, features.status()));
    }
  }
}
