package dev.jackstaff.console;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes conditions in plain words. */
final class ConditionText {
  private ConditionText() {}

  static String text(Condition condition) {
    if (condition instanceof Condition.All all) {
      return all.of().isEmpty() ? "everybody" : joined(all.of(), " and ");
    }
    if (condition instanceof Condition.Any any) {
      return any.of().isEmpty() ? "everybody" : joined(any.of(), " or ");
    }
    if (condition instanceof Condition.Not not) {
      return "not (" + text(not.of()) + ")";
    }
    if (condition instanceof Condition.InSegment in) {
      return "in segment " + String.join(" or ", in.names());
    }
    return attribute(condition);
  }

  private static String attribute(Condition condition) {
    if (condition instanceof Condition.AnyElement any) {
      return path(any.path()) + "has an element that " + text(any.element());
    }
    if (condition instanceof Condition.Size size) {
      return path(size.path()) + "has a length that " + text(size.size());
    }
    Condition.Compare compare = (Condition.Compare) condition;
    if (compare.operator() == Operator.EXISTS) {
      return path(compare.path())
          + (Boolean.TRUE.equals(compare.operand()) ? "exists" : "does not exist");
    }
    return path(compare.path()) + word(compare.operator()) + " " + operand(compare.operand());
  }

  private static String path(String path) {
    return path.isEmpty() ? "" : path + " ";
  }

  private static String joined(List<Condition> parts, String word) {
    return parts.stream().map(ConditionText::part).collect(Collectors.joining(word));
  }

  private static String part(Condition part) {
    boolean compound =
        (part instanceof Condition.All all && all.of().size() > 1)
            || (part instanceof Condition.Any any && any.of().size() > 1);
    return compound ? "(" + text(part) + ")" : text(part);
  }

  private static String operand(@Nullable Object operand) {
    return operand instanceof List<?> list
        ? list.stream().map(PlainJson::write).collect(Collectors.joining(", "))
        : PlainJson.write(operand);
  }

  /** Returns the operator as it reads between an attribute and a value. */
  static String word(Operator operator) {
    return switch (operator) {
      case EQ -> "is";
      case NE -> "is not";
      case LT -> "<";
      case LTE -> "≤";
      case GT -> ">";
      case GTE -> "≥";
      case IN -> "is one of";
      case NIN -> "is none of";
      case EXISTS -> "exists";
      case REGEX -> "matches";
      case ALL -> "has all of";
      case TYPE -> "is of type";
      case VEQ -> "is version";
      case VNE -> "is not version";
      case VLT -> "is before version";
      case VLTE -> "is at most version";
      case VGT -> "is after version";
      case VGTE -> "is at least version";
      case INI -> "is one of (any case)";
      case NINI -> "is none of (any case)";
      case ALLI -> "has all of (any case)";
      case REGEXI -> "matches (any case)";
      case CIDR -> "is an address in";
      case BEFORE -> "is before";
      case AFTER -> "is after";
    };
  }
}
