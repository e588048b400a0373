package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.metrics.FlagMetrics;
import dev.jackstaff.telemetry.FlagEvents;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Counts decisions for Micrometer, and emits OpenTelemetry events if configured. */
@AutoConfiguration(after = JackstaffAutoConfiguration.class)
@ConditionalOnBean(FeatureFlags.class)
public final class JackstaffTelemetryAutoConfiguration {
  /** Created by Spring. */
  public JackstaffTelemetryAutoConfiguration() {}

  /** The Micrometer metrics, which Spring Boot binds to the existing registries. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "io.micrometer.core.instrument.binder.MeterBinder")
  static final class Metrics {
    @Bean
    @ConditionalOnMissingBean
    FlagMetrics jackstaffMetrics(FeatureFlags features) {
      return FlagMetrics.of(features);
    }
  }

  /** The OpenTelemetry events, emitted to the bean or otherwise to the agent. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = "io.opentelemetry.api.OpenTelemetry")
  @ConditionalOnProperty("jackstaff.opentelemetry.enabled")
  static final class TelemetryListeners {
    @Bean
    Scope jackstaffEvents(
        JackstaffProperties properties,
        FeatureFlags features,
        ObjectProvider<OpenTelemetry> beans) {
      JackstaffProperties.Opentelemetry wanted = properties.opentelemetry();
      FlagEvents events = FlagEvents.of(beans.getIfAvailable(GlobalOpenTelemetry::get));
      if (!wanted.userIds()) {
        events = events.withoutUserIds();
      }
      String setId = wanted.setId();
      return features.listen(setId == null ? events : events.withSetId(setId));
    }
  }
}
