package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads a condition. */
final class ConditionReader {
  private static final Map<String, Operator> OPERATORS =
      Arrays.stream(Operator.values())
          .collect(Collectors.toUnmodifiableMap(Operator::text, Function.identity()));
  private static final List<String> LOGIC = List.of("$and", "$or", "$nor", "$not", "$inSegment");
  private static final List<String> NAMES = names();

  private ConditionReader() {}

  /** The subject of an object's entries. */
  private enum EntryScope {
    /** The user's attributes. */
    USER,
    /** One element of a list: operators on the element itself, or its attributes. */
    ELEMENT,
    /** The length of a list: operators only. */
    LENGTH
  }

  /** Returns the condition, or a stand-in if it is invalid. */
  static Condition read(Json json) {
    return condition(json, EntryScope.USER);
  }

  private static Condition condition(Json json, EntryScope about) {
    if (!json.isObject()) {
      json.wrong("an object of conditions");
      return Condition.always();
    }
    List<Condition> parts = new ArrayList<>(json.size());
    json.entries().forEach(entry -> entry(entry, about, parts));
    return joined(json, parts);
  }

  private static Condition joined(Json json, List<Condition> parts) {
    return parts.size() == 1 ? parts.get(0) : made(json, () -> new Condition.All(parts));
  }

  /** Returns the model's condition, or a stand-in if the model rejects it. */
  private static Condition made(Json json, Supplier<Condition> maker) {
    Condition condition = json.made(maker);
    return condition == null ? Condition.always() : condition;
  }

  private static void entry(Json entry, EntryScope about, List<Condition> parts) {
    switch (entry.key()) {
      case "$and" -> parts.add(list(entry, about, Condition.All::new));
      case "$or" -> parts.add(list(entry, about, Condition.Any::new));
      case "$nor" -> parts.add(not(entry, list(entry, about, Condition.Any::new)));
      case "$not" -> parts.add(not(entry, condition(entry, about)));
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

  private static Condition list(
      Json value, EntryScope about, Function<List<Condition>, Condition> maker) {
    List<Condition> parts = new ArrayList<>(value.size());
    value.items("a list of conditions").forEach(item -> parts.add(condition(item, about)));
    return made(value, () -> maker.apply(parts));
  }

  private static Condition not(Json json, Condition of) {
    return made(json, () -> new Condition.Not(of));
  }

  private static void inSegment(Json value, EntryScope about, List<Condition> parts) {
    if (about != EntryScope.USER) {
      value.misnamed(() -> "$inSegment is not allowed inside an attribute");
      return;
    }
    String name = value.isString() ? value.string() : null;
    parts.add(new Condition.InSegment(name == null ? value.strings() : List.of(name)));
  }

  /** Reads an operator in the place of an attribute. */
  private static void bare(Json entry, EntryScope about, List<Condition> parts) {
    if (about != EntryScope.USER) {
      operator("", entry, parts);
    } else if (attributes(entry.key())) {
      entry.misnamed(
          () -> entry.key() + " needs an attribute: {\"attribute\": {\"" + entry.key() + "\": …}}");
    } else {
      unknown(entry);
    }
  }

  private static boolean attributes(String name) {
    return OPERATORS.containsKey(name) || name.equals("$elemMatch") || name.equals("$size");
  }

  private static void attribute(Json entry, EntryScope about, List<Condition> parts) {
    if (entry.key().isEmpty()) {
      entry.misnamed(() -> "an attribute's name must not be empty");
    } else if (about == EntryScope.LENGTH) {
      entry.misnamed(() -> "$size takes operators, not '" + Spelling.shown(entry.key()) + "'");
    } else if (isOperators(entry)) {
      operators(entry.key(), entry, parts);
    } else {
      compare(entry.key(), Operator.EQ, entry, parts);
    }
  }

  /** Returns whether an operand is an object of operators rather than a value to compare with. */
  private static boolean isOperators(Json operand) {
    if (operand.isObject()) {
      for (String key : operand.keys()) {
        if (key.startsWith("$")) {
          return true;
        }
      }
    }
    return false;
  }

  private static void operators(String path, Json object, List<Condition> parts) {
    for (Json entry : object.entries()) {
      if (entry.key().startsWith("$")) {
        operator(path, entry, parts);
      } else {
        entry.misnamed(
            () ->
                "'"
                    + Spelling.shown(entry.key())
                    + "' is mixed with operators; an operand is either operators or a value");
      }
    }
  }

  private static void operator(String path, Json entry, List<Condition> parts) {
    Operator known = OPERATORS.get(entry.key());
    if (known != null) {
      compare(path, known, entry, parts);
      return;
    }
    switch (entry.key()) {
      case "$not" -> parts.add(not(entry, negated(path, entry)));
      case "$size" -> parts.add(size(path, entry));
      case "$elemMatch" -> parts.add(anyElement(path, entry));
      default -> unknown(entry);
    }
  }

  private static Condition negated(String path, Json value) {
    List<Condition> parts = new ArrayList<>(value.size());
    if (isOperators(value)) {
      operators(path, value, parts);
    } else {
      value.problem(
          () -> "$not inside an attribute takes an object of operators, not " + value.type());
    }
    return joined(value, parts);
  }

  private static Condition anyElement(String path, Json value) {
    Condition element = condition(value, EntryScope.ELEMENT);
    return made(value, () -> new Condition.AnyElement(path, element));
  }

  private static Condition size(String path, Json value) {
    Condition size = value.isObject() ? condition(value, EntryScope.LENGTH) : length(value);
    return made(value, () -> new Condition.Size(path, size));
  }

  private static Condition length(Json value) {
    if (!value.isNumber()) {
      value.problem(() -> "$size takes a number or an object of operators, not " + value.type());
    }
    return Condition.is("", value.plain());
  }

  private static void compare(String path, Operator operator, Json value, List<Condition> parts) {
    Object operand = value.plain();
    boolean ignoringCase = operator == Operator.REGEXI;
    boolean pattern = operator == Operator.REGEX || ignoringCase;
    String fault = pattern && operand instanceof String s ? Regex.fault(s, ignoringCase) : null;
    if (fault != null) {
      value.problem(() -> operator.text() + ": " + fault);
    }
    parts.add(made(value, () -> Condition.where(path, operator, operand)));
  }

  private static void unknown(Json entry) {
    if (LOGIC.contains(entry.key())) {
      entry.misnamed(
          () -> entry.key() + " is not allowed inside an attribute, only around attributes");
      return;
    }
    entry.misnamed(
        () ->
            "unknown operator '"
                + Spelling.shown(entry.key())
                + "'"
                + Spelling.suggestion(entry.key(), NAMES));
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(LOGIC);
    names.addAll(List.of("$elemMatch", "$size"));
    Arrays.stream(Operator.values()).map(Operator::text).forEach(names::add);
    return names;
  }
}
