package dev.jackstaff.experiment;

import dev.jackstaff.internal.json.PlainJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;

/**
 * The rows of one experiment in a file of JSON lines. As in a database, an item that was written
 * twice counts once, with the earlier time, and times have microseconds. A line that cannot be
 * read, such as one that a killed process left unfinished, is skipped. Not thread-safe.
 */
final class JsonLinesRows {
  private final Map<String, Exposure> exposures = new LinkedHashMap<>();
  private final Map<UUID, Conversion> conversions = new LinkedHashMap<>();

  private JsonLinesRows() {}

  /** Reads a file; a missing file has no rows. */
  static JsonLinesRows read(Path file, VariantWeights arms) throws IOException {
    JsonLinesRows rows = new JsonLinesRows();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(line, arms);
      }
    } catch (NoSuchFileException e) {
      // Nothing was written yet, or the file was moved away.
      return rows;
    }
    return rows;
  }

  List<Exposure> exposures() {
    return new ArrayList<>(exposures.values());
  }

  List<Conversion> conversions() {
    return new ArrayList<>(conversions.values());
  }

  private void add(String line, VariantWeights arms) {
    try {
      if (PlainJson.read(line, "line") instanceof Map<?, ?> json) {
        if ("exposure".equals(json.get("type"))) {
          add(exposure(json), arms);
        } else if ("conversion".equals(json.get("type"))) {
          Conversion conversion = conversion(json);
          conversions.putIfAbsent(conversion.id(), conversion);
        }
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      // An unfinished line; the next one is whole.
      return;
    }
  }

  private void add(Exposure exposure, VariantWeights arms) {
    if (exposure.flag().equals(arms.flag()) && exposure.salt().equals(arms.salt())) {
      exposures.merge(
          exposure.subject() + '\0' + exposure.variant(),
          exposure,
          (a, b) -> b.at().isBefore(a.at()) ? b : a);
    }
  }

  private static Exposure exposure(Map<?, ?> json) {
    return new Exposure(
        text(json, "flag"),
        text(json, "salt"),
        text(json, "subject"),
        text(json, "variant"),
        PlainJson.write(json.get("split")),
        at(json));
  }

  private static Conversion conversion(Map<?, ?> json) {
    OptionalDouble amount =
        json.get("amount") instanceof Number number
            ? OptionalDouble.of(number.doubleValue())
            : OptionalDouble.empty();
    return new Conversion(
        UUID.fromString(text(json, "id")),
        text(json, "event"),
        text(json, "subject"),
        at(json),
        amount);
  }

  private static Instant at(Map<?, ?> json) {
    return Instant.parse(text(json, "at")).truncatedTo(ChronoUnit.MICROS);
  }

  private static String text(Map<?, ?> json, String name) {
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is missing");
  }
}
