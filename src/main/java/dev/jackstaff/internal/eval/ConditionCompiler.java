package dev.jackstaff.internal.eval;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jackstaff.internal.CaseFolds;
import dev.jackstaff.internal.Instants;
import dev.jackstaff.internal.JsonType;
import dev.jackstaff.internal.Network;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.Operator;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Compiles conditions into tests. Regular expressions are compiled, lists hashed and paths split
 * here.
 */
final class ConditionCompiler {
  private final Map<String, Condition> definitions;
  private final Map<String, CompiledCondition> segments = new HashMap<>();
  private final Map<String, AttributePath> paths = new HashMap<>();

  ConditionCompiler(Map<String, Condition> segments) {
    this.definitions = segments;
  }

  /**
   * Compiles a condition. If a regular expression is invalid, the exception names the subject and
   * the pointer.
   */
  CompiledCondition compile(String subject, String pointer, Condition condition) {
    try {
      return compile(condition);
    } catch (PatternSyntaxException e) {
      String message = "$regex is not a regular expression of RE2: " + e.getDescription();
      throw new InvalidFlagsException(List.of(Problem.of(subject, pointer, message)));
    }
  }

  private CompiledCondition compile(Condition condition) {
    if (condition instanceof Condition.All all) {
      return all(each(all.of(), this::compile));
    }
    if (condition instanceof Condition.Any any) {
      return any(each(any.of(), this::compile));
    }
    if (condition instanceof Condition.Not not) {
      return negated(compile(not.of()));
    }
    if (condition instanceof Condition.InSegment in) {
      return inSegment(each(in.names(), this::segment));
    }
    if (condition instanceof Condition.AnyElement any) {
      return anyElement(path(any.path()), compile(any.element()));
    }
    if (condition instanceof Condition.Size size) {
      return size(path(size.path()), compile(size.size()));
    }
    return compare((Condition.Compare) condition);
  }

  /**
   * Compiles each part without a stream, whose frames could exhaust the stack for a deep condition.
   */
  private static <T> CompiledCondition[] each(
      List<T> parts, Function<T, CompiledCondition> compiler) {
    CompiledCondition[] tests = new CompiledCondition[parts.size()];
    for (int i = 0; i < tests.length; i++) {
      tests[i] = compiler.apply(parts.get(i));
    }
    return tests;
  }

  private static CompiledCondition all(CompiledCondition[] parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    return subject -> {
      for (CompiledCondition part : parts) {
        if (!part.holds(subject)) {
          return false;
        }
      }
      return true;
    };
  }

  private static CompiledCondition any(CompiledCondition[] parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    return subject -> {
      for (CompiledCondition part : parts) {
        if (part.holds(subject)) {
          return true;
        }
      }
      return parts.length == 0;
    };
  }

  private static CompiledCondition negated(CompiledCondition test) {
    return subject -> !test.holds(subject);
  }

  /**
   * Returns a test of segments. Unlike an empty {@code $or}, an empty list of segments matches no
   * user.
   */
  private static CompiledCondition inSegment(CompiledCondition[] segments) {
    return segments.length == 0 ? subject -> false : any(segments);
  }

  /** Compiles a segment when it is first used; the set has checked that it exists. */
  private CompiledCondition segment(String name) {
    CompiledCondition known = segments.get(name);
    if (known == null) {
      Condition definition = definitions.get(name);
      known =
          definition == null
              ? subject -> false
              : once(compile("segments." + name, "", definition), segments.size());
      segments.put(name, known);
    }
    return known;
  }

  /**
   * Evaluates a segment at most once per run, since segments may use each other along too many
   * paths to walk.
   */
  private static CompiledCondition once(CompiledCondition segment, int index) {
    return subject ->
        subject instanceof EvaluationRun run
            ? run.inSegment(index, segment)
            : segment.holds(subject);
  }

  /** Returns the number of segments that the conditions have used so far. */
  int segments() {
    return segments.size();
  }

  /** Returns the paths to attributes that the conditions have used so far. */
  Collection<AttributePath> paths() {
    return paths.values();
  }

  private AttributePath path(String path) {
    return paths.computeIfAbsent(path, key -> new AttributePath(key, paths.size()));
  }

  private static CompiledCondition anyElement(AttributePath path, CompiledCondition element) {
    return subject -> {
      if (path.find(subject) instanceof List<?> list) {
        for (Object item : list) {
          if (element.holds(item)) {
            return true;
          }
        }
      }
      return false;
    };
  }

  private static CompiledCondition size(AttributePath path, CompiledCondition size) {
    return subject -> path.find(subject) instanceof List<?> list && size.holds(list.size());
  }

  private CompiledCondition compare(Condition.Compare compare) {
    AttributePath path = path(compare.path());
    ValueTest test = test(compare.operator(), compare.operand());
    return subject -> test.holds(path.value(subject));
  }

