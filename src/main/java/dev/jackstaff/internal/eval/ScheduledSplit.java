package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The phases of a schedule in the order in which they begin. */
final class ScheduledSplit {
  private final Instant[] begins;
  private final RolloutPhase[] phases;
  private final @Nullable Instant hold;

  private ScheduledSplit(Instant[] begins, RolloutPhase[] phases, @Nullable Instant hold) {
    this.begins = begins;
    this.phases = phases;
    this.hold = hold;
  }

  /**
   * The state of a schedule between two steps: the flag is on for the audiences reached so far, and
   * the split decides for all others.
   *
   * @param audience the audiences, or null if there are none
   * @param on the outcome for the audiences
   * @param split the split of all others
   */
  record RolloutPhase(@Nullable CompiledCondition audience, CompiledOutcome on, Split split) {
    /** Returns the decision, or null if the user is in no audience and has no id. */
    @Nullable Decision decide(EvaluationRun run, BucketKey key) {
      if (audience != null && audience.holds(run)) {
        return on.pick(run, key);
      }
      return run.hasId(key) ? split.decide(run, key) : null;
    }
  }

  static ScheduledSplit of(
      Schedule schedule,
      DoubleFunction<Split> splits,
      Function<Condition, CompiledCondition> conditions,
      CompiledOutcome on) {
    int steps = schedule.steps().size();
    int granted = Math.min(steps, schedule.granted().orElse(steps));
    Instant[] begins = new Instant[granted];
    RolloutPhase[] phases = new RolloutPhase[granted + 1];
    for (int reached = 0; reached <= granted; reached++) {
      List<String> names = schedule.audiences(reached);
      CompiledCondition audience =
          names.isEmpty()
              ? null
              : conditions.apply(Condition.inSegment(names.toArray(String[]::new)));
      phases[reached] = new RolloutPhase(audience, on, splits.apply(schedule.percentage(reached)));
      if (reached < granted) {
        begins[reached] = schedule.begins(reached);
      }
    }
    return new ScheduledSplit(begins, phases, schedule.hold());
  }

  RolloutPhase at(Instant now) {
    Instant clock = hold != null && hold.isBefore(now) ? hold : now;
    int reached = 0;
    while (reached < begins.length && !begins[reached].isAfter(clock)) {
      reached++;
    }
    return phases[reached];
  }
}
