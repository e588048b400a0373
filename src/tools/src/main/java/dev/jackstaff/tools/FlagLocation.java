package dev.jackstaff.tools;

import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationForm;
import dev.jackstaff.internal.location.LocationUse;
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
record FlagLocation(Location location) {
  private static final LocationContext CONTEXT =
      LocationContext.of(FlagLocation.class::getClassLoader)
          .with(LocationForm.PLAIN, Path::of)
          .otherwise(LocationForm.PLAIN);

  /** Parses the value of {@code --flags}; nothing is opened. */
  static FlagLocation of(String text) {
    try {
      return new FlagLocation(CONTEXT.parse(text, LocationUse.COMMAND));
    } catch (IllegalArgumentException e) {
      throw new CommandException("--flags: " + e.getMessage(), e);
    }
  }

  private boolean isDatabase() {
    return location.form().isDatabase();
  }

  /** The document's path; only if it is one. */
  Path path() {
    return location.path();
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
          ? location.database(JdbcFlagStore::builder, JdbcFlagStore::builder).build()
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
    return location.toString();
  }
}
