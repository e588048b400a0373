package dev.jackstaff.testing;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagOverride;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Finds the {@code FeatureFlags} instance of the application that a test runs, so that {@link
 * WithFlags} needs no field marked {@link Overridden}. The locator for Spring's tests is part of
 * the library; a locator for another container is found by {@link java.util.ServiceLoader}.
 * Implementations must be thread-safe and have a public constructor without parameters.
 */
public interface FeatureFlagsLocator {
  /**
   * {@return true if this locator can find the application of the tests in a class}
   *
   * <p>This is also called during test discovery, so it must not start anything.
   *
   * @param testClass the class of the test, or a class that encloses it
   */
  boolean supports(Class<?> testClass);

  /**
   * Returns the instance whose flags are overridden while the test runs, or null if only the test's
   * own thread needs flags. May start the application.
   *
   * @param context the context of the test
   * @param flags the test's overrides by name; a locator may define flags that a reduced
   *     application lacks
   * @return the instance, or null
   * @throws IllegalStateException if overriding would have no effect; the message describes what is
   *     missing
   */
  @Nullable FeatureFlags locate(ExtensionContext context, Map<String, FlagOverride> flags);
}
