package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one transaction. Nothing else was changed between its two versions, since it held
 * the lock. A node that knows the rows of the first version therefore knows those of the second.
 *
 * @param before the version when the transaction got the lock, or empty if versions do not show
 *     changes
 * @param after the version that it leaves, or empty
 * @param flags the rows of flags that it has written, by name; empty for those that it has removed
 * @param segments the rows of segments, in the same way
 * @param seen the state of this node when the transaction began
 * @param base all rows under the lock, if they had to be read, else null
 */
record WriteSet(
    String before,
    String after,
    Map<String, Optional<ParsedRow<Flag>>> flags,
    Map<String, Optional<ParsedRow<Condition>>> segments,
    Object seen,
    @Nullable ParsedTables base) {

  boolean isEmpty() {
    return flags.isEmpty() && segments.isEmpty();
  }
}
