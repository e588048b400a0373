package dev.jackstaff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * The figures that tests have measured, one line each in {@code target/figures.txt}. They are for
 * readers; what must hold is asserted. Thread-safe.
 */
public final class Figures {
  private static final Path FILE = Path.of("target", "figures.txt");

  private Figures() {}

  /**
   * Adds a line.
   *
   * @param format as {@link String#formatted}
   * @param values the values
   */
  public static void record(String format, Object... values) {
    String line = String.format(Locale.ROOT, format, values).strip() + "\n";
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(
          FILE, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
