package dev.jackstaff.testing;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagOverride;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The application under test, for tests without a field marked {@link Overridden}. */
final class TestedApplication {
  /**
   * The lock that all such tests share, since it is not known beforehand which of them share an
   * application.
   */
  static final String LOCK = "dev.jackstaff:application";

  private static final List<FeatureFlagsLocator> LOCATORS =
      ServiceLoader.load(FeatureFlagsLocator.class, FeatureFlagsLocator.class.getClassLoader())
          .stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private TestedApplication() {}

  static boolean isKnown(Collection<Class<?>> classes) {
    return classes.stream().anyMatch(type -> locator(type) != null);
  }

  /**
   * Returns the instance, or null if no locator supports the test, or only the test's thread needs
   * flags.
   */
  static @Nullable FeatureFlags features(
      Collection<Class<?>> classes, ExtensionContext context, Map<String, FlagOverride> flags) {
    for (Class<?> type : classes) {
      FeatureFlagsLocator locator = locator(type);
      if (locator != null) {
        return locator.locate(context, flags);
      }
    }
    return null;
  }

  private static @Nullable FeatureFlagsLocator locator(Class<?> type) {
    return LOCATORS.stream().filter(each -> each.supports(type)).findFirst().orElse(null);
  }
}
