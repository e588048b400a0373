package dev.jackstaff.experiment;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one sink: filled by the evidence thread, which never waits, and emptied in batches
 * by a thread of its own. A batch that the sink did not take comes again until it does; meanwhile
 * the queue fills, and what comes beyond is dropped and counted.
 */
final class Outbox implements AutoCloseable {
  private static final int BATCH = 5000;
  private static final long PAUSE_MILLIS = 200;
  private static final long REST_MILLIS = 1000;

  private final FeatureFlags features;
  private final ExposureSink sink;
  private final Subjects subjects;
  private final ArrayBlockingQueue<Object> queue;
  private final LatestAssignments sent;
  private final LongAdder dropped = new LongAdder();
  private final Thread writer;
  private volatile boolean closed;

  Outbox(
      FeatureFlags features, ExposureSink sink, Subjects subjects, int capacity, int remembered) {
    this.features = features;
    this.sink = sink;
    this.subjects = subjects;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.sent = new LatestAssignments(LatestAssignments.places(remembered));
    this.writer = new Thread(this::run, "jackstaff-exposures");
    writer.setDaemon(true);
    writer.start();
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

  /** Waits until the sink has all that was queued before; false if it has not in time. */
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
    List<Object> batch = new ArrayList<>();
    try {
      while (!closed || !queue.isEmpty()) {
        next(batch);
        if (write(batch)) {
          batch.clear();
        } else if (closed) {
          break;
        } else {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dropped.add(batch.size() + queue.size());
    sink.close();
  }

  private void next(List<Object> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      Object first = queue.poll(closed ? 0 : REST_MILLIS, TimeUnit.MILLISECONDS);
      if (first != null) {
        batch.add(first);
      }
    }
    queue.drainTo(batch, BATCH - batch.size());
  }

  /** Whether the sink has it. */
  private boolean write(List<Object> batch) {
    try {
      if (batch.isEmpty()) {
        sink.rest();
      } else {
        write(batch, new ArrayList<>(), new ArrayList<>());
      }
      return true;
    } catch (Exception e) {
      features.report("exposures to " + sink.getClass().getName(), e);
      return batch.isEmpty();
    }
  }

  private void write(List<Object> batch, List<Exposure> exposures, List<Conversion> conversions)
      throws Exception {
    for (Object item : batch) {
      if (item instanceof Seen seen) {
        exposures.add(seen.named(subjects));
      } else if (item instanceof Did did) {
        conversions.add(did.named(subjects));
      }
    }
    if (!exposures.isEmpty() || !conversions.isEmpty()) {
      sink.write(exposures, conversions);
    }
    batch.forEach(Outbox::tell);
  }

  private static void tell(@Nullable Object item) {
    if (item instanceof CountDownLatch written) {
      written.countDown();
    }
  }

  /** Tries to write what waits, for five seconds. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.interrupt();
  }
}
