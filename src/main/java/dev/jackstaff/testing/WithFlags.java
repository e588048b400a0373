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
 * Says what flags say while a test runs, on the test's own thread.
 *
 * <pre>{@code
 * @Test
 * @WithFlags(on = "new_checkout", off = "dark_mode", variants = "checkout_button=green")
 * void checkout_isNew() { … }
 * }</pre>
 *
 * <p>On a class it holds for all of its tests; what a method says of a flag wins over its class,
 * and a nested class over the one around it. Tests that run in parallel never see each other's
 * flags.
 *
 * <p>For a server in the same process, a field of the test that holds the server's {@code
 * FeatureFlags} is marked {@link Overridden}: then its flags are overridden for everybody while the
 * test runs, and tests that share it run one after the other.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(WithFlagsExtension.class)
@ResourceLock(providers = OverriddenLocks.class)
public @interface WithFlags {
  /** {@return flags that are on} */
  String[] on() default {};

  /** {@return flags that are off} */
  String[] off() default {};

  /** {@return flags that are on with a variant, each as {@code name=variant}} */
  String[] variants() default {};
}
