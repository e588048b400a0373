package dev.jackstaff.hygiene.tools;

import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.WritableFlagStore;
import java.nio.file.Path;

/**
 * Where the flags are defined, as {@code --flags} says it: a document, or a database whose driver
 * is on the class path.
 */
record Definitions(String location) {

  boolean isDatabase() {
    return location.startsWith("jdbc:");
  }

  /** The document's path; only if it is one. */
  Path path() {
    return Path.of(location);
  }

  /** What is known of the flags: from a database their age and use as well. */
  FlagReview.Builder read() {
    try (WritableFlagStore store = open()) {
      return FlagReview.of(store).place(shown());
    }
  }

  /** Without what may be a password. */
  private String shown() {
    return location.replaceAll("[?;].*", "");
  }

  /** To be closed. */
  WritableFlagStore open() {
    try {
      return isDatabase()
          ? JdbcFlagStore.builder(location).build()
          : FileFlagStore.watching(path());
    } catch (StoreException | IllegalArgumentException e) {
      throw new Refusal("--flags: " + e.getMessage(), e);
    }
  }
}
