package dev.jackstaff.internal.json;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a condition so that reading it yields an equal one: as the entries of one object if their
 * keys are distinct, otherwise as {@code $and}.
 */
final class ConditionWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode object = NODES.objectNode();
  private @Nullable String last;

  private ConditionWriter() {}

  static ObjectNode write(Condition condition) {
    ConditionWriter writer = new ConditionWriter();
    // A conjunction of one condition is not equal to that condition, so it keeps its $and.
    boolean entries = condition instanceof Condition.All all && all.of().size() != 1;
    if (entries ? writer.putEach(((Condition.All) condition).of()) : writer.put(condition)) {
      return writer.object;
    }
    return NODES.objectNode().set("$and", list(((Condition.All) condition).of()));
  }

  private boolean putEach(List<Condition> parts) {
    return parts.stream().allMatch(this::put);
  }

  /** Adds an entry; returns false if the object already has the key. */
  private boolean put(Condition part) {
    if (part instanceof Condition.Compare compare) {
      return compare(compare);
    }
    if (part instanceof Condition.AnyElement any) {
      return operator(any.path(), "$elemMatch", write(any.element()));
    }
    if (part instanceof Condition.Size size) {
      return operator(size.path(), "$size", length(size.size()));
    }
    return logic(part);
  }

  private boolean logic(Condition part) {
    if (part instanceof Condition.All all) {
      return entry("$and", list(all.of()));
    }
    if (part instanceof Condition.Any any) {
      return entry("$or", list(any.of()));
    }
    if (part instanceof Condition.InSegment in) {
      return entry("$inSegment", segments(in.names()));
    }
    Condition inside = ((Condition.Not) part).of();
    return inside instanceof Condition.Any any
        ? entry("$nor", list(any.of()))
        : entry("$not", write(inside));
  }

  private boolean compare(Condition.Compare compare) {
    JsonNode operand = ParsedText.node(compare.operand());
    boolean plain = compare.operator() == Operator.EQ && !isOperators(operand);
    return (plain && !compare.path().isEmpty() && !compare.path().equals(last))
        ? entry(compare.path(), operand)
        : operator(compare.path(), compare.operator().text(), operand);
  }

  private boolean operator(String path, String operator, JsonNode operand) {
    if (path.isEmpty()) {
      return entry(operator, operand);
    }
    // Only the last path, since the order is part of the condition.
    return path.equals(last)
        ? added(operators(path), operator, operand)
        : entry(path, NODES.objectNode().set(operator, operand));
  }

  private ObjectNode operators(String path) {
    JsonNode present = object.get(path);
    return isOperators(present)
        ? (ObjectNode) present
        : object.putObject(path).set(Operator.EQ.text(), present);
  }

  private boolean entry(String key, JsonNode value) {
    last = key;
    return added(object, key, value);
  }

  private static boolean added(ObjectNode object, String key, JsonNode value) {
    return object.putIfAbsent(key, value) == null;
  }

  static boolean isOperators(JsonNode operand) {
    return operand.isObject()
        && operand.propertyNames().stream().anyMatch(key -> key.startsWith("$"));
  }

  private static ArrayNode list(List<Condition> parts) {
    ArrayNode list = NODES.arrayNode();
    parts.forEach(part -> list.add(write(part)));
    return list;
  }

  private static JsonNode segments(List<String> names) {
    return names.size() == 1 ? NODES.stringNode(names.get(0)) : ParsedText.node(names);
  }

  private static JsonNode length(Condition size) {
    boolean exact =
        size instanceof Condition.Compare compare
            && compare.path().isEmpty()
            && compare.operator() == Operator.EQ
            && compare.operand() instanceof Number;
    return exact ? ParsedText.node(((Condition.Compare) size).operand()) : write(size);
  }
}
