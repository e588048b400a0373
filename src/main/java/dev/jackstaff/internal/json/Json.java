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
 * A value in a document. It knows where it stands, so that it can say what is wrong with it; its
 * pointer is only written out when something is.
 *
 * <p>Where a value is not what was asked for, that is noted, and a harmless stand-in returned, so
 * that the reading goes on to the next problem.
 */
final class Json {
  /** What the original service calls properties in its database, and what files call them. */
  private static final Map<String, String> ORIGINALS =
      Map.of("rollout_percentage", "percentage", "allowed_users", "users");

  private static final double MAX_PERCENTAGE = 100;

  private final JsonNode node;
  private final @Nullable Json parent;
  private final String key;
  private final Findings findings;

  private Json(JsonNode node, @Nullable Json parent, String key, Findings findings) {
    this.node = node;
    this.parent = parent;
    this.key = key;
    this.findings = findings;
  }

  static Json root(JsonNode node, Findings findings) {
    return new Json(node, null, "", findings);
  }

  /** The name that this value has in its object, or its index in its list. */
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

  /** The entries of an object, in order. */
  List<Json> entries() {
    List<Json> entries = new ArrayList<>(node.size());
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      entries.add(new Json(entry.getValue(), this, entry.getKey(), findings));
    }
    return entries;
  }

  /** The items of a list; none, and a problem, if it is not one. */
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

  /** The text of a string; empty for anything else. */
  String text() {
    return node.stringValue("");
  }

  @Nullable String string() {
    return orWrong(isString(), node::stringValue, "a string");
  }

  @Nullable Double number() {
    // Adding 0 turns -0 into 0, which nobody means to tell apart.
    return orWrong(isNumber(), () -> node.numberValue().doubleValue() + 0.0, "a number");
  }

  /** A number that is not rounded into the range of percentages if it is beyond it. */
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

  /** 3.0 is one, as JSON Schema has it. */
  boolean isInteger() {
    double value = isNumber() ? node.numberValue().doubleValue() : Double.NaN;
    return value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE;
  }

  /** No items at all if one is wrong, so that the others keep their places. */
  List<String> strings() {
    if (isList() && node.valueStream().allMatch(JsonNode::isString)) {
      return node.valueStream().map(JsonNode::stringValue).toList();
    }
    items("a list of strings").forEach(Json::string);
    return List.of();
  }

  /** A list of ids: strings, and integers, which are read as their decimal text. */
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

  /** Reads a string that has a form of its own. */
  <T> @Nullable T parsed(Function<String, T> parser, String expected) {
    return parsed(parser, expected, Set.of());
  }

  /** Reads a string that has a form of its own; the examples are for the misspelt. */
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

  /** Makes a part of the model; what it refuses is a problem of this value. */
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

  /** Notes what the model refuses in this value. */
  void refused(InvalidFlagsException fault) {
    findings.add(this, fault);
  }

  /** The value as the model holds JSON values. */
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

  /** The entries of an object as the model holds JSON values. */
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
   * A fraction as the usual double if that has exactly these digits when it is written, else with
   * all of its own.
   */
  static Number number(Number number) {
    if (number instanceof BigDecimal decimal) {
      double nearest = decimal.doubleValue();
      return Double.isFinite(nearest) && isWritten(nearest, decimal) ? (Number) nearest : decimal;
    }
    return number;
  }

  /** With as many digits, so that 1.50 stays what it is. */
  private static boolean isWritten(double nearest, BigDecimal decimal) {
    BigDecimal written = new BigDecimal(Double.toString(nearest));
    return written.scale() == decimal.scale() && written.compareTo(decimal) == 0;
  }

  /** Notes that this value is of the wrong type. */
  void wrong(String expected) {
    problem(() -> named("the definition") + " must be " + expected + ", was " + type());
  }

  private String named(String otherwise) {
    String label = label();
    return label.isEmpty() ? otherwise : label;
  }

  /** As {@link #wrong}, for what then has no value. */
  private <T> @Nullable T orWrong(boolean right, Supplier<T> value, String expected) {
    if (right) {
      return value.get();
    }
    wrong(expected);
    return null;
  }

  /** Notes that this object has a property that it does not know. */
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

  /** Notes that something is wrong with this value. */
  void problem(Supplier<String> message) {
    findings.add(this, false, message);
  }

  /** Notes that something is wrong with this value's name. */
  void misnamed(Supplier<String> message) {
    findings.add(this, true, message);
  }

  /** The steps that lead to this value from the root. */
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

  /** False once so many problems were found that further ones are only counted. */
  boolean isReported() {
    return !findings.isFull();
  }

  /** What people call this value; to be asked for only in the text of a problem. */
  String label() {
    return findings.label(this);
  }

  /** The value's type as people say it. */
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
