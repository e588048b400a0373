package dev.jackstaff;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the evidence thread of an engine busy until it is released. Thread-safe. */
public final class BusyEvidence {
  private final CountDownLatch released = new CountDownLatch(1);

  /** Returns when the evidence thread is busy. */
  public void occupy(FeatureFlags features) {
    CountDownLatch reached = new CountDownLatch(1);
    features
        .evidence()
        .listen(
            new EvidenceListener() {
              @Override
              public void idle() {
                reached.countDown();
                await(released);
              }
            });
    await(reached);
  }

  /** Lets the evidence thread go on, now and in future. */
  public void release() {
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the evidence thread was not occupied, or not released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
