package dev.jackstaff.hygiene;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is said against a flag. Immutable.
 *
 * @param verdict what
 * @param flag the flag's name
 * @param reason why, as it goes on after the name: {@code is defined, and nowhere in the code}
 * @param next what to do, a sentence
 * @param command the command that does it, or null if none does
 * @param held why the flag stays all the same, in words; empty if nothing holds it
 * @param places where the code names it; empty if that is not known
 */
public record Finding(
    Verdict verdict,
    String flag,
    String reason,
    String next,
    @Nullable String command,
    Map<Veto, String> held,
    List<Reference> places) {
  /**
   * Copies the collections.
   *
   * @param verdict as above
   * @param flag as above
   * @param reason as above
   * @param next as above
   * @param command as above
   * @param held as above
   * @param places as above
   */
  public Finding {
    held = Map.copyOf(held);
    places = List.copyOf(places);
  }

  /** {@return whether a veto holds the flag, so that nothing has to be done} */
  public boolean isHeld() {
    return !held.isEmpty();
  }

  /** {@return the reason, and why the flag stays, if it does} */
  public String message() {
    return isHeld() ? reason + "; it stays, since " + heldBecause() : reason;
  }

  /** {@return why the flag stays, in words; empty if nothing holds it} */
  public String heldBecause() {
    return String.join(
        " and ",
        held.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList());
  }
}
