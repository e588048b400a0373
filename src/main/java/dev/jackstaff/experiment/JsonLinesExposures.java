package dev.jackstaff.experiment;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;

import dev.jackstaff.internal.json.PlainJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends each exposure and conversion as one line of JSON to a file. The file is opened for each
 * batch, so that it can be moved away at any time. A batch is appended as a whole or not at all,
 * even if the disk is full. Thread-safe, but meant for one engine.
 */
public final class JsonLinesExposures implements ExposureSink {
  private final Path file;
  private final JsonLinesResults results;

  /**
   * Creates a sink that appends to a file.
   *
   * @param file the file, which is created if it is missing; its directory must exist
   */
  public JsonLinesExposures(Path file) {
    this(file, InstantSource.system());
  }

  JsonLinesExposures(Path file, InstantSource clock) {
    this.file = file.toAbsolutePath();
    this.results = new JsonLinesResults(this.file, clock);
  }

  @Override
  public synchronized void write(List<Exposure> exposures, List<Conversion> conversions)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    exposures.forEach(exposure -> append(lines, json(exposure)));
    conversions.forEach(conversion -> append(lines, json(conversion)));
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    boolean ended = endsLine();
    try (FileChannel channel = FileChannel.open(file, CREATE, APPEND)) {
      append(channel, ended, bytes);
    }
  }

  /**
   * Appends all lines or none: if the disk fills up midway, the part already written is cut off
   * again. An unfinished line left by a killed process is ended first, so that it does not corrupt
   * the next one.
   */
  private static void append(FileChannel channel, boolean ended, ByteBuffer lines)
      throws IOException {
    long before = channel.size();
    long written = 0;
    try {
      if (!ended) {
        written += channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
      while (lines.hasRemaining()) {
        written += channel.write(lines);
      }
    } catch (IOException | RuntimeException | Error e) {
      cut(channel, before, written, e);
      throw e;
    }
  }

  private boolean endsLine() throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      long end = channel.size();
      return end == 0 || channel.read(last, end - 1) < 1 || last.get(0) == '\n';
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /**
   * Cuts off the part written, but only if it is at the end of the file: another process may have
   * appended meanwhile.
   */
  private static void cut(FileChannel channel, long before, long written, Throwable cause) {
    try {
      if (written > 0 && channel.size() == before + written) {
        channel.truncate(before);
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
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

  /** Returns the results that are counted from the file. */
  JsonLinesResults results() {
    return results;
  }

  @Override
  public void close() {
    results.close();
  }

  /** {@return the file} */
  @Override
  public String toString() {
    return file.toString();
  }
}
