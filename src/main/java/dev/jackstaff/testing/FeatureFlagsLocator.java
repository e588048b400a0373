package dev.jackstaff.testing;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagOverride;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Finds the {@code FeatureFlags} instance of the application that a test runs, so that {@link
 * WithFlags} needs no field marked {@link Overridden}. The one for Spring's tests comes with the
 * library; one for another container is found by {@link java.util.ServiceLoader}. Must be
 * thread-safe, with a public constructor without parameters.
 */
public interface FeatureFlagsLocator {
  /**
   * {@return true if this locator knows the application of such tests}
   *
   * <p>Called while tests are discovered as well, so it must not start anything.
   *
   * @param testClass the class of the test, or one around it
   */
  boolean supports(Class<?> testClass);

  /**
   * Returns the instance whose flags are overridden while the test runs, or null if the test's own
   * thread is all that needs flags. May start the application.
   *
   * @param context the test
   * @param flags the overrides that the test wants, by name; a locator may define those that a
   *     reduced application does not have
   * @return the instance, or null
   * @throws IllegalStateException if overriding would have no effect; says what is missing
   */
  @Nullable FeatureFlags locate(ExtensionContext context, Map<String, FlagOverride> flags);
}
