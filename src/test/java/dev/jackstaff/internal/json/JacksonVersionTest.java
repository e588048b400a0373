package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Builds often hold {@code jackson-annotations} to an older version than Jackson 3 needs. */
final class JacksonVersionTest {
  private static final String NEW_IN_2_21 = "com.fasterxml.jackson.annotation.JsonSerializeAs";

  /** The class path of this test as an application's build with older annotations has it. */
  private static final class OlderAnnotations extends URLClassLoader {
    OlderAnnotations() {
      super(
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .map(OlderAnnotations::url)
              .toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
      try {
        return Path.of(path).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(path, e);
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(NEW_IN_2_21)) {
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }
  }

  @Test
  void olderAnnotations_areNamedByTheFirstDocument()
      throws IOException, ReflectiveOperationException {
    try (OlderAnnotations loader = new OlderAnnotations()) {
      Method read =
          loader
              .loadClass(FlagDocument.class.getName())
              .getMethod("read", byte[].class, String.class);
      Throwable failure =
          assertThrows(
                  InvocationTargetException.class,
                  () -> read.invoke(null, new byte[] {'{', '}'}, "flags.json"))
              .getCause();
      assertEquals(LinkageError.class, failure.getClass());
      assertEquals(
          "flags cannot be read, since Jackson 3 lacks "
              + NEW_IN_2_21.replace('.', '/')
              + "; it needs jackson-annotations 2.21 or later, and another library may hold that to"
              + " an older version",
          failure.getMessage());
    }
  }
}
