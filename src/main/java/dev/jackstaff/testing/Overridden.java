package dev.jackstaff.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field of type {@code FeatureFlags}, static or not, whose flags {@link WithFlags}
 * overrides while a test runs.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Overridden {
  /**
   * {@return a name that is shared by all fields that hold the same instance, so that their tests
   * run one after the other; default the class and name of the field}
   */
  String value() default "";
}
