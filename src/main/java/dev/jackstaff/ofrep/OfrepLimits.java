package dev.jackstaff.ofrep;

import java.time.Duration;

/**
 * The limits of the resources that clients can use of an OFREP servlet.
 *
 * @param maxBodyBytes the limit of a request's body
 * @param bodyTimeout the time in which a body must arrive
 * @param maxStreams the limit of open event streams; 0 for none
 * @param heartbeat the pause between the heartbeats of a stream
 */
record OfrepLimits(int maxBodyBytes, Duration bodyTimeout, int maxStreams, Duration heartbeat) {
  // The heartbeat is shorter than the idle timeouts: 30 s in Jetty and 60 s in proxies.
  static final OfrepLimits DEFAULT =
      new OfrepLimits(64 << 10, Duration.ofSeconds(10), 200, Duration.ofSeconds(15));

  OfrepLimits withMaxBodyBytes(int bytes) {
    return new OfrepLimits(bytes, bodyTimeout, maxStreams, heartbeat);
  }

  OfrepLimits withBodyTimeout(Duration timeout) {
    return new OfrepLimits(maxBodyBytes, timeout, maxStreams, heartbeat);
  }

  OfrepLimits withMaxStreams(int streams) {
    return new OfrepLimits(maxBodyBytes, bodyTimeout, streams, heartbeat);
  }

  OfrepLimits withHeartbeat(Duration pause) {
    return new OfrepLimits(maxBodyBytes, bodyTimeout, maxStreams, pause);
  }
}
