package dev.jackstaff.tools.remove;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.openrewrite.PrintOutputCapture;
import org.openrewrite.java.JavaPrinter;
import org.openrewrite.java.tree.J;

/** The leftovers of one source, by the lines that it has now. */
final class Leftovers {
  private final Path file;
  private final Map<UUID, Integer> lines = new HashMap<>();
  private final Set<Left> left = new LinkedHashSet<>();

  Leftovers(J.CompilationUnit unit) {
    this.file = unit.getSourcePath();
    new LinePrinter().visit(unit, new PrintOutputCapture<>(0));
  }

  void add(J place, String why, boolean reference) {
    add(place, 0, why, reference);
  }

  void add(J place, int further, String why, boolean reference) {
    left.add(new Left(file, lines.getOrDefault(place.getId(), 1) + further, why, reference));
  }

  Set<Left> left() {
    return left;
  }

  /** A round starts anew. */
  void clear() {
    left.clear();
  }

  private final class LinePrinter extends JavaPrinter<Integer> {
    private int read;
    private int line = 1;

    @Override
    public @Nullable J preVisit(J tree, PrintOutputCapture<Integer> printed) {
      String out = printed.getOut();
      for (; read < out.length(); read++) {
        line += out.charAt(read) == '\n' ? 1 : 0;
      }
      lines.put(tree.getId(), line + breaks(tree));
      return tree;
    }

    private int breaks(J tree) {
      long comments =
          tree.getPrefix().getComments().stream()
              .mapToLong(
                  c -> Spaces.lines(c.printComment(getCursor())) + Spaces.lines(c.getSuffix()))
              .sum();
      return (int) (Spaces.lines(tree.getPrefix().getWhitespace()) + comments);
    }
  }
}
