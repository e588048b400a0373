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
 * What a store has last written of a definition: the definition's hash, and the columns that other
 * programs write as well. A column that differs from it was changed from outside.
 *
 * @param at when it was written
 * @param content the definition's hash
 * @param enabled the column
 * @param percentage the column
 * @param users the column's hash
 */
record Projection(
    Instant at, String content, boolean enabled, @Nullable Double percentage, String users) {

  private static final String NONE = "-";

  /** What programs should see that only know the simplest properties. */
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

  static Projection of(Flag flag, FlagColumns columns, Instant now) {
    Collection<String> users = flag.isKilled() ? List.of() : flag.users();
    return new Projection(
        now, FlagJson.revision(flag), columns.enabled(), columns.percentage(), hash(users));
  }

  static Projection of(Condition condition, Instant now) {
    return new Projection(now, FlagJson.revision(condition), false, null, NONE);
  }

  /** Null if there is none, or none that can be read. */
  static @Nullable Projection parse(@Nullable String text) {
    String[] parts = text == null ? new String[0] : text.split(" ", -1);
    try {
      return parts.length == 5 ? parse(parts) : null;
    } catch (DateTimeException | NumberFormatException e) {
      return null;
    }
  }

  private static Projection parse(String[] parts) {
    Double percentage = parts[3].equals(NONE) ? null : Double.valueOf(parts[3]);
    boolean enabled = Boolean.parseBoolean(parts[2]);
    return new Projection(Instant.parse(parts[0]), parts[1], enabled, percentage, parts[4]);
  }

  String text() {
    String share = percentage == null ? NONE : percentage.toString();
    return String.join(" ", at.toString(), content, Boolean.toString(enabled), share, users);
  }

  /** Which columns are not as they were written, by the properties' names. */
  Set<String> changed(String name, FlagColumns now) throws InvalidFlagsException {
    Set<String> changed = new HashSet<>();
    if (now.enabled() != enabled) {
      changed.add("enabled");
    }
    if (!same(now.percentage(), percentage)) {
      changed.add("percentage");
    }
    if (!hash(now.ids(name)).equals(users)) {
      changed.add("users");
    }
    return changed;
  }

  /** A column may be no more precise than a float. */
  static boolean same(@Nullable Double one, @Nullable Double other) {
    return (one == null || other == null)
        ? Objects.equals(one, other)
        : one.floatValue() == other.floatValue();
  }

  private static String hash(Collection<String> users) {
    return users.isEmpty() ? NONE : FlagJson.revision(Flag.builder("u").users(users).build());
  }
}
