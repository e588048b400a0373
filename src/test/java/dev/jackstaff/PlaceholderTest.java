package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Goes when the first room has tests. */
class PlaceholderTest {
  @Test
  void rootPackage_isNullMarked() throws Exception {
    Class<?> info = Class.forName("dev.jackstaff.package-info");
    assertTrue(info.isAnnotationPresent(NullMarked.class));
  }
}
