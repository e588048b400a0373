package dev.jackstaff.tools.remove;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;

/** Removes imports that were used before and are not any more. */
final class Imports {
  private Imports() {}

  static J.CompilationUnit tidied(J.CompilationUnit unit, Set<String> before) {
    Set<String> now = Uses.names(unit).keySet();
    List<JRightPadded<J.Import>> kept = new ArrayList<>();
    Space above = null;
    for (JRightPadded<J.Import> one : unit.getPadding().getImports()) {
      String name = name(one.getElement());
      Space prefix = one.getElement().getPrefix();
      if (before.contains(name) && !now.contains(name)) {
        above = above == null ? prefix : above;
      } else {
        Space space = above == null ? prefix : kept.isEmpty() ? above : higher(above, prefix);
        kept.add(one.withElement(one.getElement().withPrefix(space)));
        above = null;
      }
    }
    return kept.size() == unit.getPadding().getImports().size()
        ? unit
        : unit.getPadding().withImports(kept);
  }

  private static Space higher(Space above, Space own) {
    boolean more = Spaces.lines(above.getWhitespace()) > Spaces.lines(own.getWhitespace());
    return more ? own.withWhitespace(above.getWhitespace()) : own;
  }

  private static String name(J.Import one) {
    return one.getQualid().getSimpleName();
  }
}
