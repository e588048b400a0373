package dev.jackstaff.internal.eval;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A pool of runs for later requests. It is not thread-local, since that would leave objects of this
 * library on the container's threads and would create a run for each virtual thread.
 */
final class RunPool {
  /** The distance between references, since those in the same cache line slow each other down. */
  private static final int SPREAD = 32;

  private final CompiledFlags set;
  private final AtomicReferenceArray<@Nullable EvaluationRun> idle;
  private final int mask;

  RunPool(CompiledFlags set) {
    int places = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4 - 1) * 2;
    this.set = set;
    this.idle = new AtomicReferenceArray<>(places * SPREAD);
    this.mask = places - 1;
  }

  EvaluationRun take() {
    int place = place();
    EvaluationRun run = idle.getPlain(place);
    if (run != null && idle.compareAndSet(place, run, null)) {
      return run;
    }
    return new EvaluationRun(set);
  }

  void give(EvaluationRun run) {
    run.end();
    idle.setRelease(place(), run);
  }

  @SuppressWarnings("deprecation") // threadId() exists since Java 19
  private int place() {
    return ((int) Thread.currentThread().getId() & mask) * SPREAD;
  }
}
