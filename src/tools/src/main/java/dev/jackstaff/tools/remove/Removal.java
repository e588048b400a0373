package dev.jackstaff.tools.remove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Sources before and after a flag was taken out, and what was left. Immutable. */
public final class Removal {
  static final Comparator<Left> ORDER =
      Comparator.comparing(Left::file).thenComparing(Left::line).thenComparing(Left::why);

  private final Map<Path, String> before;
  private final Map<Path, String> after;
  private final List<Left> left;

  Removal(Map<Path, String> before, Map<Path, String> after, List<Left> left) {
    this.before = before;
    this.after = after;
    this.left = left;
  }

  /** The sources as they were. */
  Map<Path, String> before() {
    return before;
  }

  /** The sources as they would be. */
  Map<Path, String> after() {
    return after;
  }

  /** {@return the files that differ, in the order in which they were read} */
  public List<Path> changed() {
    return after.keySet().stream()
        .filter(file -> !Objects.equals(before.get(file), after.get(file)))
        .toList();
  }

  /**
   * {@return what a source is without the flag}
   *
   * @param file one of those that were read
   * @throws IllegalArgumentException if it was not read
   */
  public String after(Path file) {
    String text = after.get(file);
    if (text == null) {
      throw new IllegalArgumentException(file + " was not read");
    }
    return text;
  }

  /** {@return the places that somebody should look at, by file and line} */
  public List<Left> left() {
    return left;
  }

  /** {@return whether the flag is still named somewhere, so that it has to stay defined} */
  public boolean hasReferences() {
    return left.stream().anyMatch(Left::reference);
  }

  /** {@return all changes as one unified diff, empty if there are none} */
  public String diff() {
    StringBuilder diff = new StringBuilder();
    for (Path file : changed()) {
      diff.append(UnifiedDiff.of(file, String.valueOf(before.get(file)), after(file)));
    }
    return diff.toString();
  }

  /**
   * Writes the files that differ.
   *
   * @throws IOException if one cannot be written
   */
  public void write() throws IOException {
    for (Path file : changed()) {
      Files.writeString(file, after(file));
    }
  }
}
