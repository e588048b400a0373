package dev.jackstaff.ofrep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits the number of requests that each client may send. A client has a token bucket for the
 * requests of one minute, which refills evenly. If there are more clients than the table holds,
 * those without a request for the longest time are removed. Thread-safe.
 */
final class OfrepRateLimit {
  static final OfrepRateLimit NONE = new OfrepRateLimit(0, InstantSource.system());

  private static final int MAX_CLIENTS = 10_000;

  private final int perMinute;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Bucket {
    private double left;
    private Instant at;

    private Bucket(double left, Instant at) {
      this.left = left;
      this.at = at;
    }
  }

  /** Creates a limit; 0 for none. */
  OfrepRateLimit(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /**
   * Counts a request of a client; returns 0 if it is within the limit, else the number of seconds
   * until the next one is.
   */
  int take(String client) {
    if (perMinute == 0) {
      return 0;
    }
    Instant now = clock.instant();
    synchronized (buckets) {
      Bucket bucket = buckets.computeIfAbsent(client, unused -> new Bucket(perMinute, now));
      if (buckets.size() > MAX_CLIENTS) {
        buckets.remove(buckets.keySet().iterator().next());
      }
      return take(bucket, now);
    }
  }

  private int take(Bucket bucket, Instant now) {
    double perSecond = perMinute / 60.0;
    double seconds = Math.max(0, Duration.between(bucket.at, now).toMillis() / 1000.0);
    bucket.left = Math.min(perMinute, bucket.left + seconds * perSecond);
    bucket.at = now;
    if (bucket.left >= 1) {
      bucket.left--;
      return 0;
    }
    return (int) Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
  }

  int clients() {
    synchronized (buckets) {
      return buckets.size();
    }
  }
}
