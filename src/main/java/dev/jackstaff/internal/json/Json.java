package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.InvalidFlagsException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value in a document. It knows its position, so that it can report problems; its pointer is only
 * created for a problem.
 *
 * <p>If a value is not of the requested type, the problem is recorded and a harmless stand-in is
 * returned, so that reading continues to the next problem.
 */
final class Json {
  /** The names of properties in the original service's database, with their names in files. */
  private static final Map<String, String> ORIGINALS =
      Map.of("rollout_percentage", "percentage", "allowed_users", "users");

  private static final double MAX_PERCENTAGE = 100;

  private final JsonNode node;
  private final @Nullable Json parent;
  private final String key;
  private final DocumentProblems findings;

  private Json(JsonNode node, @Nullable Json parent, String key, DocumentProblems findings) {
    this.node = node;
    this.parent = parent;
    this.key = key;
    this.findings = findings;
  }

  static Json root(JsonNode node, DocumentProblems findings) {
    return new Json(node, null, "", findings);
  }

  /** Returns the name of this value in its object, or its index in its list. */
  String key() {
    return key;
  }

  boolean isObject() {
    return node.isObject();
  }

  boolean isList() {
    return node.isArray();
  }

  boolean isWholeNumber() {
    return node.isIntegralNumber();
  }

  boolean isBoolean() {
    return node.isBoolean();
  }

  boolean isNumber() {
    return node.isNumber();
  }

  boolean isString() {
    return node.isString();
  }

  boolean isEmpty() {
    return node.isEmpty();
  }

  int size() {
    return node.size();
  }

  Collection<String> keys() {
    return node.propertyNames();
  }

  boolean isTrue() {
    return node.booleanValue(false);
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** Returns the entries of an object, in order. */
  List<Json> entries() {
    List<Json> entries = new ArrayList<>(node.size());
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      entries.add(new Json(entry.getValue(), this, entry.getKey(), findings));
    }
    return entries;
  }

  /** Returns the items of a list; records a problem and returns none if it is not a list. */
  List<Json> items(String expected) {
    if (!isList()) {
      wrong(expected);
    }
    List<Json> items = new ArrayList<>(node.size());
    for (int i = 0; isList() && i < node.size(); i++) {
      items.add(new Json(node.get(i), this, Integer.toString(i), findings));
    }
    return items;
  }

  boolean flag() {
    if (!isBoolean()) {
      wrong("true or false");
    }
    return isTrue();
  }

  /** Returns the text of a string; empty for anything else. */
  String text() {
    return node.stringValue("");
  }

  @Nullable String string() {
    return orWrong(isString(), node::stringValue, "a string");
  }

  @Nullable Double number() {
    // Adding 0 turns -0 into 0; the difference is never intended.
    return orWrong(isNumber(), () -> node.numberValue().doubleValue() + 0.0, "a number");
  }

  /** Returns a percentage; a number just outside the range is not rounded into it. */
  @Nullable Double percentage() {
    Double nearest = number();
    if (nearest == null) {
      return null;
    }
    boolean rounded =
        (nearest == 0 && node.decimalValue().signum() < 0)
            || (nearest == MAX_PERCENTAGE
                && node.decimalValue().compareTo(BigDecimal.valueOf(MAX_PERCENTAGE)) > 0);
    if (rounded) {
      problem(() -> "percentage must be between 0 and 100, was " + Spelling.shown(node.toString()));
      return null;
    }
    return nearest;
  }

  @Nullable Integer integer(String expected) {
    return orWrong(isInteger(), () -> node.numberValue().intValue(), expected);
  }

  /** Returns whether this is an integer; 3.0 is one, as in JSON Schema. */
  boolean isInteger() {
    double value = isNumber() ? node.numberValue().doubleValue() : Double.NaN;
    return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE;
  }

  /**
   * Returns the strings of a list, or none if one item is invalid, so that the positions of the
   * others do not change.
   */
  List<String> strings() {
    if (isList() && node.valueStream().allMatch(JsonNode::isString)) {
      return node.valueStream().map(JsonNode::stringValue).toList();
    }
    items("a list of strings").forEach(Json::string);
    return List.of();
  }

  /** Returns a list of ids: strings, and integers, which are read as their decimal text. */
  List<String> ids() {
    List<String> ids = new ArrayList<>(node.size());
    boolean right = isList();
    for (int i = 0; right && i < node.size(); i++) {
      JsonNode item = node.get(i);
      right = item.isString() || item.isIntegralNumber();
      ids.add(item.isString() ? item.stringValue() : item.toString());
    }
    if (right) {
      return ids;
    }
    for (Json item : items("a list of strings")) {
      if (!item.isString() && !item.isWholeNumber()) {
        item.wrong("a string or an integer");
      }
    }
    return List.of();
  }

  /** Reads a string with a form of its own. */
  <T> @Nullable T parsed(Function<String, T> parser, String expected) {
    return parsed(parser, expected, Set.of());
  }

