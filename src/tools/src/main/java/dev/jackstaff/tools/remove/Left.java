package dev.jackstaff.tools.remove;

import java.nio.file.Path;

/**
 * A place that was not changed, or not wholly, and that somebody should look at.
 *
 * @param file the source
 * @param line where, from 1
 * @param why what stands there and why it stays
 * @param reference whether the flag is still named there
 */
public record Left(Path file, int line, String why, boolean reference) {
  /** {@return {@code file:line: why}} */
  @Override
  public String toString() {
    return file + ":" + line + ": " + why;
  }
}
