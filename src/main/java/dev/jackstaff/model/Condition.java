package dev.jackstaff.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a user, as a tree. It has the form of a MongoDB query, which GrowthBook and others
 * use.
 *
 * <p>An attribute is named by a dotted path; the empty path is the value itself, inside {@link
 * AnyElement} and {@link Size}. A missing attribute is null.
 */
public sealed interface Condition {
  /**
   * A condition that holds if all of its parts hold: {@code $and}, and the entries of one object.
   * It holds if it has no parts.
   *
   * @param of the parts
   */
  record All(List<Condition> of) implements Condition {
    /**
     * Copies the parts and checks their depth.
     *
     * @param of as above
     */
    public All {
      of = List.copyOf(of);
      of.forEach(Nesting::check);
    }
  }

  /**
   * A condition that holds if at least one of its parts holds: {@code $or}. It holds if it has no
   * parts.
   *
   * @param of the parts
   */
  record Any(List<Condition> of) implements Condition {
    /**
     * Copies the parts and checks their depth.
     *
     * @param of as above
     */
    public Any {
      of = List.copyOf(of);
      of.forEach(Nesting::check);
    }
  }

  /**
   * A condition that holds if and only if another does not: {@code $not}, and {@code $nor} around
   * an {@link Any}.
   *
   * @param of the other condition
   */
  record Not(Condition of) implements Condition {
    /**
     * Checks the depth of the other condition.
     *
     * @param of as above
     */
    public Not {
      Nesting.check(of);
    }
  }

  /**
   * A condition that holds if the user is in at least one of the segments.
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
   * A comparison of an attribute with an operand.
   *
   * @param path the attribute
   * @param operator the comparison
   * @param operand a JSON value to compare with
   */
  record Compare(String path, Operator operator, @Nullable Object operand) implements Condition {
    /**
     * Checks the path and the operand, and copies the operand.
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
   * A condition that holds if an attribute is a list and another condition holds for one of its
   * elements: {@code $elemMatch}.
   *
   * @param path the attribute
   * @param element the condition; its paths begin at the element
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
   * A condition that holds if an attribute is a list and another condition holds for its length:
   * {@code $size}.
   *
   * @param path the attribute
   * @param size the condition on the length; its path is empty
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
   * {@return a condition that holds if an attribute equals a value}
   *
   * @param path the attribute
   * @param value a JSON value
   */
  static Condition is(String path, @Nullable Object value) {
    return new Compare(path, Operator.EQ, value);
  }

  /**
   * {@return a condition that compares an attribute with an operand}
   *
   * @param path the attribute
   * @param operator the comparison
   * @param operand the value to compare with
   */
  static Condition where(String path, Operator operator, @Nullable Object operand) {
    return new Compare(path, operator, operand);
  }

  /**
   * {@return a condition that holds if an attribute is one of several values}
   *
   * @param path the attribute
   * @param values JSON values
   */
  static Condition in(String path, Object... values) {
    return new Compare(path, Operator.IN, List.of(values));
  }

  /**
   * {@return a condition that holds if the user is in at least one of the segments}
   *
   * @param names the segments' names
   */
  static Condition inSegment(String... names) {
    return new InSegment(List.of(names));
  }

  /**
   * {@return a condition that holds if all of its parts hold}
   *
   * @param parts the parts
   */
  static Condition all(Condition... parts) {
    return new All(List.of(parts));
  }

  /**
   * {@return a condition that holds if at least one of its parts holds}
   *
   * @param parts the parts
   */
  static Condition any(Condition... parts) {
    return new Any(List.of(parts));
  }

  /**
   * {@return a condition that holds if another does not}
   *
   * @param condition the other condition
   */
  static Condition not(Condition condition) {
    return new Not(condition);
  }

  /** {@return the names of all segments that this condition refers to} */
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
