package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store that can be written. Nothing is overwritten unseen: a writer names the revision that it
 * has seen. The writer's node sees its own write at once. Thread-safe; a write may block on the
 * store's origin, so it has no place on a request that only asks for flags.
 *
 * <p>All writes throw {@link StaleRevisionException} when the revision is no longer the expected
 * one, {@code InvalidFlagsException} when the whole set would not be right afterwards, and {@link
 * StoreException} when the origin cannot be written.
 *
 * <p><b>Acts of safety</b>, which are {@link #kill} and {@link #setRollout} to 0, never fail
 * because of the origin. If it cannot be read or written, or what it holds is not a right set (a
 * broken file, a cycle in a table), the act is in force on this node when the method returns:
 * {@link #flags} has it, watchers were told, and no reading of the origin and no last good set
 * takes it back. It is written as soon as the origin can be: the store tries at every look and when
 * it is closed. Until then {@code status().unwritten()} names the flag and the reason. An act ends
 * unwritten only if this store writes that flag otherwise, which for a kill includes {@link #lift}.
 */
public interface WritableFlagStore extends FlagStore {
  /**
   * {@return a flag with its revision, as they stand in the origin now, or empty}
   *
   * @param name the flag's name
   */
  Optional<Versioned<Flag>> find(String name);

  /**
   * {@return a segment with its revision, as they stand in the origin now, or empty}
   *
   * @param name the segment's name
   */
  Optional<Versioned<Condition>> findSegment(String name);

  /**
   * Adds or replaces a flag.
   *
   * @param flag the new definition
   * @param expectedRevision the revision that it replaces, or null if there must be none yet
   * @param change who and why
   * @return the new revision
   */
  String put(Flag flag, @Nullable String expectedRevision, Change change);

  /**
   * Removes a flag. While other flags require it, this is refused with {@code
   * InvalidFlagsException}, unless it is forced: then their requirements of it go as well.
   *
   * @param name the flag's name
   * @param expectedRevision the revision that is removed
   * @param force whether to remove what refers to it
   * @param change who and why
   */
  void remove(String name, String expectedRevision, boolean force, Change change);

  /**
   * Adds or replaces a segment.
   *
   * @param name its name
   * @param condition who is in it
   * @param expectedRevision the revision that it replaces, or null if there must be none yet
   * @param change who and why
   * @return the new revision
   */
  String putSegment(
      String name, Condition condition, @Nullable String expectedRevision, Change change);

  /**
   * Removes a segment that nothing refers to.
   *
   * @param name its name
   * @param expectedRevision the revision that is removed
   * @param change who and why
   */
  void removeSegment(String name, String expectedRevision, Change change);

  /**
   * Kills a flag, whatever its revision. A flag that is killed already stays as it is. An act of
   * safety: it holds on this node even if the origin cannot be written, see above.
   *
   * @param name the flag's name
   * @param change who and why; both are shown with the flag
   * @return the new revision; of the flag as it is in force here, if it could not be written yet
   * @throws java.util.NoSuchElementException if neither the origin nor this node knows such a flag
   */
  String kill(String name, Change change);

  /**
   * Re-enables a killed flag, whatever its revision. A kill that was not written yet is withdrawn,
   * also while the origin cannot be written.
   *
   * @param name the flag's name
   * @param change who and why
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String lift(String name, Change change);

  /**
   * Sets a flag's percentage, whatever its revision; a schedule goes. To 0 it is an act of safety
   * and holds on this node even if the origin cannot be written, see above.
   *
   * @param name the flag's name
   * @param percentage 0 to 100
   * @param change who and why
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String setRollout(String name, double percentage, Change change);

  /**
   * Freezes a flag's schedule where it stands, whatever its revision. A flag without a schedule, or
   * with a frozen one, stays as it is.
   *
   * @param name the flag's name
   * @param change who and why
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String hold(String name, Change change);

  /**
   * Lets a frozen schedule go on from where it stands, whatever the flag's revision; its start
   * moves by the time it was frozen.
   *
   * @param name the flag's name
   * @param change who and why
   * @return the new revision
   * @throws java.util.NoSuchElementException if there is no such flag
   */
  String resume(String name, Change change);
}
