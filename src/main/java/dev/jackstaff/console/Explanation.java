package dev.jackstaff.console;

import dev.jackstaff.Evaluation;
import dev.jackstaff.internal.Instants;
import dev.jackstaff.internal.eval.Buckets;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.User;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Explains the decisions of all flags for a user, as the library itself makes them. */
final class Explanation {
  private static final int MAX_LENGTH = 100_000;

  private Explanation() {}

  /**
   * The decision of one flag.
   *
   * @param decision the decision with its reason
   * @param bucket the user's bucket, or null if there is no id to hash
   */
  record ExplainedFlag(Decision decision, @Nullable Double bucket) {}

  /** Returns the user of a query's {@code id} and {@code attributes}. */
  static User user(FormData query) {
    String id = query.get("id");
    return new User(id.isEmpty() ? null : id, attributes(query.raw("attributes").strip()));
  }

  private static Map<String, @Nullable Object> attributes(String text) {
    if (text.length() > MAX_LENGTH) {
      throw RequestFailure.Category.TOO_LARGE.because("too many attributes");
    }
    if (text.isEmpty()) {
      return new LinkedHashMap<>();
    }
    return text.startsWith("{") ? object(text) : lines(text);
  }

  private static Map<String, @Nullable Object> object(String text) {
    Object value = PlainJson.readContext(text, "attributes");
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, item) -> attributes.put(String.valueOf(name), item));
    }
    return attributes;
  }

  /** Parses attributes such as {@code country=DE} or {@code age=40}, one per line. */
  private static Map<String, @Nullable Object> lines(String text) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw refused("'" + Formats.cut(line, 60) + "' should be name=value");
      }
      if (equals > PlainJson.MAX_NAME_LENGTH || attributes.size() == PlainJson.MAX_NAMES) {
        String most = PlainJson.MAX_NAMES + " names of " + PlainJson.MAX_NAME_LENGTH;
        throw refused("there may be " + most + " characters");
      }
      String value = line.substring(equals + 1).strip();
      attributes.put(line.substring(0, equals).strip(), ConditionRows.read(value));
    }
    return attributes;
  }

  private static InvalidFlagsException refused(String message) {
    return new InvalidFlagsException(
        List.of(InvalidFlagsException.Problem.of(null, "/attributes", message)));
  }

  /**
   * Returns the instant of a query's {@code at}, which is a date or an instant; now if there is
   * none.
   */
  static Instant at(FormData query, Instant now) {
    String text = query.get("at");
    if (text.isEmpty()) {
      return now;
    }
    try {
      return text.contains("T")
          ? Instants.iso(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidFlagsException(
          List.of(
              InvalidFlagsException.Problem.of(
                  null, "/at", "should be a date or an instant such as 2026-11-20T09:00:00Z")));
    }
  }

  static List<ExplainedFlag> lines(ConsoleFlags flags, User user, Instant at) {
    Evaluation evaluation = flags.features().evaluate(user, at);
    List<ExplainedFlag> lines = new ArrayList<>();
    for (Decision decision : evaluation.decisions().values()) {
      Flag flag = flags.definitions().find(decision.flag()).orElse(null);
      lines.add(new ExplainedFlag(decision, flag == null ? null : bucket(flag, user)));
    }
    return lines;
  }

  /** Returns the user's bucket, or null if there is no id to hash. */
  private static @Nullable Double bucket(Flag flag, User user) {
    String id = BucketingId.of(user.attribute(flag.bucketBy()));
    return id == null ? null : Buckets.bucket(flag.salt(), id);
  }

  private static String result(Decision decision) {
    return decision.error() == null ? " decides" : " failed: " + decision.error();
  }

  /** Returns the reason in a sentence. */
  static String because(Decision decision) {
    return switch (decision.source()) {
      case KILL -> "it is killed";
      case OVERRIDE -> "a tester's override decides";
      case REQUIRES -> "a required flag is not in the required state";
      case USER -> "the user is listed";
      case RULE -> "rule " + decision.rule() + " applies";
      case PERCENTAGE -> "its percentage decides";
      case LAYER -> "the user is outside its part of the layer";
      case SCHEDULE ->
          decision.percentage() == null
              ? "the user is in an audience of its schedule"
              : "its schedule decides";
      case DEFAULT -> "the default applies";
      case PROVIDER -> decision.sourceText() + result(decision);
      case NONE -> "no flag has this name";
    };
  }
}
