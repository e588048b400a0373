package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;

/** A split that is on for users whose bucket is below a percentage, and off for the others. */
final class Split {
  private final long threshold;
  private final CompiledOutcome on;
  private final Decision off;

  Split(double percentage, CompiledOutcome on, Decision off) {
    this.threshold = Buckets.threshold(percentage);
    this.on = on;
    this.off = off;
  }

  /** Decides for a user who has a bucketing id. Percentages of 0 and 100 need no digest. */
  Decision decide(EvaluationRun run, BucketKey key) {
    if (threshold == 0) {
      return off;
    }
    boolean under = threshold == Buckets.EVERYBODY || run.digest(key) >>> 32 < threshold;
    return under ? on.pick(run, key) : off;
  }
}
