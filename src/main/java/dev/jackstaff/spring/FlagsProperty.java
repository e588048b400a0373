package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FeatureFlagsBuilder;
import dev.jackstaff.internal.location.FlagsOpener;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationForm;
import dev.jackstaff.internal.location.LocationUse;
import dev.jackstaff.internal.location.StoreOptions;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.store.JdbcFlagStore;
import java.nio.file.Path;
import java.util.Optional;

/** The flags that the property {@code jackstaff.flags} refers to, and those they begin with. */
final class FlagsProperty {
  private static final String DEFAULT_INITIAL = "classpath:flags.json";

  private final JackstaffProperties properties;
  private final LocationContext locations;

  FlagsProperty(JackstaffProperties properties, LocationContext locations) {
    this.properties = properties;
    this.locations = locations;
  }

  private Location location() {
    return locations.parse(properties.flags(), LocationUse.FLAGS);
  }

  /** Returns true if the flags are neither a file nor a resource. */
  private static boolean isRemote(Location location) {
    return location.form().isDatabase() || location.form().isWeb();
  }

  /** Opens the flags. A missing file is created if its initial flags are configured. */
  FeatureFlagsBuilder open() {
    Location location = location();
    boolean isNew = isRemote(location) || !isPresent(location);
    StoreOptions options =
        new StoreOptions(
            properties.refresh(),
            properties.listen() == null
                ? null
                : locations.parse(properties.listen(), LocationUse.LISTEN),
            isNew ? initial().orElse(null) : null,
            properties.flagsToken(),
            properties.plainHttp(),
            properties.lastKnownGood() == null ? null : Path.of(properties.lastKnownGood()));
    return FlagsOpener.open(location, options, FeatureFlags::builder, FeatureFlags::builder);
  }

  /** Returns true if a file or resource is there, or if it is a file that will be created. */
  private boolean isPresent(Location location) {
    boolean present = location.open() != null;
    boolean created = location.form() == LocationForm.FILE && properties.initial() != null;
    if (!present && !created) {
      throw new IllegalArgumentException("there is no " + location + "; " + remedy(location));
    }
    return present;
  }

  private String remedy(Location location) {
    String forms = locations.forms(LocationUse.FLAGS);
    return switch (location.form()) {
      case CLASSPATH ->
          "put " + location.name() + " into src/main/resources, or name another place: " + forms;
      case FILE -> "create it, or let jackstaff.initial name the flags that it begins with";
      default -> "possible are " + forms;
    };
  }

  /**
   * Returns the flags for a test slice: the application's own file, or the initial flags of a
   * database; empty if there is none.
   */
  Optional<FeatureFlagsBuilder> inSlice() {
    Location location = location();
    Optional<FlagSet> flags = isRemote(location) ? initial() : read(location);
    return flags.map(FeatureFlags::builder);
  }

  /** Checks that a file of flags exists and is valid; a database is not accessed. */
  void check(PropertyProblems problems) {
    try {
      problems.use("flags", properties.flags(), text -> check(location()));
    } catch (InvalidFlagsException e) {
      e.problems().forEach(problem -> problems.add("", problem.toString()));
    }
  }

  private void check(Location location) {
    if (location.form() == LocationForm.JDBC) {
      location.database(JdbcFlagStore::builder, JdbcFlagStore::builder);
    } else if (!isRemote(location) && isPresent(location)) {
      FlagsOpener.read(location);
    }
  }

  /** Returns true if the flags are a file or resource that is there. */
  boolean isReadable() {
    Location location = location();
    return !isRemote(location) && location.open() != null;
  }

  /** Checks the initial flags of an empty store, and the database that notifies of changes. */
  void checkOptions(PropertyProblems problems) {
    problems.use("initial", properties.initial(), named -> initial());
    problems.use("listen", properties.listen(), text -> locations.parse(text, LocationUse.LISTEN));
  }

  /**
   * Returns the flags with which an empty store is filled. The default file may be missing, since
   * no property names it.
   */
  private Optional<FlagSet> initial() {
    String named = properties.initial();
    return named == null
        ? read(locations.parse(DEFAULT_INITIAL, LocationUse.INITIAL))
        : Optional.of(FlagsOpener.read(locations.parse(named, LocationUse.INITIAL)));
  }

  private static Optional<FlagSet> read(Location location) {
    return location.open() == null ? Optional.empty() : Optional.of(FlagsOpener.read(location));
  }
}
