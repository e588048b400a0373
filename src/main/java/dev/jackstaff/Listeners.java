package dev.jackstaff;

import dev.jackstaff.internal.Thrown;
import dev.jackstaff.internal.eval.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Those who are told on the request's own thread. What one throws is reported and goes no further.
 */
final class Listeners {
  private final List<RequestListener> ends;
  private final Faults faults;
  private volatile List<CheckListener> checks = List.of();

  Listeners(List<RequestListener> ends, Faults faults) {
    this.ends = ends;
    this.faults = faults;
  }

  boolean isEmpty() {
    return ends.isEmpty() && checks.isEmpty();
  }

  synchronized Scope add(CheckListener listener) {
    List<CheckListener> more = new ArrayList<>(checks);
    more.add(listener);
    checks = List.copyOf(more);
    return () -> remove(listener);
  }

  private synchronized void remove(CheckListener listener) {
    List<CheckListener> fewer = new ArrayList<>(checks);
    fewer.removeIf(l -> l.equals(listener));
    checks = List.copyOf(fewer);
  }

  void checked(Evaluation evaluation, Place place) {
    List<CheckListener> told = checks;
    if (!told.isEmpty()) {
      told.forEach(listener -> tell(listener, evaluation, place));
    }
  }

  private void tell(CheckListener listener, Evaluation evaluation, Place place) {
    try {
      listener.checked(evaluation, evaluation.answer().decision(place));
    } catch (RuntimeException | Error e) {
      faults.add("listener " + listener.getClass().getName(), Thrown.survived(e));
    }
  }

  void finished(FinishedRequest request) {
    for (RequestListener listener : ends) {
      try {
        listener.finished(request);
      } catch (RuntimeException | Error e) {
        faults.add("listener " + listener.getClass().getName(), Thrown.survived(e));
      }
    }
  }
}
