package dev.jackstaff.guard;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The state of a guard for one flag.
 *
 * @param flag the flag's name
 * @param phase the phase of the guard
 * @param note the reason why it does not judge, or judges with reservations, or an empty text
 * @param since the time when this test began
 * @param signals the signals that count
 * @param on the users with the flag on
 * @param off the users with the flag off
 * @param variants the users of each variant, in the flag's order; empty if it has none
 * @param evidence the largest evidence of any signal: how much more likely harm is than chance; 1
 *     is none
 * @param limit the evidence at which the guard acts
 * @param maxRatio the bound of which one can be 95 % sure: at most so many times as many users fail
 *     with the flag; empty if there is none yet
 * @param maxDifference the same as a share: at most so many of the users with the flag fail in
 *     addition; empty if there is none yet
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
    Map<String, RolloutArm> variants,
    double evidence,
    double limit,
    OptionalDouble maxRatio,
    OptionalDouble maxDifference,
    List<Point> curve,
    @Nullable GuardVerdict verdict) {
  /** The phases of a guard. */
  public enum Phase {
    /** The guard judges at every look. */
    WATCHING("watching"),
    /**
     * The sizes of the groups do not fit the percentages or weights. The guard judges, but needs
     * ten times the evidence, and a schedule does not advance.
     */
    UNEVEN("the groups' sizes do not fit"),
    /**
     * More requests came than can be counted. The guard judges the others, but needs ten times the
     * evidence, and a schedule does not advance.
     */
    SATURATED("not all requests are counted"),
    /**
     * Most users do not count: they are visitors without signed ids, or have the same address; or
     * addresses are not known and {@code perAddress} has no effect. The note says which. The guard
     * judges the others, but a schedule does not advance.
     */
    LIMITED("not all users count"),
    /** The guard cannot exchange evidence with the other nodes, and does not judge. */
    ISOLATED("cannot exchange evidence"),
    /** The requests have not been counted for a while, since the thread that does so is busy. */
    DEAD("requests are not counted"),
    /** A flag without a guard has the same salt, so the two cannot be told apart. */
    SHARED_SALT("shares its salt"),
    /** The guard counts but does not judge; the note gives the reason. */
    NOT_JUDGING("not judging"),
    /** The guard has acted, or the flag was killed by somebody else. */
    ENDED("ended");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    /** {@return the phase in a few words} */
    public String text() {
      return text;
    }

    /** {@return whether the guard judges without reservations} */
    public boolean isSound() {
      return this == WATCHING;
    }
  }

  /**
   * The groups at one time.
   *
   * @param at the time
   * @param on the users with the flag on
   * @param off the users with the flag off
   * @param evidence the largest evidence of any signal; 1 is none
   */
  public record Point(Instant at, RolloutArm on, RolloutArm off, double evidence) {}

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
   * @param variants as above
   * @param evidence as above
   * @param limit as above
   * @param maxRatio as above
   * @param maxDifference as above
   * @param curve as above
   * @param verdict as above
   */
  public GuardState {
    signals = List.copyOf(signals);
    variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
    curve = List.copyOf(curve);
  }
}
