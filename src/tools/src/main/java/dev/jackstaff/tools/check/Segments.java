package dev.jackstaff.tools.check;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Walks through conditions. */
final class Segments {
  private Segments() {}

  /** Returns the names of the segments that flags and other segments use. */
  static Set<String> used(FlagSet set) {
    Set<String> used = new TreeSet<>();
    Consumer<Condition> visitor =
        condition -> {
          if (condition instanceof Condition.InSegment in) {
            used.addAll(in.names());
          }
        };
    forEach(set, visitor);
    return used;
  }

  /** Passes on every condition of a set, the nested ones too. */
  static void forEach(FlagSet set, Consumer<Condition> visitor) {
    set.flags().stream()
        .flatMap(flag -> flag.rules().stream())
        .map(Rule::condition)
        .forEach(condition -> visit(condition, visitor));
    set.segments().values().forEach(condition -> visit(condition, visitor));
  }

  private static void visit(Condition condition, Consumer<Condition> visitor) {
    visitor.accept(condition);
    if (condition instanceof Condition.All all) {
      all.of().forEach(part -> visit(part, visitor));
    } else if (condition instanceof Condition.Any any) {
      any.of().forEach(part -> visit(part, visitor));
    } else if (condition instanceof Condition.Not not) {
      visit(not.of(), visitor);
    } else if (condition instanceof Condition.AnyElement element) {
      visit(element.element(), visitor);
    } else if (condition instanceof Condition.Size size) {
      visit(size.size(), visitor);
    }
  }
}
