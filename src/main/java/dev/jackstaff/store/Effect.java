package dev.jackstaff.store;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction has changed. Nothing else was changed between its two versions, since it had
 * the lock; whoever knows the rows of the first knows those of the second.
 *
 * @param before the version when it had the lock, or empty where versions say nothing
 * @param after the version that it leaves, or empty
 * @param flags the rows of flags that it has written, by name; empty for those it has removed
 * @param segments the same of segments
 * @param seen what this node knew when the transaction began
 * @param base all rows under the lock, if they had to be read
 */
record Effect(
    String before,
    String after,
    Map<String, Optional<Taken<Flag>>> flags,
    Map<String, Optional<Taken<Condition>>> segments,
    Object seen,
    @Nullable Definitions base) {

  boolean isEmpty() {
    return flags.isEmpty() && segments.isEmpty();
  }
}
