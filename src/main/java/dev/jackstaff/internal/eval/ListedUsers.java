package dev.jackstaff.internal.eval;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The users for whom a flag is always on. Most users are not listed, and one bit is enough to
 * exclude nearly all of them; only the others need a look-up in the set itself, which is scattered
 * over the memory.
 */
final class ListedUsers {
  private final Set<String> users;

  /**
   * A bit for each listed id, at the low bits of the id's hash; there are at least eight bits for
   * each id.
   */
  private final long[] hashes;

  private final CompiledOutcome on;

  ListedUsers(Set<String> users, CompiledOutcome on) {
    this.users = users;
    this.on = on;
    this.hashes = new long[Math.max(1, Integer.highestOneBit(users.size()) / 4)];
    users.forEach(user -> hashes[word(user)] |= 1L << user.hashCode());
  }

  boolean contains(@Nullable String user) {
    return user != null
        && (hashes[word(user)] >>> user.hashCode() & 1) != 0
        && users.contains(user);
  }

  /** Returns the outcome for these users. */
  CompiledOutcome on() {
    return on;
  }

  private int word(String user) {
    return (user.hashCode() >>> 6) & (hashes.length - 1);
  }
}
