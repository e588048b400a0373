package dev.jackstaff.hygiene;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finding about a flag. Immutable.
 *
 * @param verdict the verdict
 * @param flag the flag's name
 * @param reason the reason, as it follows the name in a sentence: {@code is defined, and nowhere in
 *     the code}
 * @param next the next step, as a sentence
 * @param command the command that carries it out, or null if there is none
 * @param held the vetoes that keep the flag, each with its reason in words; empty if there are none
 * @param places the places where the code names the flag; empty if they are not known
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

  /** {@return the reason, followed by the reason why the flag stays, if a veto holds it} */
  public String message() {
    return isHeld() ? reason + "; it stays, since " + heldBecause() : reason;
  }

  /** {@return the reason why the flag stays, in words; empty if no veto holds it} */
  public String heldBecause() {
    return String.join(
        " and ",
        held.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList());
  }
}
