package dev.jackstaff.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * For which users something holds: the MongoDB query form that GrowthBook and others use, as a
 * tree.
 *
 * <p>An attribute is named by a dotted path; the empty path is the value itself, inside {@link
 * AnyElement} and {@link Size}. A missing attribute is null.
 */
public sealed interface Condition {
  /**
   * All hold; {@code $and}, and the entries of one object. An empty one holds.
   *
   * @param of the parts
   */
  record All(List<Condition> of) implements Condition {
    /**
     * Copies the parts and checks how deep they are.
     *
     * @param of as above
     */
    public All {
      of = List.copyOf(of);
      of.forEach(Nesting::check);
    }
  }

  /**
   * At least one holds; {@code $or}. An empty one holds.
   *
   * @param of the parts
   */
  record Any(List<Condition> of) implements Condition {
    /**
     * Copies the parts and checks how deep they are.
     *
     * @param of as above
     */
    public Any {
      of = List.copyOf(of);
      of.forEach(Nesting::check);
    }
  }

  /**
   * Holds exactly where another does not; {@code $not}, and {@code $nor} around an {@link Any}.
   *
   * @param of the other
   */
  record Not(Condition of) implements Condition {
    /**
     * Checks how deep the other is.
     *
     * @param of as above
     */
    public Not {
      Nesting.check(of);
    }
  }

  /**
   * The user is in at least one of these segments.
   *
   * @param names the segments' names
   */
  record InSegment(List<String> names) implements Condition {
    /**
     * Copies the names.
     *
     * @param names as above
     */
    public InSegment {
      names = List.copyOf(names);
    }
  }

  /**
   * An attribute compares with an operand.
   *
   * @param path the attribute
   * @param operator how
   * @param operand with what, a JSON value
   */
  record Compare(String path, Operator operator, @Nullable Object operand) implements Condition {
    /**
     * Checks the path and the operand, and copies it.
     *
     * @param path as above
     * @param operator as above
     * @param operand as above
     */
    public Compare {
      Nesting.check(path);
      operator.check(operand);
      operand = JsonValues.copy(operand);
    }
  }

  /**
   * An attribute is a list with an element for which a condition holds; {@code $elemMatch}.
   *
   * @param path the attribute
   * @param element the condition, its paths beginning at the element
   */
  record AnyElement(String path, Condition element) implements Condition {
    /**
     * Checks that the condition is about the element.
     *
     * @param path as above
     * @param element as above
     */
    public AnyElement {
      Nesting.check(path, element);
    }
  }

  /**
   * An attribute is a list whose length meets a condition; {@code $size}.
   *
   * @param path the attribute
   * @param size the condition on the length, its path empty
   */
  record Size(String path, Condition size) implements Condition {
    /**
     * Checks that the condition is about the length.
     *
     * @param path as above
     * @param size as above
     */
    public Size {
      Nesting.check(path, size);
    }
  }

  /** {@return the condition that always holds, {@code {}}} */
  static Condition always() {
    return new All(List.of());
  }

  /**
   * {@return the condition that an attribute equals a value}
   *
   * @param path the attribute
   * @param value a JSON value
   */
  static Condition is(String path, @Nullable Object value) {
    return new Compare(path, Operator.EQ, value);
  }

  /**
   * {@return the condition that an attribute compares with an operand}
   *
   * @param path the attribute
   * @param operator how
   * @param operand with what
   */
  static Condition where(String path, Operator operator, @Nullable Object operand) {
    return new Compare(path, operator, operand);
  }

  /**
   * {@return the condition that an attribute is one of some values}
   *
   * @param path the attribute
   * @param values JSON values
   */
  static Condition in(String path, Object... values) {
    return new Compare(path, Operator.IN, List.of(values));
  }

  /**
   * {@return the condition that the user is in at least one of some segments}
   *
   * @param names the segments' names
   */
  static Condition inSegment(String... names) {
    return new InSegment(List.of(names));
  }

  /**
   * {@return the condition that all of these hold}
   *
   * @param parts the parts
   */
  static Condition all(Condition... parts) {
    return new All(List.of(parts));
  }

  /**
   * {@return the condition that at least one of these holds}
   *
   * @param parts the parts
   */
  static Condition any(Condition... parts) {
    return new Any(List.of(parts));
  }

  /**
   * {@return the condition that holds where another does not}
   *
   * @param condition the other
   */
  static Condition not(Condition condition) {
    return new Not(condition);
  }

  /** {@return the names of all segments that this condition asks for} */
  default Set<String> segments() {
    Set<String> names = new TreeSet<>();
    List<Condition> open = new ArrayList<>(List.of(this));
    while (!open.isEmpty()) {
      Condition next = open.remove(open.size() - 1);
      if (next instanceof InSegment in) {
        names.addAll(in.names());
      } else if (next instanceof All all) {
        open.addAll(all.of());
      } else if (next instanceof Any any) {
        open.addAll(any.of());
      } else if (next instanceof Not not) {
        open.add(not.of());
      }
    }
    return names;
  }
}
