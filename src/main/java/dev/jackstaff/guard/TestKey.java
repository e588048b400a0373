package dev.jackstaff.guard;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a flag's definition that identify a test: if one of them changes, a new test begins.
 * A schedule that is resumed after a hold has another start, so its test begins again too.
 *
 * @param salt the salt that is hashed with the ids
 * @param bucketBy the attribute with the ids
 * @param percentages the percentages of the rules and of the flag itself, as they are now
 * @param start the schedule's start, or null
 * @param steps the schedule's steps
 * @param step the number of steps reached
 * @param variants the variants with their weights
 * @param guard the guard, without the settings that decide only what happens afterwards
 */
record TestKey(
    String salt,
    String bucketBy,
    List<Double> percentages,
    @Nullable Instant start,
    List<Schedule.Step> steps,
    int step,
    List<Variant> variants,
    Guard guard) {
  /** The smallest alpha in use; no evidence that is computed exceeds the limit of a smaller one. */
  private static final double MIN_ALPHA = 1e-100;

  /** Returns the terms of a flag at a time, or null if the flag is killed or has no guard. */
  static @Nullable TestKey of(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    return of(flag, schedule == null ? 0 : schedule.reached(now));
  }

  /**
   * Returns the terms of a flag as if a step had been reached, or null if the flag is killed or has
   * no guard.
   */
  static @Nullable TestKey of(Flag flag, int step) {
    Guard guard = flag.guard();
    if (guard == null || flag.isKilled()) {
      return null;
    }
    Schedule schedule = flag.schedule();
    return new TestKey(
        flag.salt(),
        flag.bucketBy(),
        percentages(flag, step),
        schedule == null ? null : schedule.start(),
        schedule == null ? List.of() : schedule.steps(),
        step,
        flag.variants().stream().map(it -> Variant.of(it.name(), it.weight())).toList(),
        guard.toBuilder().then(Guard.Then.KILL).min(0).noTolerance().build());
  }

  /** Returns the weights of the variants in their order, or none if there is no choice. */
  double[] weights() {
    return variants.size() < 2
        ? new double[0]
        : variants.stream().mapToDouble(Variant::weight).toArray();
  }

  /** Returns whether the test compares any users at all. */
  boolean hasGroups() {
    return !percentages.isEmpty() || weights().length > 1;
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
            : step > schedule.steps().size()
                ? DoubleStream.empty()
                : DoubleStream.of(schedule.percentage(step));
    // 0 % and 100 % leave no two groups to compare.
    return DoubleStream.concat(rules, own)
        .filter(p -> p > 0 && p < 100)
        .distinct()
        .boxed()
        .toList();
  }

  /**
   * Returns alpha divided by the number of steps, so that a whole schedule has no more false alarms
   * than the guard allows.
   */
  double alphaPerStep() {
    return Math.max(MIN_ALPHA, guard.alpha() / Math.max(1, steps.size()));
  }

  double[] groups() {
    double[] all = percentages.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(all);
    return all;
  }
}
