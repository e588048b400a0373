package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps a history: each change with its time, author and reason. Not every store does.
 * Thread-safe; reads and writes the store's origin, so it does not belong in a request that only
 * checks flags.
 *
 * <p>All methods throw {@link StoreException} when the origin cannot be reached, or when an entry
 * is no longer a valid definition.
 */
public interface FlagHistory {
  /**
   * {@return the changes of a flag, the newest first; empty if none is known}
   *
   * @param name the flag's name; the flag may have been removed
   */
  List<HistoryEntry<Flag>> history(String name);

  /**
   * {@return the changes of a segment, the newest first; empty if none is known}
   *
   * @param name the segment's name; the segment may have been removed
   */
  List<HistoryEntry<Condition>> segmentHistory(String name);

  /**
   * The first and the last known change of a flag.
   *
   * @param made the time of the oldest known change
   * @param at the time of the last change
   * @param by its author
   * @param why its reason, or null if none was given
   */
  record Summary(Instant made, Instant at, String by, @Nullable String why) {}

  /**
   * {@return the summaries of flags by name, without those that have no history; read at once,
   * without the definitions}
   *
   * @param names the names of the flags
   */
  Map<String, Summary> summaries(Collection<String> names);

  /**
   * Restores a flag to its definition after an earlier change, whatever its revision is now, even
   * if the flag was removed since. This is a change like any other.
   *
   * @param name the flag's name
   * @param revision the revision of the history's entry
   * @param change the author of the change and the reason
   * @return the new revision
   * @throws java.util.NoSuchElementException if the history has no such entry, or its change was a
   *     removal
   * @throws dev.jackstaff.model.InvalidFlagsException if the whole set would be invalid afterwards
   */
  String revert(String name, String revision, Change change);

  /**
   * Restores a segment to its definition after an earlier change, as {@link #revert} does for a
   * flag.
   *
   * @param name the segment's name
   * @param revision the revision of the history's entry
   * @param change the author of the change and the reason
   * @return the new revision
   * @throws java.util.NoSuchElementException if the history has no such entry, or its change was a
   *     removal
   * @throws dev.jackstaff.model.InvalidFlagsException if the whole set would be invalid afterwards
   */
  String revertSegment(String name, String revision, Change change);
}
