package dev.jackstaff.experiment;

import dev.jackstaff.internal.json.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends each exposure and conversion as one line of JSON to a file. The file is opened for each
 * batch, so that it can be moved away at any time. Thread-safe, but meant for one engine.
 */
public final class JsonLinesExposures implements ExposureSink {
  private final Path file;

  /**
   * Takes the file.
   *
   * @param file made where it is missing; its directory must be there
   */
  public JsonLinesExposures(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public void write(List<Exposure> exposures, List<Conversion> conversions) throws IOException {
    StringBuilder lines = new StringBuilder();
    exposures.forEach(exposure -> append(lines, json(exposure)));
    conversions.forEach(conversion -> append(lines, json(conversion)));
    Files.write(
        file,
        lines.toString().getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void append(StringBuilder lines, Map<String, @Nullable Object> json) {
    lines.append(PlainJson.write(json)).append('\n');
  }

  private static Map<String, @Nullable Object> json(Exposure exposure) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", "exposure");
    json.put("at", exposure.at().toString());
    json.put("flag", exposure.flag());
    json.put("salt", exposure.salt());
    json.put("subject", exposure.subject());
    json.put("variant", exposure.variant());
    json.put("split", PlainJson.read(exposure.split(), "split"));
    return json;
  }

  private static Map<String, @Nullable Object> json(Conversion conversion) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", "conversion");
    json.put("at", conversion.at().toString());
    json.put("event", conversion.event());
    json.put("subject", conversion.subject());
    if (conversion.amount().isPresent()) {
      json.put("amount", conversion.amount().getAsDouble());
    }
    json.put("id", conversion.id().toString());
    return json;
  }

  /** {@return the file} */
  @Override
  public String toString() {
    return file.toString();
  }
}
