package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.StoreException;
import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The {@code FeatureFlags} instance that the init-param {@code flags} names.
 *
 * @param features the instance
 * @param closes whether it was created by the filter, which then closes it
 * @param origin the source of the flags in a form that is safe to log
 */
record FlagsParam(FeatureFlags features, boolean closes, String origin) {
  static final String FORMS =
      "/WEB-INF/…, classpath:…, file:…, jdbc:…, jndi:…, or attribute:NAME of the servlet context";

  /** Creates a parameter for an instance that was created in code. */
  static FlagsParam given(FeatureFlags features) {
    String store = features.store().map(it -> it.getClass().getSimpleName()).orElse("code");
    return new FlagsParam(features, false, store);
  }

  static FlagsParam open(String text, ServletContext context, DatabaseParams database) {
    FlagsParam opened = find(text, context, database);
    return new FlagsParam(opened.features(), opened.closes(), shown(text));
  }

  /** Returns a JDBC URL up to the kind of database, since the rest may contain a password. */
  private static String shown(String text) {
    int kind = text.indexOf(':', "jdbc:".length());
    return text.startsWith("jdbc:") && kind > 0 ? text.substring(0, kind + 1) + "…" : text;
  }

  private static FlagsParam find(String text, ServletContext context, DatabaseParams database) {
    if (DatabaseParams.isDatabase(text)) {
      return follow(database.open(text));
    }
    if (text.startsWith("attribute:")) {
      return attribute(text.substring("attribute:".length()), context);
    }
    if (text.startsWith("file:")) {
      return file(path(text.substring("file:".length())), database.initial());
    }
    if (text.startsWith("classpath:")) {
      return resource(text, classPath(text.substring("classpath:".length()), context));
    }
    if (text.startsWith("/")) {
      return applicationFile(text, context);
    }
    throw new IllegalArgumentException("'" + text + "' should be " + FORMS);
  }

  private static FlagsParam file(Path path, @Nullable FlagSet initial) {
    return follow(
        initial == null ? FileFlagStore.watching(path) : FileFlagStore.watching(path, initial));
  }

  /** Reads the flags of a file once: /WEB-INF/…, classpath:… or file:…. */
  static FlagSet initial(String text, ServletContext context) {
    try {
      URL resource = null;
      if (text.startsWith("classpath:")) {
        resource = classPath(text.substring("classpath:".length()), context);
      } else if (text.startsWith("file:")) {
        resource = path(text.substring("file:".length())).toUri().toURL();
      } else if (text.startsWith("/")) {
        resource = context.getResource(text);
      } else {
        throw new IllegalArgumentException(
            "'" + text + "' should be /WEB-INF/…, classpath:… or file:…");
      }
      if (resource == null) {
        throw new IllegalArgumentException("there is no " + text);
      }
      return FileFlagStore.read(resource);
    } catch (MalformedURLException | StoreException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static FlagsParam attribute(String name, ServletContext context) {
    Object value = context.getAttribute(name);
    if (value instanceof FeatureFlags features) {
      return given(features);
    }
    if (value instanceof FlagStore store) {
      return follow(FeatureFlags.builder(store).leaveStoreOpen().build());
    }
    if (value instanceof FlagSet set) {
      return follow(FeatureFlags.of(set));
    }
    String found = value == null ? "is not set" : "is a " + value.getClass().getName();
    throw new IllegalArgumentException(
        "the servlet context's attribute '"
            + name
            + "' "
            + found
            + "; it should be a FeatureFlags, FlagStore or FlagSet");
  }

  /**
   * Opens a file of the application. It is watched if it exists on disk; in a packed application it
   * does not, so its flags cannot change.
   */
  private static FlagsParam applicationFile(String text, ServletContext context) {
    String path = context.getRealPath(text);
    if (path != null && Path.of(path).toFile().exists()) {
      return follow(FileFlagStore.watching(Path.of(path)));
    }
    try {
      return resource(text, context.getResource(text));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path", e);
    }
  }

  private static @Nullable URL classPath(String name, ServletContext context) {
    return context.getClassLoader().getResource(name.startsWith("/") ? name.substring(1) : name);
  }

  private static FlagsParam resource(String text, @Nullable URL resource) {
    if (resource == null) {
      throw new IllegalArgumentException("there is no " + text);
    }
    if (resource.getProtocol().equals("file")) {
      return follow(FileFlagStore.watching(path(resource.toString().substring(5))));
    }
    return follow(FeatureFlags.of(FileFlagStore.read(resource)));
  }

  /** Returns the path after {@code file:}. */
  static Path path(String text) {
    try {
      // file:///a%20b is a URI; file:flags.json is the common notation.
      return text.startsWith("//") || text.contains("%")
          ? Path.of(new URI("file:" + text))
          : Path.of(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'file:" + text + "' is not a path", e);
    }
  }

  private static FlagsParam follow(FlagStore store) {
    return follow(FeatureFlags.of(store));
  }

  private static FlagsParam follow(FeatureFlags features) {
    return new FlagsParam(features, true, "");
  }
}
