package dev.jackstaff.hygiene;

import dev.jackstaff.hygiene.FlagUsage.ResultCount;
import dev.jackstaff.model.Flag;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies the table of verdicts to what is known about one flag. */
final class FlagCase {
  private final FlagReview.Builder known;
  private final Flag flag;
  private final List<String> dependents;
  private final Instant now;
  private final Optional<FlagUsage> usage;

  FlagCase(FlagReview.Builder known, Flag flag, List<String> dependents, Instant now) {
    this.known = known;
    this.flag = flag;
    this.dependents = dependents;
    this.now = now;
    this.usage = known.usage.of(flag.name());
  }

  /**
   * Returns the reason why a verdict applies to the flag, or null if it does not apply or that is
   * not known.
   */
  @Nullable String reason(Verdict verdict) {
    return switch (verdict) {
      case EXPIRED -> expired();
      case OLD -> old();
      case ONE_SIDED -> oneSided();
      case UNUSED -> unused();
      case UNREFERENCED -> unreferenced();
      case UNDEFINED -> null;
    };
  }

  private @Nullable String expired() {
    Instant expires = flag.about().expires();
    return expires == null || expires.isAfter(now) ? null : "has expired on " + day(expires);
  }

  private @Nullable String old() {
    Duration life = known.lifetimes.get(flag.type());
    Instant made = known.made(flag).orElse(null);
    if (life == null || made == null || flag.about().expires() != null) {
      return null;
    }
    return now.isAfter(made.plus(life))
        ? "is "
            + days(Duration.between(made, now))
            + " old, and a "
            + flag.type().text()
            + " flag lives "
            + days(life)
        : null;
  }

  private @Nullable String oneSided() {
    List<ResultCount> answers = usage.map(FlagUsage::answers).orElse(List.of());
    String said = onlyResult(answers).orElse(null);
    if (said == null || Veto.draws(flag) || Veto.isUnderWay(flag, now)) {
      return null;
    }
    Instant since =
        answers.stream()
            .filter(answer -> !answer.result().equals(said))
            .map(ResultCount::last)
            .max(Comparator.naturalOrder())
            .orElseGet(() -> first(answers));
    return since.isAfter(now.minus(FlagReview.WINDOW))
        ? null
        : "has returned " + said + " to everybody since " + day(since);
  }

  private static Instant first(List<ResultCount> answers) {
    return answers.stream().map(ResultCount::first).min(Comparator.naturalOrder()).orElseThrow();
  }

  /** Returns the flag's only recent answer, if there is exactly one. */
  private Optional<String> onlyResult(List<ResultCount> answers) {
    Set<String> lately =
        answers.stream()
            .filter(answer -> answer.last().isAfter(now.minus(FlagReview.WINDOW)))
            .map(ResultCount::result)
            .collect(Collectors.toSet());
    return lately.size() == 1 ? lately.stream().findFirst() : Optional.empty();
  }

  private @Nullable String unused() {
    Instant asked = usage.flatMap(FlagUsage::lastAsked).orElse(null);
    Instant since = asked == null ? watched() : asked;
    if (since == null || since.isAfter(now.minus(FlagReview.WINDOW))) {
      return null;
    }
    int ran = known.usage.daysAfter(since);
    return ran < FlagReview.WINDOW.toDays()
        ? null
        : (asked == null ? "has not been checked since " : "was last checked on ")
            + day(since)
            + ", and its application ran on "
            + ran
            + " days after that";
  }

  /**
   * Returns the time since when a check of the flag would have been counted, or null if it is not
   * known.
   */
  private @Nullable Instant watched() {
    Instant begin = known.usage.since().orElse(null);
    Instant made = known.made(flag).orElse(null);
    if (begin == null || made == null) {
      return null;
    }
    return made.isAfter(begin) ? made : begin;
  }

  private @Nullable String unreferenced() {
    if (known.references == null
        || known.references.gap() != null
        || !known.references.of(flag.name()).isEmpty()) {
      return null;
    }
    boolean sure = known.references.unknown().isEmpty();
    return "is defined but not used in the code"
        + (sure ? "" : ", unless a key that is known only at run time names it");
  }

  Finding finding(Verdict verdict, String reason) {
    NextStep next = new NextStep(known.place, flag.name());
    String keep = keep().orElse(null);
    return new Finding(
        verdict,
        flag.name(),
        reason,
        next.words(verdict, keep),
        next.command(verdict, keep),
        held(),
        known.references == null ? List.of() : known.references.of(flag.name()));
  }

  /** Returns the answer that everybody gets, by the definition or by the observed use. */
  private Optional<String> keep() {
    return NextStep.constant(flag)
        .or(
            () ->
                onlyResult(usage.map(FlagUsage::answers).orElse(List.of()))
                    .filter(answer -> !Veto.draws(flag)));
  }

  private Map<Veto, String> held() {
    Map<Veto, String> held = new EnumMap<>(Veto.class);
    if (flag.about().permanent()) {
      held.put(Veto.PERMANENT, "it is permanent");
    }
    if (Veto.isLiveExperiment(flag)) {
      held.put(Veto.EXPERIMENT, "its experiment is live");
    }
    if (Veto.isUnderWay(flag, now)) {
      held.put(Veto.SCHEDULE, "its schedule has steps to come");
    }
    if (!dependents.isEmpty()) {
      held.put(Veto.REQUIRED, "it is required by " + String.join(", ", dependents));
    }
    return held;
  }

  private static String day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC).toString();
  }

  private static String days(Duration span) {
    long days = span.toDays();
    return days + (days == 1 ? " day" : " days");
  }
}
