package dev.jackstaff;

import dev.jackstaff.internal.Listeners;
import dev.jackstaff.internal.eval.Place;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The listeners that are called on the thread that asks for a flag or ends a request. What one of
 * them throws is reported and goes no further. Thread-safe.
 */
final class Observers {
  private final Listeners<RequestListener> ends;
  private final Listeners<CheckListener> checks;
  private final Listeners<OutsideListener> outside;
  private final Listeners<LongConsumer> timers;

  Observers(List<RequestListener> ends, Faults faults) {
    this.ends = new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.checks = new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.outside = new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.timers = new Listeners<>((it, e) -> faults.add("timer " + it.getClass().getName(), e));
    ends.forEach(this.ends::add);
  }

  /** Returns whether nobody wants to know what requests ask for, or how they end. */
  boolean isEmpty() {
    return ends.isEmpty() && checks.isEmpty();
  }

  boolean isHeardOutside() {
    return !outside.isEmpty();
  }

  boolean isTimed() {
    return !timers.isEmpty();
  }

  Scope add(CheckListener listener) {
    return checks.add(listener)::run;
  }

  Scope add(OutsideListener listener) {
    return outside.add(listener)::run;
  }

  Scope add(LongConsumer timer) {
    return timers.add(timer)::run;
  }

  void checked(Evaluation evaluation, Place place) {
    if (!checks.isEmpty()) {
      Decision decision = evaluation.answer().decision(place);
      checks.tell(listener -> listener.checked(evaluation, decision));
    }
  }

  void finished(FinishedRequest request) {
    if (!ends.isEmpty()) {
      ends.tell(listener -> listener.finished(request));
    }
  }

  void asked(Decision decision, FlagSet set, Instant at) {
    if (!outside.isEmpty()) {
      outside.tell(listener -> listener.asked(decision, set, at));
    }
  }

  void took(long nanos) {
    timers.tell(timer -> timer.accept(nanos));
  }
}
