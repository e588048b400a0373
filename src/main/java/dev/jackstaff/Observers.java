package dev.jackstaff;

import dev.jackstaff.internal.Listeners;
import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The listeners that are called on the thread that checks a flag or ends a request. Exceptions that
 * one of them throws are reported and do not reach the caller. Thread-safe.
 */
final class Observers {
  private final Listeners<RequestListener> ends;
  private final Listeners<CheckListener> checks;
  private final Listeners<UnboundCheckListener> outside;
  private final Listeners<LongConsumer> timers;

  Observers(List<RequestListener> ends, FaultLog faults) {
    this.ends = new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.checks = new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.outside = new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.timers = new Listeners<>((it, e) -> faults.add("timer " + it.getClass().getName(), e));
    ends.forEach(this.ends::add);
  }

  /** Returns true if no listener is registered for the checks or the end of requests. */
  boolean isEmpty() {
    return ends.isEmpty() && checks.isEmpty();
  }

  boolean hasUnboundListeners() {
    return !outside.isEmpty();
  }

  boolean isTimed() {
    return !timers.isEmpty();
  }

  Scope add(CheckListener listener) {
    return checks.add(listener)::run;
  }

  Scope add(UnboundCheckListener listener) {
    return outside.add(listener)::run;
  }

  Scope add(LongConsumer timer) {
    return timers.add(timer)::run;
  }

  void checked(Evaluation evaluation, FlagSlot place) {
    if (!checks.isEmpty()) {
      Decision decision = evaluation.answer().decision(place);
      checks.call(listener -> listener.checked(evaluation, decision));
    }
  }

  void finished(FinishedRequest request) {
    if (!ends.isEmpty()) {
      ends.call(listener -> listener.finished(request));
    }
  }

  void asked(Decision decision, FlagSet set, Instant at) {
    if (!outside.isEmpty()) {
      outside.call(listener -> listener.asked(decision, set, at));
    }
  }

  void took(long nanos) {
    timers.call(timer -> timer.accept(nanos));
  }
}