  /** Reads a string with a form of its own; the examples are suggestions for a misspelt text. */
  <T> @Nullable T parsed(Function<String, T> parser, String expected, Set<String> examples) {
    String text = string();
    if (text == null) {
      return null;
    }
    try {
      return parser.apply(text);
    } catch (DateTimeException | ArithmeticException wrong) {
      findings.refused();
      problem(() -> unparsed(text, expected, examples));
      return null;
    }
  }

  private String unparsed(String text, String expected, Set<String> examples) {
    String was = ", was '" + Spelling.shown(text) + "'";
    return label() + " must be " + expected + was + Spelling.suggestion(text, examples);
  }

  /**
   * Creates a part of the model; an exception of the model is recorded as a problem of this value.
   */
  <T> @Nullable T made(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException refused) {
      findings.refused();
      problem(() -> String.valueOf(refused.getMessage()));
    } catch (DateTimeException | ArithmeticException overflow) {
      findings.refused();
      problem(() -> label() + " reaches beyond the calendar");
    }
    return null;
  }

  /** Records the model's problems with this value. */
  void refused(InvalidFlagsException fault) {
    findings.add(this, fault);
  }

  /** Records the model's problems with this part of a flag. */
  void refusedPart(InvalidFlagsException fault) {
    findings.addPart(this, fault);
  }

  /** Returns the value in the model's representation of JSON. */
  @Nullable Object plain() {
    if (node.isObject()) {
      return map();
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>(node.size());
      items("").forEach(item -> list.add(item.plain()));
      return list;
    }
    return scalar();
  }

  /** Returns the entries of an object in the model's representation of JSON. */
  Map<String, @Nullable Object> map() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    entries().forEach(entry -> map.put(entry.key, entry.plain()));
    return map;
  }

  private @Nullable Object scalar() {
    if (node.isNumber()) {
      return number(node.numberValue());
    }
    return node.isString() ? node.stringValue() : node.isBoolean() ? node.booleanValue() : null;
  }

  /**
   * Returns a fraction as a double if it is written with exactly the same digits, otherwise with
   * all of its digits.
   */
  static Number number(Number number) {
    if (number instanceof BigDecimal decimal) {
      double nearest = decimal.doubleValue();
      return Double.isFinite(nearest) && isWritten(nearest, decimal) ? (Number) nearest : decimal;
    }
    return number;
  }

  /** Compares the number of digits as well, so that 1.50 is preserved. */
  private static boolean isWritten(double nearest, BigDecimal decimal) {
    BigDecimal written = new BigDecimal(Double.toString(nearest));
    return written.scale() == decimal.scale() && written.compareTo(decimal) == 0;
  }

  /** Records that this value has the wrong type. */
  void wrong(String expected) {
    problem(() -> named("the definition") + " must be " + expected + ", was " + type());
  }

  private String named(String otherwise) {
    String label = label();
    return label.isEmpty() ? otherwise : label;
  }

  /** Returns a value, or null after recording that this value has the wrong type. */
  private <T> @Nullable T orWrong(boolean right, Supplier<T> value, String expected) {
    if (right) {
      return value.get();
    }
    wrong(expected);
    return null;
  }

  /** Records that this object has an unknown property. */
  void unknown(Collection<String> known) {
    misnamed(() -> unknownMessage(known));
  }

  private String unknownMessage(Collection<String> known) {
    String inside = parent == null ? "" : parent.label();
    String where = inside.isEmpty() ? "" : " in " + inside;
    String original = ORIGINALS.get(key);
    String hint =
        original != null && known.contains(original)
            ? "; did you mean '" + original + "'?"
            : Spelling.suggestion(key, known);
    return "unknown property '" + Spelling.shown(key) + "'" + where + hint;
  }

  /** Records a problem with this value. */
  void problem(Supplier<String> message) {
    findings.add(this, false, message);
  }

  /** Records a problem with this value's name. */
  void misnamed(Supplier<String> message) {
    findings.add(this, true, message);
  }

  /** Returns the steps that lead to this value from the root. */
  List<String> path() {
    int depth = 0;
    for (Json at = this; at.parent != null; at = at.parent) {
      depth++;
    }
    String[] path = new String[depth];
    Json at = this;
    while (at.parent != null) {
      path[--depth] = at.key;
      at = at.parent;
    }
    return Arrays.asList(path);
  }

  /** Returns false once further problems are only counted. */
  boolean isReported() {
    return !findings.isFull();
  }

  /** Returns the name of this value for messages; to be called only in the text of a problem. */
  String label() {
    return findings.label(this);
  }

  /** Returns the name of the value's type for messages. */
  String type() {
    return switch (node.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> node.booleanValue() ? "true" : "false";
      case ARRAY -> "a list";
      case OBJECT -> "an object";
      default -> "null";
    };
  }
}
