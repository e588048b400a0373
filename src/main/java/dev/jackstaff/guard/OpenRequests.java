package dev.jackstaff.guard;

import dev.jackstaff.FinishedRequest;
import dev.jackstaff.RequestRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The requests whose outcome is open, in the order in which they began. An outcome is final when
 * its request has ended, or when the patience has passed; outcomes leave in the order of the
 * beginnings. So neither that order nor the time at which an outcome is taken depends on how long a
 * request lasts by more than the patience. Used by one thread.
 *
 * <p>A clock that is set back does not make a request wait longer: the patience has also passed if
 * the clock has advanced by it since the request was first seen.
 */
final class OpenRequests {
  /** The number of open requests above which further ones are not counted. */
  static final int MAX_OPEN = 1 << 17;

  private final Duration patience;
  private final Deque<OpenRequest> queue = new ArrayDeque<>();
  private Instant clock = Instant.MIN;
  private long elapsed;
  private long last = Long.MIN_VALUE;
  private long dropped;

  OpenRequests(Duration patience) {
    this.patience = patience;
  }

  /** A request, with the time of its beginning, which never falls from one to the next. */
  static final class OpenRequest {
    private final RequestRecord record;
    private final long begun;
    private final long seen;
    private int checks;

    OpenRequest(RequestRecord record, long begun, long seen) {
      this.record = record;
      this.begun = begun;
      this.seen = seen;
    }

    RequestRecord record() {
      return record;
    }

    /** Returns the time of the beginning, in nanoseconds since 1970. */
    long begun() {
      return begun;
    }

    /** Returns whether the request has checked a flag since the last call. */
    boolean hasNewChecks() {
      int now = record.checks();
      boolean more = now > checks;
      checks = now;
      return more;
    }
  }

  /** Receives requests in the order of their beginnings. */
  interface RequestTaker {
    /** Receives a request that has checked further flags, before its outcome is final. */
    void checked(OpenRequest request);

    /**
     * Receives a request whose outcome is final.
     *
     * @param failed whether it failed, or has not begun to answer in time
     * @param nanos its duration, the patience if it has not begun to answer in time, or 0 if it has
     *     begun to answer and goes on
     */
    void ended(OpenRequest request, boolean failed, long nanos);
  }

  Duration patience() {
    return patience;
  }

  void add(RequestRecord record) {
    if (queue.size() >= MAX_OPEN) {
      dropped++;
      return;
    }
    last = Math.max(last, nanos(record.begun()));
    queue.add(new OpenRequest(record, last, elapsed));
  }

  /** Returns the number of requests that were not counted because too many were open. */
  long dropped() {
    return dropped;
  }

  /** Returns the beginning of the oldest open request, or the largest long if there is none. */
  long front() {
    OpenRequest oldest = queue.peek();
    return oldest == null ? Long.MAX_VALUE : oldest.begun();
  }

  /** Passes on what has happened. */
  void advance(Instant now, RequestTaker taker) {
    if (!clock.equals(Instant.MIN) && now.isAfter(clock)) {
      elapsed += Duration.between(clock, now).toNanos();
    }
    clock = now;
    for (OpenRequest request : queue) {
      if (request.hasNewChecks()) {
        taker.checked(request);
      }
    }
    for (OpenRequest oldest = queue.peek();
        oldest != null && end(oldest, now, taker);
        oldest = queue.peek()) {
      queue.remove();
    }
  }

  private boolean end(OpenRequest request, Instant now, RequestTaker taker) {
    FinishedRequest end = request.record().end();
    if (end == null && !isOverdue(request, now)) {
      return false;
    }
    boolean answering = end == null && request.record().isAnswering();
    // It may have ended meanwhile, and then its response was not looked at.
    end = answering ? end : request.record().end();
    if (request.hasNewChecks()) {
      taker.checked(request);
    }
    if (end != null) {
      taker.ended(request, isFailure(end), end.nanos());
    } else {
      taker.ended(request, !answering, answering ? 0 : patience.toNanos());
    }
    return true;
  }

  private static boolean isFailure(FinishedRequest end) {
    return end.failure() != null || end.status() >= 500;
  }

  private boolean isOverdue(OpenRequest request, Instant now) {
    return elapsed - request.seen >= patience.toNanos()
        || Duration.between(request.record().begun(), now).compareTo(patience) >= 0;
  }

  /** Returns a time in nanoseconds since 1970. */
  static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }
}
