package dev.jackstaff.http;

import java.time.Duration;

/**
 * The limits of the resources that a client can use.
 *
 * @param maxBodyBytes the limit of a request's body
 * @param bodyTimeout the time in which a body must arrive
 * @param maxStreams the limit of open event streams
 */
record ConsoleLimits(int maxBodyBytes, Duration bodyTimeout, int maxStreams) {
  static final ConsoleLimits DEFAULT = new ConsoleLimits(1 << 20, Duration.ofSeconds(30), 200);

  /** Returns the limit of an import, which must accept an export of thousands of flags. */
  int maxDocumentBytes() {
    return (int) Math.min(Integer.MAX_VALUE >> 3, 16L * maxBodyBytes);
  }

  ConsoleLimits withMaxBodyBytes(int bytes) {
    return new ConsoleLimits(bytes, bodyTimeout, maxStreams);
  }

  ConsoleLimits withBodyTimeout(Duration timeout) {
    return new ConsoleLimits(maxBodyBytes, timeout, maxStreams);
  }

  ConsoleLimits withMaxStreams(int streams) {
    return new ConsoleLimits(maxBodyBytes, bodyTimeout, streams);
  }
}
