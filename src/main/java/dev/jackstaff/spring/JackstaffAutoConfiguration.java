package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FeatureFlagsBuilder;
import dev.jackstaff.FlagSource;
import dev.jackstaff.Flags;
import dev.jackstaff.RequestListener;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.guard.GuardListener;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationUse;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.TaskDecorator;

/**
 * Creates the {@code FeatureFlags} instance, and in a servlet application the filter, from the
 * properties {@code jackstaff.*}. A bean of the application replaces the default one: a {@code
 * FeatureFlags}, {@code FlagStore}, {@code FlagSource} or {@code FlagSet}, a {@code UserResolver},
 * {@code OverrideTokens}, a {@code ConsoleAccess}. Beans {@code RequestListener}, {@code
 * GuardListener} and {@code ExposureSink} are registered automatically.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration"
    })
@ConditionalOnProperty(name = "jackstaff.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JackstaffProperties.class)
@Import({PropertyCheck.class, JackstaffWeb.class})
public final class JackstaffAutoConfiguration {
  /** Created by Spring. */
  public JackstaffAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  FeatureFlags featureFlags(
      JackstaffProperties properties,
      ApplicationContext context,
      ObjectProvider<DataSource> databases,
      ObjectProvider<FlagSource> sources,
      ObjectProvider<FlagStore> stores,
      ObjectProvider<FlagSet> sets,
      ObjectProvider<RequestListener> listeners) {
    FeatureFlagsBuilder features =
        DefinedFlags.given(sources, stores, sets)
            .orElseGet(() -> opened(properties, SpringLocations.of(context, databases)));
    listeners.orderedStream().forEach(features::listener);
    return features.recentUsersBytes(properties.recentUsersBytes()).build();
  }

  /**
   * Opens the flags; reports all problems with the location of the flags and of the experiments.
   */
  private static FeatureFlagsBuilder opened(
      JackstaffProperties properties, LocationContext locations) {
    PropertyProblems problems = new PropertyProblems();
    problems.use(
        "flags", properties.flags(), text -> find(locations.parse(text, LocationUse.FLAGS)));
    problems.use(
        "experiments",
        properties.experiments(),
        text -> find(locations.parse(text, LocationUse.EXPERIMENTS)));
    problems.check();
    AtomicReference<@Nullable FeatureFlagsBuilder> opened = new AtomicReference<>();
    problems.use(
        "flags",
        properties.flags(),
        text -> opened.set(new FlagsProperty(properties, locations).open()));
    problems.check();
    return Objects.requireNonNull(opened.get());
  }

  private static void find(Location location) {
    if (location.form().isDatabase()) {
      location.open();
    }
  }

  /**
   * Attaches the guard, experiments and usage log, also to an instance of the application's own,
   * which may already have them.
   */
  @Bean
  SmartInitializingSingleton jackstaffEvidence(
      JackstaffProperties properties,
      FeatureFlags features,
      ApplicationContext context,
      ObjectProvider<DataSource> databases,
      ObjectProvider<GuardListener> guards,
      ObjectProvider<ExposureSink> sinks) {
    EvidenceSettings settings =
        new EvidenceSettings(properties, features, SpringLocations.of(context, databases));
    return () -> {
      settings.experiments(sinks);
      settings.guard(guards);
      settings.usage();
    };
  }

  /** Carries the flags of a request to {@code @Async} methods. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "jackstaff.async", matchIfMissing = true)
  static final class Async {
    @Bean
    @ConditionalOnMissingBean
    TaskDecorator jackstaffTaskDecorator() {
      return Flags::wrap;
    }
  }
}
