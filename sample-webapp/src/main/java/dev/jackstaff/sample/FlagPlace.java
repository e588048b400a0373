package dev.jackstaff.sample;

import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the shop's flags are.
 *
 * @param location as the filter's init-param {@code flags} has it
 */
record FlagPlace(String location) {
  /** A file, or the URL of a database. */
  static FlagPlace of(String text) {
    boolean database = text.startsWith("jdbc:");
    return new FlagPlace(database ? text : Path.of(text).toAbsolutePath().toUri().toString());
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
    return location.startsWith("jdbc:postgresql:")
        ? Map.of("flags", location, "listen", location)
        : isDatabase() ? Map.of("flags", location, "refresh", "PT1S") : Map.of("flags", location);
  }
}
