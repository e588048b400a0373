package dev.jackstaff.guard;

import java.time.Instant;
import java.util.Locale;

/**
 * What a guard has found, and what it did.
 *
 * @param flag the flag's name
 * @param at when
 * @param signal what hits those who have the flag more
 * @param on those who have it
 * @param off those who have not
 * @param evidence how much more likely this is if the flag does harm than by chance
 * @param alpha the probability of a false alarm that the guard allows
 * @param action what it did
 */
public record GuardVerdict(
    String flag,
    Instant at,
    Signal signal,
    Group on,
    Group off,
    double evidence,
    double alpha,
    Action action) {
  /** What a guard did. */
  public enum Action {
    /** The flag was killed in its store. */
    KILLED("killed"),
    /**
     * The flag was killed in this process until it ends, since its store cannot be written, or
     * since this process cannot share what it sees with those that it would kill it for.
     */
    KILLED_HERE("killed in this process only, until it ends: it cannot write for the others"),
    /**
     * The flag was killed in this process, and is to be killed in its store, which cannot be
     * written now; that is tried until it stands or somebody re-enables the flag.
     */
    KILLED_UNWRITTEN("killed in this process; not yet written, and tried until it is"),
    /** Its schedule was frozen. */
    HELD("schedule on hold"),
    /**
     * Its schedule is to be frozen in its store, which cannot be written now; that is tried until
     * it stands, and the flag is killed in this process before its next step.
     */
    HOLD_UNWRITTEN("schedule not yet on hold, and tried until it is"),
    /** It was only said. */
    TOLD("nothing was changed");

    private final String text;

    Action(String text) {
      this.text = text;
    }

    /** {@return in a few words} */
    public String text() {
      return text;
    }
  }

  /** The same, with what was done about it. */
  GuardVerdict followedBy(Action done) {
    return new GuardVerdict(flag, at, signal, on, off, evidence, alpha, done);
  }

  /** {@return both groups' numbers in one line, as the kill and the history have it} */
  public String reason() {
    return String.format(
        Locale.ROOT,
        "%s with it %s, %s without: %s : 1 against chance",
        on.text(signal),
        signal.verb(),
        off.text(signal),
        odds());
  }

  private String odds() {
    return evidence < 1e6 ? String.format(Locale.ROOT, "%,.0f", evidence) : "over 1,000,000";
  }
}
