package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;

/**
 * The outcome when a flag is on: one decision, or one of its variants, chosen by the user's digest.
 */
final class CompiledOutcome {
  private static final long[] NOTHING_TO_CHOOSE = {};
  private static final Decision[] NO_DECISIONS = {};

  /** The decisions by variant; empty if there is only one outcome. */
  private final Decision[] decisions;

  /** The cumulated weights as numbers of 32-bit values; empty if there is only one outcome. */
  private final long[] thresholds;

  private final Decision withoutId;

  private CompiledOutcome(Decision[] decisions, long[] thresholds, Decision withoutId) {
    this.decisions = decisions;
    this.thresholds = thresholds;
    this.withoutId = withoutId;
  }

  static CompiledOutcome one(Decision decision) {
    return new CompiledOutcome(NO_DECISIONS, NOTHING_TO_CHOOSE, decision);
  }

  static CompiledOutcome byShare(Decision[] decisions, long[] thresholds, Decision withoutId) {
    return new CompiledOutcome(decisions, thresholds, withoutId);
  }

  boolean isConstant() {
    return thresholds.length == 0;
  }

  Decision constant() {
    return withoutId;
  }

  Decision pick(EvaluationRun run, BucketKey key) {
    if (thresholds.length == 0) {
      return withoutId;
    }
    if (!run.hasId(key)) {
      return withoutId;
    }
    long share = run.digest(key) & 0xFFFFFFFFL;
    int i = 0;
    while (i < thresholds.length - 1 && share >= thresholds[i]) {
      i++;
    }
    return decisions[i];
  }
}
