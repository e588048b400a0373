package dev.jackstaff.guard;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The finding of a guard, and the action it took.
 *
 * @param flag the flag's name
 * @param at the time of the verdict
 * @param signal the signal that shows the harm
 * @param variant the variant that does harm, or null if the flag itself does
 * @param reference the variant to which it is compared, or null
 * @param on the users with the flag on, or with the variant
 * @param off the users with the flag off, or with the other variant
 * @param evidence how much more likely these numbers are if the flag does harm than by chance
 * @param alpha the probability of a false alarm that the guard allows
 * @param action the action the guard took
 */
public record GuardVerdict(
    String flag,
    Instant at,
    Signal signal,
    @Nullable String variant,
    @Nullable String reference,
    RolloutArm on,
    RolloutArm off,
    double evidence,
    double alpha,
    Action action) {
  /** The actions of a guard. */
  public enum Action {
    /** The flag was killed in its store. */
    KILLED("killed"),
    /**
     * The flag was killed in this process until it ends, since its store cannot be written, or
     * since this process cannot share its observations with the other processes that the kill would
     * affect.
     */
    KILLED_HERE("killed in this process only, until it ends: it cannot write for the others"),
    /**
     * The flag was killed in this process, but its store cannot be written now. The write is
     * retried until it succeeds or somebody re-enables the flag.
     */
    KILLED_UNWRITTEN("killed in this process; not yet written, retried until it is"),
    /** The flag's schedule was frozen. */
    HELD("schedule on hold"),
    /**
     * The flag's schedule is to be frozen, but its store cannot be written now. The write is
     * retried until it succeeds, and the flag is killed in this process before the next step.
     */
    HOLD_UNWRITTEN("schedule not yet on hold; retried until it is"),
    /** The verdict was only reported. */
    TOLD("nothing was changed");

    private final String text;

    Action(String text) {
      this.text = text;
    }

    /** {@return the action in a few words} */
    public String text() {
      return text;
    }
  }

  /** Returns this verdict with the action that was taken. */
  GuardVerdict followedBy(Action done) {
    return new GuardVerdict(flag, at, signal, variant, reference, on, off, evidence, alpha, done);
  }

  /** {@return both groups' numbers in one line, as used for the kill and the history} */
  public String reason() {
    return String.format(
        Locale.ROOT,
        "%s with %s %s, %s %s: %s : 1 against chance",
        on.text(signal),
        variant == null ? "it" : variant,
        signal.verb(),
        off.text(signal),
        reference == null ? "without" : "with " + reference,
        odds());
  }

  private String odds() {
    return evidence < 1e6 ? String.format(Locale.ROOT, "%,.0f", evidence) : "over 1,000,000";
  }
}
