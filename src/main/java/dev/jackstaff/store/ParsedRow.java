package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.Stops;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.Schedule;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row and the definition parsed from it.
 *
 * @param row the row
 * @param value the definition, or null if the row cannot be taken
 * @param fault the reason why it cannot be taken, or null
 * @param token the revision that a writer has to name
 * @param outside the change from outside since a store wrote the row; null if there is none
 * @param stops the stops in a row of a flag that cannot be taken
 * @param <T> the type of the definition
 */
record ParsedRow<T>(
    TableRow row,
    @Nullable T value,
    @Nullable String fault,
    String token,
    @Nullable String outside,
    Stops stops) {

  static ParsedRow<Flag> flag(TableRow row) {
    ColumnMirror last = ColumnMirror.parse(row.projected());
    try {
      Set<String> changed = last == null ? Set.of() : last.changed(row.name(), row.columns());
      Flag flag = row.columns().flag(row.name(), changed);
      return taken(row, flag, FlagJson.revision(flag), last, changed);
    } catch (InvalidFlagsException e) {
      Set<String> changed = last == null ? Set.of() : last.changedNumbers(row.columns());
      return broken(row, e, row.columns().stops(changed));
    }
  }

  /**
   * Returns the definition in force for a row that cannot be used: an older one, with the row's
   * stops.
   */
  static Flag stopped(Flag last, Stops stops, boolean enabled) {
    if (stops.off() && !stops.killed()) {
      return Flag.builder(last.name()).about(last.about()).type(last.type()).build();
    }
    Flag.Builder stopped = last.toBuilder();
    if (stops.killed()) {
      stopped.killed(stops.kill());
    }
    if (stops.noRollout()) {
      stopped.schedule(null).percentage(0);
    }
    return stopped.enabled(last.enabled() && enabled).build();
  }

  Flag stopped(Flag last) {
    return stopped(last, stops, row.columns().enabled() || stops.killed());
  }

  static ParsedRow<Condition> segment(TableRow row) {
    try {
      String definition = Objects.requireNonNullElse(row.columns().definition(), "null");
      Condition condition = FlagJson.readCondition(row.name(), definition, "");
      ColumnMirror last = ColumnMirror.parse(row.projected());
      return taken(row, condition, FlagJson.revision(condition), last, Set.of());
    } catch (InvalidFlagsException e) {
      return broken(row, e, Stops.NONE);
    }
  }

  private static <T> ParsedRow<T> taken(
      TableRow row, T value, String content, @Nullable ColumnMirror last, Set<String> changed) {
    String outside = null;
    if (last == null) {
      outside = "found in the table";
    } else if (!changed.isEmpty() || !last.content().equals(content)) {
      String what = changed.isEmpty() ? "definition" : String.join(", ", changed);
      outside = "changed in the table: " + what;
    }
    return new ParsedRow<>(row, value, null, token(row.revision(), content), outside, Stops.NONE);
  }

  private static <T> ParsedRow<T> broken(TableRow row, InvalidFlagsException e, Stops stops) {
    String fault = e.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
    String token = token(row.revision(), Integer.toHexString(row.columns().hashCode()));
    return new ParsedRow<>(row, null, fault, token, null, stops);
  }

  /** Returns the same definition for an equal row that was stored meanwhile. */
  ParsedRow<T> at(TableRow stored, String storedToken) {
    return new ParsedRow<>(stored, value, fault, storedToken, outside, stops);
  }

  /**
   * Returns the token of a row: a number and a hash, since a writer from outside does not raise the
   * number.
   */
  static String token(long revision, String content) {
    return revision + "-" + content;
  }

  /** Returns true if the columns hold a past step of a schedule, unless this clock is behind. */
  static boolean isStepDue(ParsedRow<Flag> taken, Instant now) {
    Flag flag = taken.value();
    Schedule schedule = flag == null || flag.isKilled() ? null : flag.schedule();
    if (schedule == null || taken.outside() != null) {
      return false;
    }
    ColumnMirror last = ColumnMirror.parse(taken.row().projected());
    return last != null
        && last.at().isBefore(now)
        && !ColumnMirror.same(last.meant(), schedule.percentage(now));
  }
}
