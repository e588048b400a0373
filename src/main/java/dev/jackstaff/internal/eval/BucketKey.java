package dev.jackstaff.internal.eval;

import java.nio.charset.StandardCharsets;

/** What is hashed for a flag: its salt and the attribute by which users are told apart. */
final class BucketKey {
  static final String USER_ID = "id";

  final String attribute;
  final byte[] prefix;

  /** Where a user's digest is remembered, or -1 if it is not, as for any attribute but the id. */
  final int memory;

  /** Its number in the set. */
  final int number;

  BucketKey(String attribute, String salt, int number, int memory) {
    // So that one comparison tells the usual attribute from others.
    this.attribute = attribute.equals(USER_ID) ? USER_ID : attribute;
    this.prefix = (salt + ":").getBytes(StandardCharsets.UTF_8);
    this.number = number;
    this.memory = memory;
  }

  boolean byUserId() {
    return attribute.equals(USER_ID);
  }
}
