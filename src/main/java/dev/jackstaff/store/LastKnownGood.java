package dev.jackstaff.store;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file with the last good set, for a start without the database. Not thread-safe. */
final class LastKnownGood {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  private final Path path;

  LastKnownGood(Path path) {
    this.path = path.toAbsolutePath();
    AtomicFile.tidy(this.path, Instant.now());
  }

  /** Returns the set, or null if there is none or it cannot be read. */
  @Nullable FlagSet read() {
    try {
      return Files.isRegularFile(path)
          ? FlagDocument.read(Files.readAllBytes(path), path.getFileName().toString())
          : null;
    } catch (IOException | InvalidFlagsException e) {
      String line = "the last known good flags in " + path + " cannot be used: " + e;
      LOG.log(Level.WARNING, OneLine.each(line));
      return null;
    }
  }

  /**
   * Replaces the file atomically, so that a partial file is never read, and forces it to the disk.
   */
  void write(FlagSet set) throws IOException {
    AtomicFile.replace(path, document(set).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the document of a set. Names never need escaping. */
  private static String document(FlagSet set) {
    Stream<String> flags =
        set.flags().stream().map(flag -> entry(flag.name(), FlagJson.writeFlag(flag)));
    Stream<String> segments =
        set.segments().entrySet().stream()
            .map(entry -> entry(entry.getKey(), FlagJson.writeCondition(entry.getValue())));
    return "{\"flags\": {" + joined(flags) + "},\n\"segments\": {" + joined(segments) + "}}\n";
  }

  private static String entry(String name, String json) {
    return "\n  \"" + name + "\": " + json;
  }

  private static String joined(Stream<String> entries) {
    return entries.collect(Collectors.joining(","));
  }
}
