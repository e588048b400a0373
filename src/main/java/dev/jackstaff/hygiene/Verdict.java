package dev.jackstaff.hygiene;

import java.util.Locale;

/**
 * The verdicts on flags that should go. The one table, which {@code refs}, {@code FlagHygiene}, the
 * console and its API go by; {@link FlagReview} applies it.
 *
 * <table>
 * <caption>What each means, and what has to be known for it</caption>
 * <tr><th>verdict</th><th>means</th><th>known from</th></tr>
 * <tr><td>{@code expired}</td><td>its {@code expires} has passed</td><td>the definition</td></tr>
 * <tr><td>{@code old}</td><td>it says no {@code expires}, and is older than flags of its type
 * live</td><td>{@code created}, else the history, else usage</td></tr>
 * <tr><td>{@code one-sided}</td><td>for 14 days it has said the same to everybody, and no
 * percentage is drawing: launched, or dead</td><td>usage</td></tr>
 * <tr><td>{@code unused}</td><td>nobody has asked for it on the last 14 days on which its
 * application ran</td><td>usage</td></tr>
 * <tr><td>{@code unreferenced}</td><td>it is defined, and nowhere in the code</td><td>the
 * code</td></tr>
 * <tr><td>{@code undefined}</td><td>it is in the code, or was asked for in the last 14 days, and is
 * not defined</td><td>the code, or usage</td></tr>
 * </table>
 *
 * <p>Of what is not known nothing is said. All but {@code undefined} are held back by each {@link
 * Veto}.
 */
public enum Verdict {
  /** Its {@code expires} has passed. */
  EXPIRED,
  /** It is older than flags of its type live. */
  OLD,
  /** It has said the same to everybody: launched, or dead. */
  ONE_SIDED,
  /** Nobody has asked for it while its application ran. */
  UNUSED,
  /** It is defined, and nowhere in the code. */
  UNREFERENCED,
  /** It is asked for, and not defined. */
  UNDEFINED;

  /** {@return the name in lower case, as {@code one-sided}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
