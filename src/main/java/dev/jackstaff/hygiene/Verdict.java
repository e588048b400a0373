package dev.jackstaff.hygiene;

import java.util.Locale;

/**
 * The verdicts on flags that should be removed. {@code refs}, {@code FlagHygiene}, the console and
 * its API all use this table; {@link FlagReview} applies it.
 *
 * <table>
 * <caption>The meaning of each verdict, and the facts needed for it</caption>
 * <tr><th>verdict</th><th>means</th><th>known from</th></tr>
 * <tr><td>{@code expired}</td><td>its {@code expires} has passed</td><td>the definition</td></tr>
 * <tr><td>{@code old}</td><td>it has no {@code expires}, and is older than the lifetime of its
 * type</td><td>{@code created}, else the history, else usage</td></tr>
 * <tr><td>{@code one-sided}</td><td>for 14 days it has given everybody the same answer, and
 * nothing in it assigns users at random: it is launched, or dead</td><td>usage</td></tr>
 * <tr><td>{@code unused}</td><td>it was not checked on the last 14 days on which its application
 * ran</td><td>usage</td></tr>
 * <tr><td>{@code unreferenced}</td><td>it is defined, but nowhere in the code</td><td>the
 * code</td></tr>
 * <tr><td>{@code undefined}</td><td>it is in the code, or was checked in the last 14 days, but is
 * not defined</td><td>the code, or usage</td></tr>
 * </table>
 *
 * <p>A verdict is omitted if the facts for it are not known. Each {@link Veto} holds back all
 * verdicts but {@code undefined}.
 */
public enum Verdict {
  /** The flag's {@code expires} time has passed. */
  EXPIRED,
  /** The flag is older than the lifetime of its type. */
  OLD,
  /** The flag has given everybody the same answer: it is launched, or dead. */
  ONE_SIDED,
  /** The flag was not checked while its application ran. */
  UNUSED,
  /** The flag is defined, but nowhere in the code. */
  UNREFERENCED,
  /** The name is checked, but not defined. */
  UNDEFINED;

  /** {@return the name in lower case, such as {@code one-sided}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
