package dev.jackstaff.tools;

import dev.jackstaff.hygiene.Reference;
import java.nio.file.Path;

/**
 * A line of a file.
 *
 * @param file as seen from where the command was started, with slashes
 * @param line from 1
 */
record SourceLine(String file, int line) {
  static SourceLine of(Reference reference) {
    return new SourceLine(reference.file(), Math.max(1, reference.line()));
  }

  /** A file that an option names. */
  static SourceLine of(Path file, int line) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = file.toAbsolutePath().normalize();
    Path shown = absolute.startsWith(here) ? here.relativize(absolute) : absolute;
    return new SourceLine(shown.toString().replace('\\', '/'), line);
  }

  /**
   * Returns the relative reference of RFC 3986, or a {@code file:} address if the file is outside.
   */
  String uri() {
    Path path = Path.of(file).toAbsolutePath();
    return Path.of("").toAbsolutePath().toUri().relativize(path.toUri()).toString();
  }
}
