package dev.jackstaff;

import dev.jackstaff.internal.Thrown;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who are told what is asked for outside requests. */
final class Outsiders {
  private final List<OutsideListener> listeners = new CopyOnWriteArrayList<>();
  private final Faults faults;

  Outsiders(Faults faults) {
    this.faults = faults;
  }

  Scope add(OutsideListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void tell(Decision decision, FlagSet set, Instant at) {
    for (OutsideListener listener : listeners) {
      try {
        listener.asked(decision, set, at);
      } catch (RuntimeException | Error e) {
        faults.add("listener " + listener.getClass().getName(), Thrown.survived(e));
      }
    }
  }
}
