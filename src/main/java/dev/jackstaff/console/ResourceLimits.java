package dev.jackstaff.console;

import java.time.Duration;

/**
 * The limits of the resources that a client can use.
 *
 * @param maxBodyBytes the limit of a request's body
 * @param bodyTimeout the time in which a body must arrive
 * @param maxStreams the limit of open event streams
 */
record ResourceLimits(int maxBodyBytes, Duration bodyTimeout, int maxStreams) {
  static final ResourceLimits DEFAULT = new ResourceLimits(1 << 20, Duration.ofSeconds(30), 200);

  /** Returns the limit of an import, which must accept an export of thousands of flags. */
  int maxFileBytes() {
    return (int) Math.min(Integer.MAX_VALUE >> 3, 16L * maxBodyBytes);
  }

  ResourceLimits withMaxBodyBytes(int bytes) {
    return new ResourceLimits(bytes, bodyTimeout, maxStreams);
  }

  ResourceLimits withBodyTimeout(Duration timeout) {
    return new ResourceLimits(maxBodyBytes, timeout, maxStreams);
  }

  ResourceLimits withMaxStreams(int streams) {
    return new ResourceLimits(maxBodyBytes, bodyTimeout, streams);
  }
}
