package dev.jackstaff.guard;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What of a flag's definition makes a test of its own: another one begins a new test. A schedule
 * that was frozen and goes on has another start, so that test begins afresh too.
 *
 * @param salt what is hashed with the ids
 * @param bucketBy whose ids
 * @param percentages that of the rules and the flag's own, as they are now
 * @param start a schedule's, or null
 * @param steps a schedule's
 * @param step how many of them have been reached
 * @param errors whether errors count
 * @param slow what is slow, or null
 * @param alpha the guard's
 */
record Terms(
    String salt,
    String bucketBy,
    List<Double> percentages,
    @Nullable Instant start,
    List<Schedule.Step> steps,
    int step,
    boolean errors,
    @Nullable Duration slow,
    double alpha) {

  /** Null for a flag that is killed or has no guard. */
  static @Nullable Terms of(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    return of(flag, schedule == null ? 0 : schedule.reached(now));
  }

  /** As if a step had been reached. */
  static @Nullable Terms of(Flag flag, int step) {
    Guard guard = flag.guard();
    if (guard == null || flag.isKilled()) {
      return null;
    }
    Schedule schedule = flag.schedule();
    return new Terms(
        flag.salt(),
        flag.bucketBy(),
        percentages(flag, step),
        schedule == null ? null : schedule.start(),
        schedule == null ? List.of() : schedule.steps(),
        step,
        guard.errors(),
        guard.slow(),
        guard.alpha());
  }

  private static List<Double> percentages(Flag flag, int step) {
    DoubleStream rules =
        flag.rules().stream()
            .filter(rule -> rule.outcome() instanceof Rule.Percentage)
            .mapToDouble(rule -> ((Rule.Percentage) rule.outcome()).percentage());
    Schedule schedule = flag.schedule();
    DoubleStream own =
        schedule == null
            ? flag.percentage().stream()
            : step == 0 || step > schedule.steps().size()
                ? DoubleStream.empty()
                : DoubleStream.of(schedule.steps().get(step - 1).percentage());
    // Nobody and everybody are no groups to compare.
    return DoubleStream.concat(rules, own)
        .filter(p -> p > 0 && p < 100)
        .distinct()
        .boxed()
        .toList();
  }

  /** Shared out among the steps, so that a whole schedule has no more than the guard allows. */
  double alphaPerStep() {
    return alpha / Math.max(1, steps.size());
  }

  double[] groups() {
    double[] all = percentages.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(all);
    return all;
  }
}
