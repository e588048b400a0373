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
 * What waits for one sink: filled by the evidence thread, which never waits, and emptied in batches
 * by a thread of its own. A batch that the sink did not take comes again, after ever longer pauses;
 * meanwhile the queue fills, and what comes beyond is dropped and counted.
 */
final class Outbox implements AutoCloseable {
  private static final int MAX_BATCH = 5000;
  private static final long PAUSE_MILLIS = 200;
  private static final long MAX_PAUSE_MILLIS = 30_000;
  private static final long REST_MILLIS = 1000;
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
      FeatureFlags features, ExposureSink sink, Subjects subjects, int capacity, int remembered) {
    this.features = features;
    this.sink = sink;
    this.delivery = new Delivery(sink, subjects, features::report, dropped::add);
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.sent = new LatestAssignments(LatestAssignments.places(remembered));
    this.writer = threads.start(this::run);
  }

  /** On the evidence thread. Counts as sent only once it is queued, so that a drop is made good. */
  void exposed(Arms arms, Decision drawn, String id, Instant at) {
    String variant = String.valueOf(drawn.variant());
    long subject = sent.subject(arms.flag(), arms.salt(), id);
    if (!sent.isLatest(subject, variant)
        && hasRoom()
        && offer(new Seen(arms, variant, arms.split(drawn), id, at))) {
      sent.note(subject, variant);
    }
  }

  /** So that what is dropped costs no more than that. */
  private boolean hasRoom() {
    boolean room = queue.remainingCapacity() > 0;
    if (!room) {
      dropped.increment();
    }
    return room;
  }

  /** On the evidence thread. */
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

  /**
   * Waits until the sink has all that was queued before, or it was refused; false if it has not in
   * time.
   */
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
        if (!round()) {
          break;
        }
      } catch (InterruptedException e) {
        if (closing.getCount() == 0) {
          Thread.currentThread().interrupt();
          break;
        }
        // A sink's own interrupt ends no thread that nothing would start again.
        survive(e);
      } catch (Throwable e) {
        survive(e);
      }
    }
    dropped.add(delivery.waiting().size() + queue.size());
    closeSink();
  }

  /** Returns false if nothing more is tried. */
  private boolean round() throws InterruptedException {
    List<Object> batch = delivery.waiting();
    if (batch.isEmpty()) {
      Object first = queue.poll(closing.getCount() == 0 ? 0 : REST_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        batch.add(first);
      }
    }
    queue.drainTo(batch, MAX_BATCH - batch.size());
    if (batch.isEmpty()) {
      rest();
      return true;
    }
    return delivery.run() || !closing.await(pauseMillis(), TimeUnit.MILLISECONDS);
  }

  private long pauseMillis() {
    return Math.min(MAX_PAUSE_MILLIS, PAUSE_MILLIS << Math.min(delivery.attempts() - 1, 10));
  }

  private void rest() {
    try {
      sink.rest();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      features.report("tidying " + sink.getClass().getName(), e);
    }
  }

  /** An Error, out of memory too, ends no thread that nothing would start again. */
  private void survive(Throwable e) {
    try {
      features.report("exposures to " + sink.getClass().getName(), e);
      var unused = closing.await(MAX_PAUSE_MILLIS / 10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Throwable again) {
      // There is not even the memory to say so; the next round may have it.
      Thread.onSpinWait();
    }
  }

  private void closeSink() {
    try {
      sink.close();
    } catch (RuntimeException e) {
      features.report("closing " + sink.getClass().getName(), e);
    }
  }

  /** Tries to write what waits, for five seconds, and waits for the thread to end. */
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
