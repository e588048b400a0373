package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store that can be written. No change is overwritten unseen: a writer names the revision that it
 * has read. The writer's node sees its own write at once. Thread-safe; a write may block on the
 * store's origin, so it does not belong in a request that only checks flags.
 *
 * <p>All writes throw {@link StaleRevisionException} when the revision is no longer the expected
 * one, {@code InvalidFlagsException} when the whole set would be invalid afterwards, and {@link
 * StoreException} when the origin cannot be written.
 *
 * <p><b>Acts of safety</b>, which are {@link #kill} and {@link #setRollout} to 0, never fail
 * because of the origin. If it cannot be read or written, or its content is not a valid set (a
 * broken file, a cycle in a table), the act is in force on this node when the method returns:
 * {@link #flags} has it, watchers were notified, and no reading of the origin and no last good set
 * undoes it. It is written as soon as the origin can be: the store tries at every check and when it
 * is closed. Until then {@code status().unwritten()} has the flag and the reason. An act is dropped
 * unwritten only if this store writes that flag in another way, which for a kill includes {@link
 * #lift}.
 */
public interface WritableFlagStore extends FlagStore {
  /**
   * {@return a flag with its revision, as they are in the origin now, or empty}
   *
   * @param name the flag's name
   */
  Optional<Versioned<Flag>> find(String name);

  /**
   * {@return a segment with its revision, as they are in the origin now, or empty}
   *
   * @param name the segment's name
   */
  Optional<Versioned<Condition>> findSegment(String name);

  /**
   * Adds or replaces a flag.
   *
   * @param flag the new definition
   * @param expectedRevision the revision that it replaces, or null if there must be none yet
   * @param change the author of the change and the reason
   * @return the new revision
   */
  String put(Flag flag, @Nullable String expectedRevision, Change change);

  /**
   * Removes a flag. If other flags require it, this is refused with {@code InvalidFlagsException},
   * unless it is forced: then their requirements are removed as well.
   *
   * @param name the flag's name
   * @param expectedRevision the revision that is removed
   * @param force whether to remove the requirements of other flags as well
   * @param change the author of the change and the reason
   */
  void remove(String name, String expectedRevision, boolean force, Change change);

  /**
   * Adds or replaces a segment.
   *
   * @param name the segment's name
   * @param condition the condition for the users in the segment
   * @param expectedRevision the revision that it replaces, or null if there must be none yet
   * @param change the author of the change and the reason
   * @return the new revision
   */
  String putSegment(
      String name, Condition condition, @Nullable String expectedRevision, Change change);

  /**
   * Removes a segment that no flag or segment refers to.
   *
   * @param name the segment's name
   * @param expectedRevision the revision that is removed
   * @param change the author of the change and the reason
   */
  void removeSegment(String name, String expectedRevision, Change change);

  /**
   * Writes all definitions in which two sets differ, or none of them. This is one access to the
   * origin and one change of the set, however many definitions differ; each has its own entry in
   * the history. Definitions that are the same in both sets are not looked at. A flag's plan must
   * be one of the origin.
   *
   * @param before the set that the writer has read
   * @param after the set that is wanted
   * @param change the author of the change and the reason
   * @throws StaleRevisionException if a definition that is to be written is no longer as in {@code
   *     before}
   */
  void replace(FlagSet before, FlagSet after, Change change);

  /**
   * Kills a flag, whatever its revision. A flag that is killed already stays as it is. This is an
   * act of safety: it is in force on this node even if the origin cannot be written, see above.
   *
   * @param name the flag's name
   * @param change the author of the change and the reason; both are shown with the flag
   * @return the new revision; that of the flag as it is in force here, if it could not be written
   *     yet
   * @throws java.util.NoSuchElementException if neither the origin nor this node knows such a flag
   */
  String kill(String name, Change change);

  /**
   * Re-enables a killed flag, whatever its revision. A kill that was not written yet is withdrawn,
   * even if the origin cannot be written.
   *
   * @param name the flag's name
   * @param change the author of the change and the reason
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String lift(String name, Change change);

  /**
   * Sets a flag's percentage, whatever its revision; a schedule is removed. Setting it to 0 is an
   * act of safety and is in force on this node even if the origin cannot be written, see above.
   *
   * @param name the flag's name
   * @param percentage 0 to 100
   * @param change the author of the change and the reason
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String setRollout(String name, double percentage, Change change);

  /**
   * Freezes a flag's schedule at its current percentage, whatever its revision. A flag without a
   * schedule, or with a frozen one, stays as it is.
   *
   * @param name the flag's name
   * @param change the author of the change and the reason
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String hold(String name, Change change);

  /**
   * Resumes a frozen schedule from its current percentage, whatever the flag's revision; its start
   * moves by the time for which it was frozen.
   *
   * @param name the flag's name
   * @param change the author of the change and the reason
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String resume(String name, Change change);
}
