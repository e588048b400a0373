package dev.jackstaff.tools.remove;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.openrewrite.jgit.diff.DiffFormatter;
import org.openrewrite.jgit.diff.HistogramDiff;
import org.openrewrite.jgit.diff.RawText;
import org.openrewrite.jgit.diff.RawTextComparator;

/** Two texts as {@code patch} reads them. */
final class UnifiedDiff {
  private UnifiedDiff() {}

  static String of(Path file, String before, String after) {
    RawText old = new RawText(before.getBytes(StandardCharsets.UTF_8));
    RawText changed = new RawText(after.getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.format(
          new HistogramDiff().diff(RawTextComparator.DEFAULT, old, changed), old, changed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = file.toString().replace('\\', '/').replaceFirst("^/", "");
    return "--- a/" + name + "\n+++ b/" + name + "\n" + out.toString(StandardCharsets.UTF_8);
  }
}
