package dev.jackstaff;

import dev.jackstaff.internal.Thrown;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/** Those who want to know how long deciding takes. What one throws is reported. */
final class DecisionTimers {
  private final List<LongConsumer> timers = new CopyOnWriteArrayList<>();
  private final Faults faults;

  DecisionTimers(Faults faults) {
    this.faults = faults;
  }

  boolean isEmpty() {
    return timers.isEmpty();
  }

  Scope add(LongConsumer timer) {
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  void took(long nanos) {
    for (LongConsumer timer : timers) {
      try {
        timer.accept(nanos);
      } catch (RuntimeException | Error e) {
        faults.add("timer " + timer.getClass().getName(), Thrown.survived(e));
      }
    }
  }
}
