package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Layer;

/** The part of a layer whose users a flag is evaluated for. */
final class LayerRange {
  private final BucketKey key;
  private final long from;
  private final long to;
  private final Decision outside;

  LayerRange(Layer layer, BucketKey key, Decision outside) {
    this.key = key;
    this.from = Buckets.threshold(layer.from());
    this.to = Buckets.threshold(layer.to());
    this.outside = outside;
  }

  /** Returns whether the user takes part; a user without an id has no bucket and does not. */
  boolean holds(EvaluationRun run) {
    if (!run.hasId(key)) {
      return false;
    }
    long bucket = run.digest(key) >>> 32;
    return bucket >= from && bucket < to;
  }

  Decision outside() {
    return outside;
  }
}
