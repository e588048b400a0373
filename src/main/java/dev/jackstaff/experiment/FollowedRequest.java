package dev.jackstaff.experiment;

import dev.jackstaff.RequestRecord;
import java.time.Instant;
import java.util.function.BiConsumer;

/** A request that goes on, with the checks that were seen so far. For one thread at a time. */
final class FollowedRequest {
  private final RequestRecord record;
  private int checks;
  private Instant looked;

  FollowedRequest(RequestRecord record) {
    this.record = record;
    this.looked = record.begun();
  }

  /**
   * Passes on the request, with the time of the last look, if it has checked more flags since;
   * returns whether it goes on.
   */
  boolean look(BiConsumer<RequestRecord, Instant> taker, Instant now) {
    // Read first: a request checks no flag after its end.
    boolean ended = record.end() != null;
    int known = record.checks();
    if (known > checks) {
      checks = known;
      taker.accept(record, looked);
    }
    looked = now;
    return !ended;
  }
}
