package dev.jackstaff.internal.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Reads the statements that the jar holds in files. Stateless and thread-safe. */
public final class SqlFile {
  private SqlFile() {}

  /**
   * {@return the text of a file of the jar}
   *
   * @param name the name of a file that exists, from the root of the jar
   */
  public static String text(String name) {
    try (InputStream in = SqlFile.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
