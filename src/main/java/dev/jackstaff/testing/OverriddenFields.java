package dev.jackstaff.testing;

import dev.jackstaff.FeatureFlags;
import java.lang.reflect.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Finds the {@code FeatureFlags} instances in the fields of a test. */
final class OverriddenFields {
  private OverriddenFields() {}

  static List<Field> of(Class<?> type) {
    return AnnotationSupport.findAnnotatedFields(type, Overridden.class);
  }

  /** Returns the name of the lock that serialises tests with the same instance. */
  static String lock(Field field) {
    Overridden mark = field.getAnnotation(Overridden.class);
    String name = mark == null ? "" : mark.value();
    return "dev.jackstaff:"
        + (name.isEmpty() ? field.getDeclaringClass().getName() + "#" + field.getName() : name);
  }

  static FeatureFlags read(Field field, @Nullable Object instance) {
    Object value = ReflectionSupport.tryToReadFieldValue(field, instance).toOptional().orElse(null);
    if (value instanceof FeatureFlags features) {
      return features;
    }
    throw new IllegalStateException(
        "the field "
            + field
            + " is marked @Overridden, so it must hold a FeatureFlags when the test begins, but is "
            + (value == null ? "null" : value.getClass().getName()));
  }
}
