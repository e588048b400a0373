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
 * @param name the name of the changed flag or segment
 * @param revision the revision that the change made
 * @param at the time of the change; for a change from outside, the time when it was noticed
 * @param by the author; {@link #OUTSIDE} if the table was written without a store
 * @param why the reason, or null if none was given
 * @param after the definition afterwards, or null if it was removed
 * @param <T> the type of the definition
 */
public record HistoryEntry<T>(
    String name, String revision, Instant at, String by, @Nullable String why, @Nullable T after) {
  /**
   * The author of a change that was written to the table without a store, by another program or a
   * person.
   */
  public static final String OUTSIDE = "outside";

  /** The author of the flags that filled an empty table. */
  public static final String INITIAL = "initial";

  /** The author of a step that a schedule has reached. */
  public static final String SCHEDULE = "schedule";

  /** Returns the same entries with parsed definitions. */
  static <U> List<HistoryEntry<U>> read(
      List<HistoryEntry<String>> entries, Function<String, U> reader, Function<U, String> hash) {
    return entries.stream().map(entry -> entry.as(reader, hash)).toList();
  }

  /**
   * Returns the same entry with a parsed definition, and with the revision that a writer has to
   * name.
   */
  private <U> HistoryEntry<U> as(Function<T, U> reader, Function<U, String> hash) {
    try {
      U read = after == null ? null : reader.apply(after);
      String token = read == null ? revision : revision + "-" + hash.apply(read);
      return new HistoryEntry<>(name, token, at, by, why, read);
    } catch (InvalidFlagsException e) {
      throw new StoreException("revision " + revision + " of " + name + " is no longer valid", e);
    }
  }

  /** Returns the definition after the change that made a revision. */
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
