package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagColumns;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state that a store has last written for a definition: the definition's hash, and the columns
 * that other programs write as well. A column that differs from it was changed from outside.
 *
 * @param at the time of the write
 * @param content the definition's hash
 * @param enabled the column
 * @param percentage the column as it is stored
 * @param users the column's hash
 * @param meant the percentage that was to be written; it differs only if a column cannot hold the
 *     current percentage of a schedule
 */
record ColumnMirror(
    Instant at,
    String content,
    boolean enabled,
    @Nullable Double percentage,
    String users,
    @Nullable Double meant) {

  private static final String NONE = "-";

  /** Returns the columns for programs that know only the simplest properties. */
  static FlagColumns columns(Flag flag, Instant now) {
    return flag.isKilled()
        ? FlagColumns.of(flag, false, null, List.of())
        : FlagColumns.of(flag, flag.enabled(), percentage(flag, now), flag.users());
  }

  private static @Nullable Double percentage(Flag flag, Instant now) {
    Schedule schedule = flag.schedule();
    if (schedule != null) {
      return schedule.percentage(now);
    }
    return flag.percentage().isPresent() ? flag.percentage().getAsDouble() : null;
  }

  static ColumnMirror of(Flag flag, FlagColumns columns, Instant now) {
    Collection<String> users = flag.isKilled() ? List.of() : flag.users();
    return new ColumnMirror(
        now,
        FlagJson.revision(flag),
        columns.enabled(),
        columns.percentage(),
        hash(users),
        columns.percentage());
  }

  /** Returns the state of a row that no store has written. */
  static ColumnMirror asFound(TableRow row, Flag flag, Instant now) {
    FlagColumns columns = row.columns();
    return new ColumnMirror(
        now,
        FlagJson.revision(flag),
        columns.enabled(),
        columns.percentage(),
        hash(columns.ids(row.name())),
        columns.percentage());
  }

  /** Returns the same state for a column that holds another percentage than it was given. */
  ColumnMirror storedAs(@Nullable Double stored) {
    return new ColumnMirror(at, content, enabled, stored, users, meant);
  }

  static ColumnMirror of(Condition condition, Instant now) {
    return new ColumnMirror(now, FlagJson.revision(condition), false, null, NONE, null);
  }

  /** Returns the parsed state, or null if there is none or it cannot be read. */
  static @Nullable ColumnMirror parse(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", -1);
    try {
      return parts.length == 5 || parts.length == 6 ? parse(parts) : null;
    } catch (DateTimeException | NumberFormatException e) {
      return null;
    }
  }

  private static ColumnMirror parse(String[] parts) {
    Double percentage = number(parts[3]);
    Double meant = parts.length == 6 ? number(parts[5]) : percentage;
    boolean enabled = Boolean.parseBoolean(parts[2]);
    return new ColumnMirror(
        Instant.parse(parts[0]), parts[1], enabled, percentage, parts[4], meant);
  }

  private static @Nullable Double number(String text) {
    return text.equals(NONE) ? null : Double.valueOf(text);
  }

  String text() {
    String text =
        String.join(
            " ", at.toString(), content, Boolean.toString(enabled), text(percentage), users);
    return Objects.equals(percentage, meant) ? text : text + " " + text(meant);
  }

  private static String text(@Nullable Double number) {
    return number == null ? NONE : number.toString();
  }

  /** Returns the properties whose columns differ from the written state. */
  Set<String> changed(String name, FlagColumns now) throws InvalidFlagsException {
    Set<String> changed = changedNumbers(now);
    if (!hash(now.ids(name)).equals(users)) {
      changed.add("users");
    }
    return changed;
  }

  /**
   * Returns those of the changed properties that can be compared even if the row is invalid
   * otherwise.
   */
  Set<String> changedNumbers(FlagColumns now) {
    Set<String> changed = new HashSet<>();
    if (now.enabled() != enabled) {
      changed.add("enabled");
    }
    if (!same(now.percentage(), percentage)) {
      changed.add("percentage");
    }
    return changed;
  }

  /** Compares percentages; a column may be no more precise than a float. */
  static boolean same(@Nullable Double one, @Nullable Double other) {
    return (one == null || other == null)
        ? Objects.equals(one, other)
        : one.floatValue() == other.floatValue();
  }

  private static String hash(Collection<String> users) {
    return users.isEmpty() ? NONE : FlagJson.revision(Flag.builder("u").users(users).build());
  }
}
