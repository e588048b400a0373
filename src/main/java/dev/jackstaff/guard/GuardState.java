package dev.jackstaff.guard;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a guard for one flag.
 *
 * @param flag the flag's name
 * @param phase the phase of the guard
 * @param note the reason why it does not judge, or an empty text
 * @param since the time when this test began
 * @param signals the signals that count
 * @param on the users with the flag on
 * @param off the users with the flag off
 * @param evidence the largest evidence of any signal: how much more likely harm is than chance; 1
 *     is none
 * @param limit the evidence at which the guard acts
 * @param curve the groups over time, the oldest point first; at most 120 points
 * @param verdict the guard's verdict, or null
 */
public record GuardState(
    String flag,
    Phase phase,
    String note,
    Instant since,
    List<Signal> signals,
    RolloutArm on,
    RolloutArm off,
    double evidence,
    double limit,
    List<Point> curve,
    @Nullable GuardVerdict verdict) {
  /** The phases of a guard. */
  public enum Phase {
    /** The guard judges at every look. */
    WATCHING,
    /** The guard counts but does not judge; the note gives the reason. */
    NOT_JUDGING,
    /** The guard has acted, or the flag was killed by somebody else. */
    ENDED
  }

  /**
   * The groups at one time.
   *
   * @param at the time
   * @param on the users with the flag on
   * @param off the users with the flag off
   */
  public record Point(Instant at, RolloutArm on, RolloutArm off) {}

  /**
   * Copies the lists.
   *
   * @param flag as above
   * @param phase as above
   * @param note as above
   * @param since as above
   * @param signals as above
   * @param on as above
   * @param off as above
   * @param evidence as above
   * @param limit as above
   * @param curve as above
   * @param verdict as above
   */
  public GuardState {
    signals = List.copyOf(signals);
    curve = List.copyOf(curve);
  }
}
