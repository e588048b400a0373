package dev.jackstaff.sample;

import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The location of the shop's flags.
 *
 * @param location as the filter's init-param {@code flags} has it, or the file of another system
 * @param system {@code launchdarkly} or {@code flagd}, or empty for Jackstaff itself
 */
record FlagPlace(String location, String system) {
  static final String ATTRIBUTE = "sample.flags";
  private static final List<String> SYSTEMS = List.of("launchdarkly", "flagd");

  /** A file, the URL of a database, or another system, with its file behind a colon. */
  static FlagPlace of(String text) {
    int colon = text.indexOf(':');
    String system = colon < 0 ? text : text.substring(0, colon);
    if (SYSTEMS.contains(system)) {
      return new FlagPlace(colon < 0 ? "" : text.substring(colon + 1), system);
    }
    boolean database = text.startsWith("jdbc:");
    return new FlagPlace(database ? text : Path.of(text).toAbsolutePath().toUri().toString(), "");
  }

  /** This place, where another system has its file beside the shop's own if none was named. */
  FlagPlace in(Path directory) {
    return system.isEmpty() || !location.isEmpty()
        ? this
        : new FlagPlace(directory.resolve(system + ".json").toString(), system);
  }

  /** Starts the other system, if there is one. */
  Optional<OtherSystem> open() {
    Path file = Path.of(system.isEmpty() ? "" : location);
    return switch (system) {
      case "launchdarkly" -> Optional.of(OtherSystem.launchDarkly(file));
      case "flagd" -> Optional.of(OtherSystem.flagd(file));
      default -> Optional.empty();
    };
  }

  private boolean isDatabase() {
    return location.startsWith("jdbc:");
  }

  /** Without what may be a password. */
  String shown() {
    return location.replaceAll("[?;].*", "");
  }

  /** Fills an empty database from a file. */
  void fill(Path file) throws IOException {
    if (isDatabase()) {
      JdbcFlagStore.builder(location)
          .createTables(true)
          .initial(FileFlagStore.read(file.toUri().toURL()))
          .build()
          .close();
    }
  }

  /** The init-params that lead there; only PostgreSQL can tell of changes. */
  Map<String, String> params() {
    if (!system.isEmpty()) {
      return Map.of("flags", "attribute:" + ATTRIBUTE);
    }
    if (!isDatabase()) {
      return Map.of("flags", location);
    }
    return location.startsWith("jdbc:postgresql:")
        ? Map.of("flags", location, "listen", location)
        : Map.of("flags", location, "refresh", "PT1S");
  }
}
