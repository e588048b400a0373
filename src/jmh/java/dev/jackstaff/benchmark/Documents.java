package dev.jackstaff.benchmark;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The documents that several peers read. */
final class Documents {

  private Documents() {}

  /** The flags by name, each as a peer writes it. */
  static Map<String, Object> byName(
      Catalogue catalogue, Function<Catalogue.FlagSpec, Object> definition) {
    Map<String, Object> flags = new LinkedHashMap<>();
    catalogue.flags().forEach(flag -> flags.put(flag.name(), definition.apply(flag)));
    return flags;
  }

  static String json(Object document) {
    return new GsonBuilder().disableHtmlEscaping().create().toJson(document);
  }

  /** A file that goes when the process goes. */
  static Path file(Object document) {
    try {
      Path file = Files.createTempFile("flags", ".json");
      file.toFile().deleteOnExit();
      return Files.writeString(file, json(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
