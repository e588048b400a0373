package dev.jackstaff.tools.check;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A problem of a flag file, or a doubtful definition in it.
 *
 * @param rule the rule that it breaks
 * @param file the file
 * @param line the line, from 1
 * @param flag the flag's name, or {@code segments.name}, or null if it concerns the whole file
 * @param message a description
 */
public record FileFinding(
    CheckRule rule, Path file, int line, @Nullable String flag, String message) {

  /** The rules for flag files. */
  public enum CheckRule {
    /** The library would not read the file. */
    INVALID,
    /** The date of {@code expires} has passed. */
    EXPIRED,
    /** A guard has no two groups to compare. */
    GUARD_WITHOUT_GROUPS,
    /** A guarded flag has the salt of another flag, so their groups are the same. */
    SHARED_SALT,
    /** A rule stands after one that applies to every user. */
    UNREACHABLE_RULE,
    /** No flag or segment uses a segment. */
    UNUSED_SEGMENT;

    /** {@return whether the library refuses a file that breaks this rule} */
    public boolean isError() {
      return this == INVALID;
    }

    /** {@return the name in lower case, with hyphens} */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** {@return the flag and the message} */
  public String text() {
    return flag == null ? message : flag + ": " + message;
  }
}
