package dev.jackstaff.internal.eval;

import java.nio.charset.StandardCharsets;

/** The input of a flag's hash: its salt and the attribute that distinguishes users. */
final class BucketKey {
  static final String USER_ID = "id";

  /** The key of all flags that need no digest. */
  static final BucketKey UNUSED = new BucketKey(USER_ID, "", -1, -1);

  final String attribute;
  final byte[] prefix;

  /**
   * The index at which a user's digest is cached, or -1 if it is not cached, as for any attribute
   * except the id.
   */
  final int memory;

  /** The number of this key in the set. */
  final int number;

  BucketKey(String attribute, String salt, int number, int memory) {
    // Interned, so that one comparison of references distinguishes the usual attribute from others.
    this.attribute = attribute.equals(USER_ID) ? USER_ID : attribute;
    this.prefix = (salt + ":").getBytes(StandardCharsets.UTF_8);
    this.number = number;
    this.memory = memory;
  }
}
