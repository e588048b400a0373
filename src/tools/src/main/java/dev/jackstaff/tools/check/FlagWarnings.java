package dev.jackstaff.tools.check;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.tools.check.FileFinding.CheckRule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Finds definitions that are valid but probably not intended. */
final class FlagWarnings {
  private final FlagSet set;
  private final Instant now;

  /** The flags with a percentage, by salt and attribute. */
  private final Map<String, Set<String>> sharing = new HashMap<>();

  /** A receiver of warnings. */
  interface WarningReceiver {
    void warn(CheckRule rule, String subject, String message);
  }

  FlagWarnings(FlagSet set, Instant now) {
    this.set = set;
    this.now = now;
    for (Flag flag : set.flags()) {
      if (percentages(flag).findAny().isPresent()) {
        sharing.computeIfAbsent(bucket(flag), key -> new TreeSet<>()).add(flag.name());
      }
    }
  }

  void forEach(WarningReceiver receiver) {
    for (Flag flag : set.flags()) {
      report(receiver, CheckRule.EXPIRED, flag, expired(flag));
      report(receiver, CheckRule.GUARD_WITHOUT_GROUPS, flag, guard(flag));
      report(receiver, CheckRule.SHARED_SALT, flag, salt(flag));
      report(receiver, CheckRule.UNREACHABLE_RULE, flag, rule(flag));
    }
    Set<String> used = Segments.used(set);
    for (String segment : set.segments().keySet()) {
      if (!used.contains(segment)) {
        receiver.warn(
            CheckRule.UNUSED_SEGMENT, "segments." + segment, "no flag or segment uses it");
      }
    }
  }

  private static void report(
      WarningReceiver receiver, CheckRule rule, Flag flag, @Nullable String message) {
    if (message != null) {
      receiver.warn(rule, flag.name(), message);
    }
  }

  private @Nullable String expired(Flag flag) {
    Instant expires = flag.about().expires();
    return expires == null || expires.isAfter(now)
        ? null
        : "expired on " + expires.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static @Nullable String guard(Flag flag) {
    return flag.guard() == null || percentages(flag).anyMatch(p -> p > 0 && p < 100)
        ? null
        : "its guard has no two groups to compare: no percentage is between 0 and 100";
  }

  private @Nullable String salt(Flag flag) {
    Set<String> others = new TreeSet<>(sharing.getOrDefault(bucket(flag), Set.of()));
    boolean guarded = flag.guard() != null && others.remove(flag.name());
    return !guarded || others.isEmpty()
        ? null
        : "its guard cannot tell it from flags with the same salt: " + String.join(", ", others);
  }

  private static @Nullable String rule(Flag flag) {
    List<Rule> rules = flag.rules();
    for (int i = 0; i + 1 < rules.size(); i++) {
      if (isForAll(rules.get(i))) {
        return "rule %d applies to every user, so rule %d never does".formatted(i + 1, i + 2);
      }
    }
    return null;
  }

  /** A percentage is left out: it does not apply to users without a targeting key. */
  private static boolean isForAll(Rule rule) {
    return rule.condition() instanceof Condition.All all
        && all.of().isEmpty()
        && !(rule.outcome() instanceof Rule.Percentage);
  }

  private static String bucket(Flag flag) {
    return flag.bucketBy() + "\n" + flag.salt();
  }

  private static DoubleStream percentages(Flag flag) {
    DoubleStream rules =
        flag.rules().stream()
            .map(Rule::outcome)
            .filter(Rule.Percentage.class::isInstance)
            .mapToDouble(outcome -> ((Rule.Percentage) outcome).percentage());
    Schedule schedule = flag.schedule();
    DoubleStream steps =
        schedule == null
            ? DoubleStream.empty()
            : schedule.steps().stream().mapToDouble(Schedule.Step::percentage);
    return DoubleStream.concat(DoubleStream.concat(rules, steps), flag.percentage().stream());
  }
}
