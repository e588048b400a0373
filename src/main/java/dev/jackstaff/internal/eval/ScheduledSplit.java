package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** The splits of a schedule in the order in which they begin. */
final class ScheduledSplit {
  private final Instant[] begins;
  private final Split[] splits;
  private final @Nullable Instant hold;

  private ScheduledSplit(Instant[] begins, Split[] splits, @Nullable Instant hold) {
    this.begins = begins;
    this.splits = splits;
    this.hold = hold;
  }

  static ScheduledSplit of(Schedule schedule, DoubleFunction<Split> splits) {
    int steps = schedule.steps().size();
    int granted = Math.min(steps, schedule.granted().orElse(steps));
    Instant[] begins = new Instant[granted];
    Split[] all = new Split[granted + 1];
    all[0] = splits.apply(0);
    for (int i = 0; i < granted; i++) {
      begins[i] = schedule.begins(i);
      all[i + 1] = splits.apply(schedule.steps().get(i).percentage());
    }
    return new ScheduledSplit(begins, all, schedule.hold());
  }

  Split at(Instant now) {
    Instant clock = hold != null && hold.isBefore(now) ? hold : now;
    int reached = 0;
    while (reached < begins.length && !begins[reached].isAfter(clock)) {
      reached++;
    }
    return splits[reached];
  }
}
