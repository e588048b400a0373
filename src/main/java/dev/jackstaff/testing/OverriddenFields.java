package dev.jackstaff.testing;

import dev.jackstaff.FeatureFlags;
import java.lang.reflect.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Finds the engines that a test has. */
final class OverriddenFields {
  private OverriddenFields() {}

  static List<Field> of(Class<?> type) {
    return AnnotationSupport.findAnnotatedFields(type, Overridden.class);
  }

  /** What tests that share an engine are serialised by. */
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
