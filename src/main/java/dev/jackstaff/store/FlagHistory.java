package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.util.List;

/**
 * A store that remembers what was changed, when, by whom and why. Not every store does.
 * Thread-safe; reads and writes the store's origin, so it has no place on a request that only asks
 * for flags.
 *
 * <p>All methods throw {@link StoreException} when the origin cannot be reached, or when an entry
 * is not a right definition any more.
 */
public interface FlagHistory {
  /**
   * {@return the changes of a flag, the newest first; empty if none is known}
   *
   * @param name the flag's name, which may have been removed
   */
  List<HistoryEntry<Flag>> history(String name);

  /**
   * {@return the changes of a segment, the newest first; empty if none is known}
   *
   * @param name the segment's name, which may have been removed
   */
  List<HistoryEntry<Condition>> segmentHistory(String name);

  /**
   * Makes a flag what it was after an earlier change, also one that was removed since, whatever its
   * revision now. This is a change as any other.
   *
   * @param name the flag's name
   * @param revision the revision of the history's entry
   * @param change who and why
   * @return the new revision
   * @throws java.util.NoSuchElementException if the history has no such entry, or its change was a
   *     removal
   * @throws dev.jackstaff.model.InvalidFlagsException if the whole set would not be right
   */
  String revert(String name, String revision, Change change);

  /**
   * Makes a segment what it was after an earlier change, as {@link #revert} does with a flag.
   *
   * @param name the segment's name
   * @param revision the revision of the history's entry
   * @param change who and why
   * @return the new revision
   * @throws java.util.NoSuchElementException if the history has no such entry, or its change was a
   *     removal
   * @throws dev.jackstaff.model.InvalidFlagsException if the whole set would not be right
   */
  String revertSegment(String name, String revision, Change change);
}
