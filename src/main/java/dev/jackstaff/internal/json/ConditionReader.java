package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a condition. */
final class ConditionReader {
  private static final int DEEPEST = 50;
  private static final Map<String, Operator> OPERATORS =
      Arrays.stream(Operator.values())
          .collect(Collectors.toUnmodifiableMap(Operator::text, Function.identity()));
  private static final List<String> LOGIC = List.of("$and", "$or", "$nor", "$not", "$inSegment");
  private static final List<String> NAMES = names();

  private int depth;

  private ConditionReader() {}

  /** What the entries of an object are about. */
  private enum About {
    /** The user's attributes. */
    USER,
    /** One element of a list: operators on itself, or its attributes. */
    ELEMENT,
    /** The length of a list: operators only. */
    LENGTH
  }

  /** The condition, or a stand-in. */
  static Condition read(Json json) {
    return new ConditionReader().condition(json, About.USER);
  }

  private Condition condition(Json json, About about) {
    if (!json.isObject()) {
      json.wrong("an object of conditions");
      return Condition.ALWAYS;
    }
    List<Condition> parts = new ArrayList<>(json.size());
    if (deeper(json)) {
      json.entries().forEach(entry -> entry(entry, about, parts));
    }
    depth--;
    return joined(parts);
  }

  /** No deeper than what can be decided, and written again, without exhausting a stack. */
  private boolean deeper(Json json) {
    depth++;
    if (depth == DEEPEST + 1) {
      json.problem("a condition is nested more than " + DEEPEST + " deep");
    }
    return depth <= DEEPEST;
  }

  private static Condition joined(List<Condition> parts) {
    return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
  }

  private void entry(Json entry, About about, List<Condition> parts) {
    switch (entry.key()) {
      case "$and" -> parts.add(new Condition.All(list(entry, about)));
      case "$or" -> parts.add(new Condition.Any(list(entry, about)));
      case "$nor" -> parts.add(new Condition.Not(new Condition.Any(list(entry, about))));
      case "$not" -> parts.add(new Condition.Not(condition(entry, about)));
      case "$inSegment" -> inSegment(entry, about, parts);
      default -> {
        if (entry.key().startsWith("$")) {
          bare(entry, about, parts);
        } else {
          attribute(entry, about, parts);
        }
      }
    }
  }

  private List<Condition> list(Json value, About about) {
    return value.items("a list of conditions").stream()
        .map(item -> condition(item, about))
        .toList();
  }

  private static void inSegment(Json value, About about, List<Condition> parts) {
    if (about != About.USER) {
      value.misnamed("$inSegment has no place inside an attribute");
      return;
    }
    String name = value.isString() ? value.string() : null;
    parts.add(new Condition.InSegment(name == null ? value.strings() : List.of(name)));
  }

  /** An operator where attributes stand. */
  private void bare(Json entry, About about, List<Condition> parts) {
    if (about != About.USER) {
      operator("", entry, parts);
    } else if (attributes(entry.key())) {
      entry.misnamed(entry.key() + " needs an attribute: {\"attribute\": {\"" + entry.key() + "\": …}}");
    } else {
      unknown(entry);
    }
  }

  private static boolean attributes(String name) {
    return OPERATORS.containsKey(name) || name.equals("$elemMatch") || name.equals("$size");
  }

  private void attribute(Json entry, About about, List<Condition> parts) {
    if (entry.key().isEmpty()) {
      entry.misnamed("an attribute has a name");
    } else if (about == About.LENGTH) {
      entry.misnamed("$size takes operators, not '" + Spelling.shown(entry.key()) + "'");
    } else if (isOperators(entry)) {
      operators(entry.key(), entry, parts);
    } else {
      compare(entry.key(), Operator.EQ, entry, parts);
    }
  }

  /** Whether an operand is an object of operators, and not one to be equal to. */
  private static boolean isOperators(Json operand) {
    return operand.isObject() && operand.keys().stream().anyMatch(key -> key.startsWith("$"));
  }

  private void operators(String path, Json object, List<Condition> parts) {
    for (Json entry : object.entries()) {
      if (entry.key().startsWith("$")) {
        operator(path, entry, parts);
      } else {
        String name = "'" + Spelling.shown(entry.key()) + "'";
        entry.misnamed(name + " stands beside operators; an operand is either operators or a value");
      }
    }
  }

  private void operator(String path, Json entry, List<Condition> parts) {
    Operator known = OPERATORS.get(entry.key());
    if (known != null) {
      compare(path, known, entry, parts);
      return;
    }
    switch (entry.key()) {
      case "$not" -> parts.add(new Condition.Not(negated(path, entry)));
      case "$size" -> parts.add(new Condition.Size(path, length(entry)));
      case "$elemMatch" ->
          parts.add(new Condition.AnyElement(path, condition(entry, About.ELEMENT)));
      default -> unknown(entry);
    }
  }

  private Condition negated(String path, Json value) {
    List<Condition> parts = new ArrayList<>();
    if (!isOperators(value)) {
      value.problem("$not inside an attribute takes an object of operators, not " + value.type());
    } else if (deeper(value)) {
      operators(path, value, parts);
      depth--;
    }
    return joined(parts);
  }

  private Condition length(Json value) {
    if (value.isObject() && !value.isEmpty()) {
      return condition(value, About.LENGTH);
    }
    if (!value.isNumber()) {
      value.problem("$size takes a number or an object of operators, not " + value.type());
    }
    return Condition.is("", value.plain());
  }

  private static void compare(String path, Operator operator, Json value, List<Condition> parts) {
    Object operand = value.plain();
    Condition condition = value.made(() -> Condition.where(path, operator, operand));
    String fault = operand instanceof String s && operator == Operator.REGEX ? Regex.fault(s) : null;
    if (fault != null) {
      value.problem("$regex: " + fault);
    }
    parts.add(condition == null ? Condition.ALWAYS : condition);
  }

  private static void unknown(Json entry) {
    if (LOGIC.contains(entry.key())) {
      entry.misnamed(entry.key() + " has no place inside an attribute; it stands around attributes");
      return;
    }
    String hint = Spelling.suggestion(entry.key(), NAMES);
    entry.misnamed("unknown operator '" + Spelling.shown(entry.key()) + "'" + hint);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(LOGIC);
    names.addAll(List.of("$elemMatch", "$size"));
    Arrays.stream(Operator.values()).map(Operator::text).forEach(names::add);
    return names;
  }
}
