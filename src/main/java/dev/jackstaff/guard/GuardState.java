package dev.jackstaff.guard;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a guard sees one flag.
 *
 * @param flag the flag's name
 * @param phase what it does
 * @param note what keeps it from judging, or an empty text
 * @param since when this test began
 * @param signals what counts
 * @param on those who have the flag
 * @param off those who have not
 * @param evidence the most that any signal has: how much more likely harm is than chance; 1 is none
 * @param limit the evidence at which the guard acts
 * @param curve how it came about, the oldest first; at most 120 points
 * @param verdict what the guard has found, or null
 */
public record GuardState(
    String flag,
    Phase phase,
    String note,
    Instant since,
    List<Signal> signals,
    Group on,
    Group off,
    double evidence,
    double limit,
    List<Point> curve,
    @Nullable GuardVerdict verdict) {
  /** What a guard does. */
  public enum Phase {
    /** It judges at every look. */
    WATCHING,
    /** It counts and does not judge; the note says why. */
    NOT_JUDGING,
    /** It has acted, or the flag was killed otherwise. */
    ENDED
  }

  /**
   * The groups at one time.
   *
   * @param at when
   * @param on those who have the flag
   * @param off those who have not
   */
  public record Point(Instant at, Group on, Group off) {}

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
