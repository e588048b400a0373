package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.testing.FeatureFlagsLocator;
import dev.jackstaff.testing.WithFlags;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Finds the bean {@code FeatureFlags} in the application context of a Spring test, for {@link
 * WithFlags}. Registered in {@code META-INF/services}. Thread-safe.
 */
public final class SpringTestFeatureFlags implements FeatureFlagsLocator {
  /**
   * The name of Spring's extension, so that this class can be loaded without Spring on the class
   * path.
   */
  private static final String EXTENSION =
      "org.springframework.test.context.junit.jupiter.SpringExtension";

  /** Called by the service loader. */
  public SpringTestFeatureFlags() {}

  @Override
  public boolean supports(Class<?> testClass) {
    return AnnotationSupport.findRepeatableAnnotations(testClass, ExtendWith.class).stream()
        .flatMap(extensions -> Arrays.stream(extensions.value()))
        .anyMatch(extension -> extension.getName().equals(EXTENSION));
  }

  @Override
  public @Nullable FeatureFlags locate(ExtensionContext context, Map<String, FlagOverride> flags) {
    return Application.features(context, flags);
  }

  /** Code that is linked in Spring's tests only. */
  private static final class Application {
    static @Nullable FeatureFlags features(
        ExtensionContext context, Map<String, FlagOverride> flags) {
      ApplicationContext application = SpringExtension.getApplicationContext(context);
      application.getBeanProvider(SliceFlags.class).ifAvailable(slice -> slice.define(flags));
      FeatureFlags features = application.getBeanProvider(FeatureFlags.class).getIfUnique();
      if (features != null) {
        return features;
      }
      List<String> names =
          List.of(
              BeanFactoryUtils.beanNamesForTypeIncludingAncestors(application, FeatureFlags.class));
      if (!names.isEmpty()) {
        throw new IllegalStateException(
            "@WithFlags: the application context has several beans FeatureFlags, "
                + names
                + ", of which none is primary; mark the one to override with @Overridden: @Autowired"
                + " @Qualifier(\""
                + names.get(0)
                + "\") @Overridden FeatureFlags features");
      }
      // Without requests, the code under test runs on the test's thread.
      if (application.containsBean("servletContext")) {
        throw new IllegalStateException(
            "@WithFlags would have no effect on requests: the application context has no bean"
                + " FeatureFlags; make one, let the auto-configuration make it (jackstaff.enabled),"
                + " or mark a field that holds the instance: @Overridden FeatureFlags features");
      }
      return null;
    }
  }
}
