package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FeatureFlagsBuilder;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Opens the flags that the property {@code jackstaff.flags} refers to. */
final class FlagsLocation {
  private static final String FORMS = "classpath:…, file:…, datasource, datasource:BEAN or jdbc:…";

  private static final String DEFAULT_INITIAL = "classpath:flags.json";
  private static final String CLASSPATH = "classpath:";
  private static final String JDBC = "jdbc:";

  private final JackstaffProperties properties;
  private final ApplicationContext context;
  private final DataSources pools;

  FlagsLocation(JackstaffProperties properties, ApplicationContext context, DataSources pools) {
    this.properties = properties;
    this.context = context;
    this.pools = pools;
  }

  FeatureFlagsBuilder open() {
    String flags = properties.flags();
    if (DataSources.isPool(flags)) {
      return FeatureFlags.builder(database(JdbcFlagStore.builder(pools.find(flags))));
    }
    if (flags.startsWith(JDBC)) {
      return FeatureFlags.builder(database(JdbcFlagStore.builder(flags)));
    }
    return file(flags, context.getResource(flags));
  }

  /**
   * Returns the flags for a test slice: the application's own file, or the initial flags of a
   * database; empty if there is none.
   */
  static Optional<FeatureFlagsBuilder> inSlice(
      JackstaffProperties properties, ResourceLoader loader) {
    String flags = properties.flags();
    if (DataSources.isPool(flags) || flags.startsWith(JDBC)) {
      return initial(properties, loader).map(FeatureFlags::builder);
    }
    Resource resource = loader.getResource(flags);
    return resource.exists() ? Optional.of(FeatureFlags.builder(read(resource))) : Optional.empty();
  }

  private static IllegalArgumentException missing(String flags) {
    return new IllegalArgumentException("there is no " + flags + "; " + remedy(flags));
  }

  private static String remedy(String flags) {
    if (flags.startsWith(CLASSPATH)) {
      String name = flags.substring(CLASSPATH.length());
      return "put " + name + " into src/main/resources, or name another place: " + FORMS;
    }
    return flags.startsWith("file:")
        ? "create it, or let jackstaff.initial name the flags that it begins with"
        : "it should be " + FORMS;
  }

  /** Checks that a file of flags exists and is valid; a database is not accessed. */
  static void check(
      JackstaffProperties properties, ResourceLoader loader, PropertyProblems problems) {
    String flags = properties.flags();
    if (DataSources.isPool(flags)) {
      return;
    }
    try {
      problems.use("flags", flags, text -> checkForm(text, properties, loader));
    } catch (InvalidFlagsException e) {
      e.problems().forEach(problem -> problems.add("", problem.toString()));
    }
  }

  private static void checkForm(
      String flags, JackstaffProperties properties, ResourceLoader loader) {
    if (flags.startsWith(JDBC)) {
      JdbcFlagStore.builder(flags);
      return;
    }
    Resource resource = loader.getResource(flags);
    if (resource.exists()) {
      read(resource);
    } else if (properties.initial() == null) {
      throw missing(flags);
    }
  }

  /** Checks the initial flags of an empty store. */
  static void checkInitial(
      JackstaffProperties properties, ResourceLoader loader, PropertyProblems problems) {
    problems.use("initial", properties.initial(), named -> initial(properties, loader));
  }

  /** Opens the database and creates missing tables. */
  private FlagStore database(JdbcFlagStore.Builder builder) {
    builder.createTables(true);
    initial(properties, context).ifPresent(builder::initial);
    if (properties.refresh() != null) {
      builder.refresh(properties.refresh());
    }
    if (properties.listen() != null) {
      builder.listen(properties.listen());
    }
    return builder.build();
  }

  /**
   * Returns the flags with which an empty store is filled. The default file may be missing, since
   * no property names it.
   */
  private static Optional<FlagSet> initial(JackstaffProperties properties, ResourceLoader loader) {
    String named = properties.initial();
    Resource resource = loader.getResource(named == null ? DEFAULT_INITIAL : named);
    if (resource.exists()) {
      return Optional.of(read(resource));
    }
    if (named != null) {
      throw new IllegalArgumentException("there is no " + named);
    }
    return Optional.empty();
  }

  private static FlagSet read(Resource resource) {
    try {
      return FileFlagStore.read(resource.getURL());
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " cannot be found", e);
    }
  }

  /**
   * Opens a file, or a resource in a jar, which cannot change. A missing file is created if its
   * initial flags are configured.
   */
  private FeatureFlagsBuilder file(String flags, Resource resource) {
    boolean exists = resource.exists();
    if (!exists && (properties.initial() == null || !resource.isFile())) {
      throw missing(flags);
    }
    try {
      if (!resource.isFile()) {
        return FeatureFlags.builder(read(resource));
      }
      Path path = resource.getFile().toPath();
      return FeatureFlags.builder(
          exists
              ? FileFlagStore.watching(path)
              : FileFlagStore.watching(path, initial(properties, context).orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException(flags + " cannot be found", e);
    }
  }
}
