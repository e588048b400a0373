package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FlagStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * The {@code FeatureFlags} instance and the filter in Spring Boot's test slices with MockMvc, such
 * as {@code @WebMvcTest}. The flags are those of the application if a slice can load them, from a
 * bean or a file; a database is replaced by the file {@code jackstaff.initial}. If that is missing
 * too, the flags are those that a test names by {@code @WithFlags}. Nothing is recorded.
 *
 * <p>In a test of the whole application this changes nothing.
 */
@AutoConfiguration(after = JackstaffAutoConfiguration.class)
@ConditionalOnProperty(name = "jackstaff.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JackstaffProperties.class)
@Import({PropertyCheck.class, JackstaffWeb.class})
public final class JackstaffTestSliceAutoConfiguration {
  /** Called by Spring. */
  public JackstaffTestSliceAutoConfiguration() {}

  @Bean
  @Lazy
  SliceFlags jackstaffSliceFlags() {
    return new SliceFlags();
  }

  @Bean
  @ConditionalOnMissingBean
  FeatureFlags featureFlags(
      JackstaffProperties properties,
      ApplicationContext context,
      ObjectProvider<FlagSource> sources,
      ObjectProvider<FlagStore> stores,
      ObjectProvider<FlagSet> sets,
      ObjectProvider<SliceFlags> slice) {
    return DefinedFlags.given(sources, stores, sets)
        .or(() -> new FlagsProperty(properties, SpringLocations.of(context)).inSlice())
        .orElseGet(() -> FeatureFlags.builder(slice.getObject().store()))
        .build();
  }
}