  /** Returns a test of the attribute's value. */
  private static ValueTest test(Operator operator, @Nullable Object operand) {
    return switch (operator) {
      case EQ -> equal(operand);
      case NE -> not(equal(operand));
      case LT -> ordered(operand, order -> order < 0);
      case LTE -> ordered(operand, order -> order <= 0);
      case GT -> ordered(operand, order -> order > 0);
      case GTE -> ordered(operand, order -> order >= 0);
      case IN -> new ValueSet((List<?>) required(operand))::matches;
      case NIN -> not(test(Operator.IN, operand));
      case EXISTS -> exists(required(operand).equals(true));
      case REGEX -> regex(pattern((String) required(operand), 0));
      case ALL -> hasAll((List<?>) required(operand));
      case TYPE -> value -> JsonType.of(value.value).equals(operand);
      case VEQ -> version(operand, order -> order == 0);
      case VNE -> not(test(Operator.VEQ, operand));
      case VLT -> version(operand, order -> order < 0);
      case VLTE -> version(operand, order -> order <= 0);
      case VGT -> version(operand, order -> order > 0);
      case VGTE -> version(operand, order -> order >= 0);
      case INI, NINI, ALLI, REGEXI -> ignoringCase(operator, operand);
      case CIDR -> inNetworks(required(operand));
      case BEFORE -> instant(operand, order -> order < 0);
      case AFTER -> instant(operand, order -> order > 0);
    };
  }

  private static ValueTest not(ValueTest test) {
    return value -> !test.holds(value);
  }

  private static ValueTest exists(boolean wanted) {
    return value -> (value.value != null) == wanted;
  }

  /** Returns a test of equality; a text or a number is parsed here and not for each user. */
  private static ValueTest equal(@Nullable Object operand) {
    if (operand instanceof String text) {
      AttributeValue wanted = new AttributeValue(text);
      boolean plain = wanted.number() == null && Comparisons.truth(text) == null;
      return plain
          ? value -> text.equals(value.value)
          : value ->
              value.value instanceof String other
                  ? text.equals(other)
                  : Comparisons.same(value.value, text);
    }
    Number number = operand instanceof Number ? Comparisons.number(operand) : null;
    return number == null
        ? value -> Comparisons.same(value.value, operand)
        : ordered(number, order -> order == 0);
  }

  private static ValueTest ignoringCase(Operator operator, @Nullable Object operand) {
    return switch (operator) {
      case INI -> oneOf(new ValueSet(CaseFolding.fold((List<?>) required(operand))));
      case NINI -> not(ignoringCase(Operator.INI, operand));
      case ALLI -> {
        List<?> wanted = CaseFolding.fold((List<?>) required(operand));
        yield value ->
            value.value instanceof List<?> list && hasAll(CaseFolding.fold(list), wanted);
      }
      default -> regex(pattern((String) required(operand), Pattern.CASE_INSENSITIVE));
    };
  }

  private static ValueTest oneOf(ValueSet folded) {
    return value ->
        value.value instanceof List<?> list
            ? folded.matchesAny(CaseFolding.fold(list))
            : folded.contains(value.folded());
  }

  private static ValueTest inNetworks(Object operand) {
    List<?> texts = operand instanceof List<?> list ? list : List.of(operand);
    Network[] networks = new Network[texts.size()];
    for (int i = 0; i < networks.length; i++) {
      networks[i] = Objects.requireNonNull(Network.parse((String) texts.get(i)));
    }
    return value -> {
      byte[] address = value.address();
      if (address != null) {
        for (Network network : networks) {
          if (network.contains(address)) {
            return true;
          }
        }
      }
      return false;
    };
  }

  private static ValueTest instant(@Nullable Object operand, IntPredicate wanted) {
    Instant bound = Objects.requireNonNull(Instants.of(operand));
    return value -> {
      Instant instant = value.instant();
      return instant != null && wanted.test(instant.compareTo(bound));
    };
  }

  /** Returns a test of the order of texts or of numbers; other values have none. */
  private static ValueTest ordered(@Nullable Object operand, IntPredicate wanted) {
    Number number = Comparisons.number(operand);
    ValueTest byNumber = number == null ? value -> false : byNumber(number, wanted);
    return operand instanceof String text
        ? value ->
            value.value instanceof String other
                ? wanted.test(other.compareTo(text))
                : byNumber.holds(value)
        : byNumber;
  }

  private static ValueTest byNumber(Number number, IntPredicate wanted) {
    return value -> {
      Number left = value.number();
      return left != null && wanted.test(Comparisons.compare(left, number));
    };
  }

  private static ValueTest version(@Nullable Object operand, IntPredicate wanted) {
    Versions right = Versions.of(operand);
    if (right == null) {
      return value -> false;
    }
    return value -> {
      Versions left = value.version();
      return left != null && wanted.test(left.compareTo(right));
    };
  }

  /** Compiles a pattern; rejects one that RE2/J would never finish compiling. */
  private static Pattern pattern(String regex, int flags) {
    String fault = CaseFolds.fault(regex, flags == Pattern.CASE_INSENSITIVE);
    if (fault != null) {
      throw new PatternSyntaxException(fault, regex);
    }
    return Pattern.compile(regex, flags);
  }

  private static ValueTest regex(Pattern pattern) {
    return value -> value.value instanceof String string && pattern.matcher(string).find();
  }

  private static ValueTest hasAll(List<?> wanted) {
    return value -> value.value instanceof List<?> list && hasAll(list, wanted);
  }

  private static boolean hasAll(List<?> list, List<?> wanted) {
    for (Object item : wanted) {
      if (!has(list, item)) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(List<?> list, @Nullable Object wanted) {
    for (Object item : list) {
      if (Comparisons.same(item, wanted)) {
        return true;
      }
    }
    return false;
  }

  /** Returns an operand, which was validated when the condition was created. */
  private static Object required(@Nullable Object operand) {
    if (operand == null) {
      throw new IllegalArgumentException("an operand is missing");
    }
    return operand;
  }
}
