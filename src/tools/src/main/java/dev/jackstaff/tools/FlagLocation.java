package dev.jackstaff.tools;

import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.internal.jdbc.JdbcUrl;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The location of the flags' definitions, given by {@code --flags}: a document, or a database whose
 * driver is on the class path.
 */
record FlagLocation(String location) {

  boolean isDatabase() {
    return location.startsWith("jdbc:");
  }

  /** The document's path; only if it is one. */
  Path path() {
    return Path.of(location);
  }

  /** Reads the definitions; from a database their age and use as well. */
  FlagReview.Builder read() {
    try (WritableFlagStore store = open()) {
      return FlagReview.of(store).place(shown());
    }
  }

  /** To be closed. */
  WritableFlagStore open() {
    try {
      return isDatabase()
          ? JdbcFlagStore.builder(location).build()
          : FileFlagStore.watching(path());
    } catch (StoreException | IllegalArgumentException e) {
      throw new CommandException("--flags: " + e.getMessage(), e);
    }
  }

  /** The line of each flag's name; none in a database. */
  Map<String, Integer> lines() {
    try {
      return isDatabase() ? Map.of() : FlagDocument.lines(Files.readAllBytes(path()));
    } catch (IOException e) {
      throw new CommandException("--flags: " + location + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The location without a user's name and password, and without what may be one. */
  String shown() {
    return isDatabase() ? JdbcUrl.withoutSecrets(location) : location;
  }
}
