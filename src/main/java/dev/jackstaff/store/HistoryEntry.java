package dev.jackstaff.store;

import dev.jackstaff.model.InvalidFlagsException;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One change of a definition. Immutable.
 *
 * @param name the name of what was changed
 * @param revision the revision that the change made
 * @param at when; for a change from outside, when it was noticed
 * @param by who; {@link #OUTSIDE} if somebody wrote to the table without a store
 * @param why the reason, or null if none was given
 * @param after the definition afterwards, or null if it was removed
 * @param <T> what is defined
 */
public record HistoryEntry<T>(
    String name, String revision, Instant at, String by, @Nullable String why, @Nullable T after) {
  /** Who has written to the table without a store: another program, or a person. */
  public static final String OUTSIDE = "outside";

  /** Who has filled an empty table. */
  public static final String INITIAL = "initial";

  /** Who has written when a schedule has reached a step. */
  public static final String SCHEDULE = "schedule";

  /** The same entries, their definitions read. */
  static <U> List<HistoryEntry<U>> read(
      List<HistoryEntry<String>> entries, Function<String, U> reader, Function<U, String> hash) {
    return entries.stream().map(entry -> entry.as(reader, hash)).toList();
  }

  /** The same entry, its definition read, and its revision as a writer has to name it. */
  private <U> HistoryEntry<U> as(Function<T, U> reader, Function<U, String> hash) {
    try {
      U read = after == null ? null : reader.apply(after);
      String token = read == null ? revision : revision + "-" + hash.apply(read);
      return new HistoryEntry<>(name, token, at, by, why, read);
    } catch (InvalidFlagsException e) {
      throw new StoreException(
          "revision " + revision + " of " + name + " is not right any more", e);
    }
  }

  /** The definition after the change that made a revision. */
  static <T> T find(List<HistoryEntry<T>> history, String name, String revision) {
    for (HistoryEntry<T> entry : history) {
      T after = entry.after();
      if (after != null && entry.revision().equals(revision)) {
        return after;
      }
    }
    throw new NoSuchElementException("the history of '" + name + "' has no revision " + revision);
  }
}
