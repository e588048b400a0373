package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.internal.Listeners;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reports each change of a guard's phase once: in the log, in the engine's status while it lasts,
 * and to the listeners. Used by one thread at a time.
 */
final class PhaseLog {
  private static final Logger LOG = System.getLogger(RolloutGuard.class.getName());

  private final FeatureFlags features;
  private final Listeners<GuardListener> listeners;
  private final Map<String, Phase> known = new HashMap<>();

  PhaseLog(FeatureFlags features, Listeners<GuardListener> listeners) {
    this.features = features;
    this.listeners = listeners;
  }

  /**
   * The phase of one flag, and the reason.
   *
   * @param phase the phase
   * @param note the reason, or an empty text
   */
  record NotedPhase(Phase phase, String note) {
    boolean isBlind() {
      return !phase.isSound() && phase != Phase.ENDED;
    }
  }

  /**
   * Takes the phases of all guarded flags.
   *
   * @param state returns the whole state of a flag; called only for one whose phase has changed
   */
  void take(Map<String, NotedPhase> phases, Function<String, Optional<GuardState>> state) {
    known.keySet().removeIf(flag -> !phases.containsKey(flag) && forget(flag));
    phases.forEach(
        (flag, now) -> {
          if (take(flag, now)) {
            state.apply(flag).ifPresent(it -> listeners.enqueue(listener -> listener.changed(it)));
          }
        });
  }

  private boolean forget(String flag) {
    features.integration().condition(subject(flag), null);
    return true;
  }

  /** Takes a phase; returns whether the listeners are to be called. */
  private boolean take(String flag, NotedPhase now) {
    Phase before = known.put(flag, now.phase());
    features.integration().condition(subject(flag), now.isBlind() ? now.note() : null);
    if (now.phase() == before || (before == null && !now.isBlind())) {
      return false;
    }
    if (now.phase() != Phase.ENDED) {
      LOG.log(
          now.isBlind() ? Level.WARNING : Level.INFO,
          "the guard of {0}: {1}{2}",
          flag,
          now.phase().text(),
          now.note().isEmpty() ? "" : ": " + now.note());
    }
    return true;
  }

  private static String subject(String flag) {
    return "the guard of " + flag;
  }
}
