package dev.jackstaff.internal.eval;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The users for whom a flag is always on. Nearly all who ask are not listed, and one bit tells most
 * of them so; the set itself, which lies all over the memory, is read by the others only.
 */
final class ListedUsers {
  private final Set<String> users;

  /** By the low bits of an id's hash, at least eight for each id. */
  private final long[] hashes;

  ListedUsers(Set<String> users) {
    this.users = users;
    this.hashes = new long[Math.max(1, Integer.highestOneBit(users.size()) / 4)];
    users.forEach(user -> hashes[word(user)] |= 1L << user.hashCode());
  }

  boolean contains(@Nullable String user) {
    return user != null
        && (hashes[word(user)] >>> user.hashCode() & 1) != 0
        && users.contains(user);
  }

  private int word(String user) {
    return (user.hashCode() >>> 6) & (hashes.length - 1);
  }
}
