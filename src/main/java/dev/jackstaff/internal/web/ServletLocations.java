package dev.jackstaff.internal.web;

import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationForm;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Adds the paths and attributes of a web application to the forms of location. Stateless. */
public final class ServletLocations {
  private ServletLocations() {}

  /**
   * {@return the locations that init-params may contain}
   *
   * @param context the application
   */
  public static LocationContext of(ServletContext context) {
    return LocationContext.of(context::getClassLoader)
        .with(LocationForm.PATH, path -> applicationFile(path, context))
        .with(LocationForm.ATTRIBUTE, context::getAttribute);
  }

  /**
   * Finds a file of the application. On disk it can be watched; in a packed application it cannot
   * change.
   */
  private static @Nullable URL applicationFile(String path, ServletContext context)
      throws IOException {
    String real = context.getRealPath(path);
    return real != null && Files.exists(Path.of(real))
        ? Path.of(real).toUri().toURL()
        : context.getResource(path);
  }
}
