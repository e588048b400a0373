package dev.jackstaff.guard;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.model.BucketingId;
import dev.jackstaff.model.Decision;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts finished requests for the guarded flags that they checked. Called on one thread. */
final class RequestCounter implements EvidenceListener {
  private final Map<String, GuardedFlag> watches;
  private final Lock lock;
  private final Consumer<Decision> taker = this::count;
  private @Nullable FinishedRequest request;

  /** Creates a counter that reads the watches and counts under the lock that guards them. */
  RequestCounter(Map<String, GuardedFlag> watches, Lock lock) {
    this.watches = watches;
    this.lock = lock;
  }

  @Override
  public void finished(FinishedRequest finished) {
    request = finished;
    lock.lock();
    try {
      finished.forEachAsked(taker);
    } finally {
      lock.unlock();
      request = null;
    }
  }

  private void count(Decision decision) {
    FinishedRequest ended = request;
    GuardedFlag watch = watches.get(decision.flag());
    if (watch != null && ended != null && watch.isRunning()) {
      boolean failed = ended.failure() != null || ended.status() >= 500;
      Object id = ended.evaluation().user().attribute(watch.terms().bucketBy());
      watch.count(decision, BucketingId.of(id), failed, ended.nanos());
    }
  }
}
