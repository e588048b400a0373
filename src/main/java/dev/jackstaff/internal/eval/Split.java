package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;

/** On for the users whose bucket lies under a percentage, off for the others. */
final class Split {
  private final long threshold;
  private final Served on;
  private final Decision off;

  Split(double percentage, Served on, Decision off) {
    this.threshold = Buckets.threshold(percentage);
    this.on = on;
    this.off = off;
  }

  /** For a user who has a bucketing id. Nobody and everybody need no digest. */
  Decision decide(Run run, BucketKey key) {
    if (threshold == 0) {
      return off;
    }
    boolean under = threshold == Buckets.EVERYBODY || run.digest(key) >>> 32 < threshold;
    return under ? on.pick(run, key) : off;
  }
}
