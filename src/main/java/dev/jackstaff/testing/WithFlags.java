package dev.jackstaff.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Sets flags while a test runs, on the thread of the test.
 *
 * <pre>{@code
 * @Test
 * @WithFlags(on = "new_checkout", off = "dark_mode", variants = "checkout_button=green")
 * void checkout_isNew() { … }
 * }</pre>
 *
 * <p>On a class it applies to all of its tests. A method overrides its class, and a nested class
 * its enclosing class. Tests that run in parallel never see each other's flags.
 *
 * <p>If an application runs in the same process, its {@code FeatureFlags} instance is overridden
 * for all threads while the test runs, and such tests run one after the other. In Spring's tests
 * that instance is the bean of the application context; elsewhere a field that holds it is marked
 * {@link Overridden}, or a {@link FeatureFlagsLocator} finds it. A flag or variant that the
 * instance does not have fails the test, as does a web application without such a bean.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(WithFlagsExtension.class)
@ResourceLock(providers = OverriddenLocks.class)
public @interface WithFlags {
  /** {@return the names of flags that are on} */
  String[] on() default {};

  /** {@return the names of flags that are off} */
  String[] off() default {};

  /** {@return flags that are on with a variant, each as {@code name=variant}} */
  String[] variants() default {};
}
