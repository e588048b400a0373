package dev.jackstaff.internal.web;

import java.io.ByteArrayOutputStream;

/** Collects bytes up to a limit, and counts the bytes beyond it. Not thread-safe. */
final class BoundedBytes {
  private final int max;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private long seen;

  BoundedBytes(int max) {
    this.max = max;
  }

  void add(byte[] chunk, int length) {
    int room = (int) Math.max(0, max - seen);
    kept.write(chunk, 0, Math.min(room, length));
    seen += length;
  }

  long seen() {
    return seen;
  }

  boolean isOverfull() {
    return seen > max;
  }

  byte[] bytes() {
    return kept.toByteArray();
  }
}
