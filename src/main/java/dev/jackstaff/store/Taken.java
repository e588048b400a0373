package dev.jackstaff.store;

import dev.jackstaff.internal.json.FlagJson;
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
 * A row and what it was understood as.
 *
 * @param row the row
 * @param value the definition, or null if the row cannot be taken
 * @param fault why not, or null
 * @param token the revision that a writer has to name
 * @param outside what was changed from outside since a store wrote it; null if nothing was
 * @param <T> what is defined
 */
record Taken<T>(
    Row row, @Nullable T value, @Nullable String fault, String token, @Nullable String outside) {

  static Taken<Flag> flag(Row row) {
    Projection last = Projection.parse(row.projected());
    try {
      Set<String> changed = last == null ? Set.of() : last.changed(row.name(), row.columns());
      Flag flag = row.columns().flag(row.name(), changed);
      return taken(row, flag, FlagJson.revision(flag), last, changed);
    } catch (InvalidFlagsException e) {
      return broken(row, e);
    }
  }

  static Taken<Condition> segment(Row row) {
    try {
      String definition = Objects.requireNonNullElse(row.columns().definition(), "null");
      Condition condition = FlagJson.readCondition(row.name(), definition, "");
      Projection last = Projection.parse(row.projected());
      return taken(row, condition, FlagJson.revision(condition), last, Set.of());
    } catch (InvalidFlagsException e) {
      return broken(row, e);
    }
  }

  private static <T> Taken<T> taken(
      Row row, T value, String content, @Nullable Projection last, Set<String> changed) {
    String outside = null;
    if (last == null) {
      outside = "found in the table";
    } else if (!changed.isEmpty() || !last.content().equals(content)) {
      String what = changed.isEmpty() ? "definition" : String.join(", ", changed);
      outside = "changed in the table: " + what;
    }
    return new Taken<>(row, value, null, token(row.revision(), content), outside);
  }

  private static <T> Taken<T> broken(Row row, InvalidFlagsException e) {
    String fault = e.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
    String token = token(row.revision(), Integer.toHexString(row.columns().hashCode()));
    return new Taken<>(row, null, fault, token, null);
  }

  /** A number, and a hash, since a writer from outside does not count. */
  static String token(long revision, String content) {
    return revision + "-" + content;
  }

  /** Whether the columns say of a schedule what is past, as far as this clock is not behind. */
  static boolean isStepDue(Taken<Flag> taken, Instant now) {
    Flag flag = taken.value();
    Schedule schedule = flag == null || flag.isKilled() ? null : flag.schedule();
    if (schedule == null || taken.outside() != null) {
      return false;
    }
    Projection last = Projection.parse(taken.row().projected());
    return last != null
        && last.at().isBefore(now)
        && !Projection.same(last.percentage(), schedule.percentage(now));
  }
}
