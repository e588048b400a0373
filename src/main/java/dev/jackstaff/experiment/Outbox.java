package dev.jackstaff.experiment;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.model.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The queue of one sink. The evidence thread fills it and never blocks; a separate thread empties
 * it in batches. A batch that the sink did not accept is sent again, after ever longer pauses.
 * Meanwhile the queue fills, and items that no longer fit are dropped and counted.
 */
final class Outbox implements AutoCloseable {
  private static final int MAX_BATCH = 5000;
  private static final long PAUSE_MILLIS = 200;
  private static final long MAX_PAUSE_MILLIS = 30_000;
  private static final long POLL_MILLIS = 1000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final FeatureFlags features;
  private final ExposureSink sink;
  private final Delivery delivery;
  private final ArrayBlockingQueue<Object> queue;
  private final LatestAssignments sent;
  private final LongAdder dropped = new LongAdder();
  private final Daemons threads = new Daemons("jackstaff-exposures");
  private final Thread writer;
  private final CountDownLatch closing = new CountDownLatch(1);

  Outbox(
      FeatureFlags features, ExposureSink sink, SubjectIds subjects, int capacity, int remembered) {
    this.features = features;
    this.sink = sink;
    this.delivery = new Delivery(sink, subjects, features.integration()::report, dropped::add);
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.sent = new LatestAssignments(LatestAssignments.places(remembered));
    this.writer = threads.start(this::run);
  }

  /**
   * Queues an exposure unless its assignment was sent before; called on the evidence thread. An
   * assignment counts as sent only once it is queued, so that a dropped one is queued again at the
   * next request.
   */
  void exposed(VariantWeights arms, Decision drawn, String id, Instant at) {
    String variant = String.valueOf(drawn.variant());
    long subject = sent.subject(arms.flag(), arms.salt(), id);
    if (!sent.isLatest(subject, variant)
        && hasRoom()
        && offer(new PendingExposure(arms, variant, arms.split(drawn), id, at))) {
      sent.note(subject, variant);
    }
  }

  /**
   * Returns whether the queue has room, and counts a drop if not. Checking first keeps the cost of
   * a dropped exposure low.
   */
  private boolean hasRoom() {
    boolean room = queue.remainingCapacity() > 0;
    if (!room) {
      dropped.increment();
    }
    return room;
  }

  /** Queues an item, or counts it as dropped; called on the evidence thread. */
  boolean offer(Object item) {
    boolean taken = queue.offer(item);
    if (!taken) {
      dropped.increment();
    }
    return taken;
  }

  long dropped() {
    return dropped.sum();
  }

  /** Waits until every item queued before was written or refused; returns false on a timeout. */
  boolean flush(Duration timeout) {
    CountDownLatch written = new CountDownLatch(1);
    long end = System.nanoTime() + timeout.toNanos();
    try {
      return queue.offer(written, timeout.toNanos(), TimeUnit.NANOSECONDS)
          && written.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    while (!(closing.getCount() == 0 && delivery.waiting().isEmpty() && queue.isEmpty())) {
      try {
        if (!deliverBatch()) {
          break;
        }
      } catch (InterruptedException e) {
        if (closing.getCount() == 0) {
          Thread.currentThread().interrupt();
          break;
        }
        // An interrupt by the sink must not end this thread, which nothing would restart.
        recover(e);
      } catch (Throwable e) {
        recover(e);
      }
    }
    dropped.add(delivery.waiting().size() + queue.size());
    closeSink();
  }

  /**
   * Delivers one batch, or lets the sink do maintenance; returns false if nothing more is to be
   * tried.
   */
  private boolean deliverBatch() throws InterruptedException {
    List<Object> batch = delivery.waiting();
    if (batch.isEmpty()) {
      Object first = queue.poll(closing.getCount() == 0 ? 0 : POLL_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        batch.add(first);
      }
    }
    queue.drainTo(batch, MAX_BATCH - batch.size());
    if (batch.isEmpty()) {
      idle();
      return true;
    }
    return delivery.run() || !closing.await(pauseMillis(), TimeUnit.MILLISECONDS);
  }

  private long pauseMillis() {
    return Math.min(MAX_PAUSE_MILLIS, PAUSE_MILLIS << Math.min(delivery.attempts() - 1, 10));
  }

  private void idle() {
    try {
      sink.idle();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      features.integration().report("tidying " + sink.getClass().getName(), e);
    }
  }

  /**
   * Reports an exception and pauses. No Error, including OutOfMemoryError, may end this thread,
   * which nothing would restart.
   */
  private void recover(Throwable e) {
    try {
      features.integration().report("exposures to " + sink.getClass().getName(), e);
      var unused = closing.await(MAX_PAUSE_MILLIS / 10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Throwable again) {
      // There is not even enough memory to report it; the next round may have it.
      Thread.onSpinWait();
    }
  }

  private void closeSink() {
    try {
      sink.close();
    } catch (RuntimeException e) {
      features.integration().report("closing " + sink.getClass().getName(), e);
    }
  }

  /** Tries for five seconds to write the waiting items, and waits for the thread to end. */
  @Override
  public void close() {
    closing.countDown();
    try {
      writer.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      writer.interrupt();
    }
    threads.close();
  }
}
