package dev.jackstaff.model;

import java.util.Collection;
import java.util.List;

/**
 * Limits what a condition may contain. A bounded depth lets all other code traverse conditions by
 * recursion, for example to compile, compare or write them.
 */
final class Nesting {
  private static final int MAX_DEPTH = 50;

  private Nesting() {}

  static void check(Condition inside) {
    if (depth(inside) >= MAX_DEPTH) {
      throw new IllegalArgumentException("a condition is nested more than " + MAX_DEPTH + " deep");
    }
  }

  static void check(String path) {
    if (path.startsWith("$")) {
      throw new IllegalArgumentException("an attribute's name cannot begin with '$'");
    }
  }

  static void check(String path, Condition inside) {
    check(path);
    check(inside);
    if (!inside.segments().isEmpty()) {
      throw new IllegalArgumentException("$inSegment is not allowed inside an attribute");
    }
  }

  /**
   * Computes the depth by recursion, which is safe since the parts were checked when they were
   * created.
   */
  private static int depth(Condition condition) {
    int deepest = 0;
    for (Condition part : parts(condition)) {
      deepest = Math.max(deepest, depth(part));
    }
    return 1 + deepest;
  }

  private static Collection<Condition> parts(Condition condition) {
    if (condition instanceof Condition.All all) {
      return all.of();
    }
    if (condition instanceof Condition.Any any) {
      return any.of();
    }
    if (condition instanceof Condition.Not not) {
      return List.of(not.of());
    }
    if (condition instanceof Condition.AnyElement any) {
      return List.of(any.element());
    }
    return condition instanceof Condition.Size size ? List.of(size.size()) : List.of();
  }
}
