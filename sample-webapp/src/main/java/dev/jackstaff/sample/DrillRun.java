package dev.jackstaff.sample;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.model.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * One drill: visitors come, the new checkout breaks, the guard halts its rollout, and the fault is
 * removed. It ends by itself, at the latest with the crowd. Thread-safe.
 */
final class DrillRun implements Crowd.Plan {
  /** The visitors who come before anything breaks. */
  static final int HEALTHY = 80;

  /** The visitors who come after the halt, and buy in the old checkout. */
  private static final int AFTERWARDS = 40;

  private final Fault fault;
  private final CardReader reader;
  private final FeatureFlags features;
  private final String flag;
  private Phase phase = Phase.HEALTHY;
  private final Instant begun;
  private int visitors;
  private int haltedAt;
  private long broken;
  private Duration took = Duration.ZERO;

  private enum Phase {
    HEALTHY,
    BROKEN,
    HALTED,
    ENDED
  }

  DrillRun(Fault fault, CardReader reader, FeatureFlags features, String flag) {
    this.fault = fault;
    this.reader = reader;
    this.features = features;
    this.flag = flag;
    this.begun = features.integration().now();
  }

  @Override
  public synchronized boolean continues(int before) {
    visitors = before;
    if (phase == Phase.HEALTHY && before >= HEALTHY) {
      phase = Phase.BROKEN;
      broken = System.nanoTime();
      reader.fail(fault);
    } else if (phase == Phase.BROKEN && isHalted()) {
      phase = Phase.HALTED;
      took = Duration.ofNanos(System.nanoTime() - broken);
      haltedAt = before;
      reader.repair();
    }
    return phase != Phase.HALTED || before < haltedAt + AFTERWARDS;
  }

  @Override
  public synchronized void end() {
    if (reader.fault() == fault) {
      reader.repair();
    }
    if (phase != Phase.HALTED) {
      phase = Phase.ENDED;
    }
  }

  /** Returns whether the flag is killed, or its guard has acted otherwise during this drill. */
  private boolean isHalted() {
    return features.definitions().find(flag).filter(Flag::isKilled).isPresent()
        || features
            .integration()
            .attachment(RolloutGuard.class)
            .flatMap(guard -> guard.state(flag))
            .map(GuardState::verdict)
            .filter(verdict -> verdict.at().isAfter(begun))
            .isPresent();
  }

  /** Returns the progress in words. */
  synchronized String text() {
    return switch (phase) {
      case HEALTHY -> "1 of 3: visitors come, and all is well.";
      case BROKEN -> "2 of 3: the new checkout " + fault.text() + ". The guard compares.";
      case HALTED ->
          String.format(
              Locale.ROOT,
              "3 of 3: halted after %.0f s, and the fault is removed. To run a drill again,"
                  + " re-enable the flag in the console.",
              took.toMillis() / 1e3);
      case ENDED -> "Ended after " + visitors + " visitors without a halt; the fault is removed.";
    };
  }
}
