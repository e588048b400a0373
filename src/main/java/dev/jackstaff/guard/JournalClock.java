package dev.jackstaff.guard;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The time of a journal: that of the database's clock, which each node computes from its own clock
 * and the difference between the two. A time that a node has reported is never taken back: if the
 * database's clock is set back, as by a failover to another server, the journal's time leads it
 * from then on. Times are in nanoseconds since 1970. Not thread-safe.
 */
final class JournalClock {
  /** The time for which the common front stays behind an idle node, which may begin any time. */
  private static final long IDLE_LAG = Duration.ofSeconds(3).toNanos();

  /** The difference of two readings of the clocks from which the later one applies. */
  private static final long MAX_DRIFT = Duration.ofSeconds(1).toNanos();

  /** The time by which the database's clock may be behind the reported times. */
  private static final long MAX_LAG = Duration.ofSeconds(5).toNanos();

  private static final long SILENCE = Duration.ofSeconds(EventExchange.SILENT_SECONDS).toNanos();

  /** The journal's time minus this node's; null before the first reading. */
  private @Nullable Long offset;

  /** The journal's time minus that of the database's clock. */
  private long lead;

  /** The front that the other nodes know; no later event of this node is before it. */
  private long reported = JournalEntry.NO_FRONT;

  /**
   * The last report of a node.
   *
   * @param front its front
   * @param idle whether it had no open request
   * @param seen when it reported, by the database's clock
   * @param time the time of the database's clock now
   */
  record NodeReport(long front, boolean idle, long seen, long time) {
    /** Returns whether a node has reported lately, and not in the future of a clock set back. */
    boolean isLive() {
      return time - seen <= SILENCE && seen - time <= MAX_LAG;
    }

    private long frontAt(long now) {
      // An idle node had no open request when it was seen, and would have told of one since.
      return idle ? Math.max(front, now - IDLE_LAG) : front;
    }
  }

  /**
   * Takes a reading of both clocks. A reading is too large by the time that the statement took to
   * arrive, so the smallest one applies, unless the clocks have drifted apart since.
   */
  void read(long time, long now) {
    long reading = time + lead - now;
    if (offset == null || reading < offset || reading - offset > MAX_DRIFT) {
      offset = reading;
    }
  }

  /** Returns the journal's time minus this node's. */
  long offset() {
    return offset == null ? 0 : offset;
  }

  /**
   * Returns the front to report, by the journal's time; an idle node's front is now.
   *
   * @param time the time of the database's clock
   */
  long report(long front, long time) {
    long current = front == EventExchange.IDLE ? time + lead : front + offset();
    reported = Math.max(reported, current);
    return reported;
  }

  /** Returns an event with its time by the journal's, which is not before the reported front. */
  TestEvent shifted(TestEvent event) {
    return event.at(Math.max(event.at() + offset(), reported));
  }

  /** Returns the oldest front of the nodes that are not silent, of which this one is one. */
  long commonFront(List<NodeReport> nodes) {
    List<NodeReport> live = nodes.stream().filter(NodeReport::isLive).toList();
    for (NodeReport node : live) {
      if (node.front() - (node.time() + lead) > MAX_LAG) {
        lead = node.front() - node.time();
      }
    }
    // An event may still come at the front itself.
    return live.stream().mapToLong(node -> node.frontAt(node.time() + lead)).min().orElse(reported)
        - 1;
  }
}
