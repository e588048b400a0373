package dev.jackstaff;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.Listeners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stream of evidence from requests, processed off their threads: the flags that they checked,
 * how they ended, and the actions of users. A request hands over one reference when it begins, if a
 * listener follows requests, and one when it ends, without a lock. One background thread, which
 * runs while a listener is registered, notifies the listeners within about a tenth of a second. At
 * most 16,384 items wait; further items are dropped and counted, since no request waits for
 * evidence. Thread-safe.
 */
public final class EvidenceStream {
  private static final int CAPACITY = 1 << 14;
  private static final long POLL_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private final FaultLog faults;
  private final EvidenceQueue queue = new EvidenceQueue(CAPACITY);
  private final LongAdder dropped = new LongAdder();
  private final Listeners<EvidenceListener> listeners;
  private final Listeners<EvidenceListener> followers;
  private final Daemons threads = new Daemons("jackstaff-evidence");
  private @Nullable Thread thread;
  private final AtomicLong rounds = new AtomicLong();
  private volatile boolean closed;

  EvidenceStream(FaultLog faults) {
    this.faults = faults;
    this.listeners =
        new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
    this.followers =
        new Listeners<>((it, e) -> faults.add("listener " + it.getClass().getName(), e));
  }

  /**
   * Registers a listener for everything that happens from now on; it receives requests when they
   * end.
   *
   * @param listener the listener, called on the background thread
   * @return a scope that removes the listener when it is closed
   */
  public Scope listen(EvidenceListener listener) {
    Scope listening = listeners.add(listener)::run;
    restart();
    return listening;
  }

  /**
   * Registers a listener for everything that happens from now on; it receives requests when they
   * begin, in that order, and observes their progress by itself.
   *
   * @param listener the listener, called on the background thread
   * @return a scope that removes the listener when it is closed
   */
  public Scope follow(EvidenceListener listener) {
    Scope following = followers.add(listener)::run;
    restart();
    return following;
  }

  /**
   * Starts the background thread if a listener is registered and the thread is not alive. Nothing
   * that a listener throws ends the thread; if anything else did, this reports it.
   *
   * @return whether the thread had ended
   */
  public synchronized boolean restart() {
    boolean dead = thread != null && !thread.isAlive();
    if (!closed && (thread == null || dead)) {
      if (dead) {
        faults.add("the evidence thread", "it had ended, and was started again");
      }
      thread = threads.start(this::run);
    }
    return dead;
  }

  /**
   * {@return the number of rounds that the background thread has completed; it stands still while a
   * listener does not return}
   */
  public long rounds() {
    return rounds.get();
  }

  /** {@return how many items were dropped because too many were waiting} */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * Waits until the listeners have received everything that happened before; for tests, and before
   * shutdown.
   *
   * @param timeout the longest time to wait
   * @return whether the listeners have received everything
   * @throws IllegalStateException if it is called by a listener, which would wait for itself
   */
  public boolean flush(Duration timeout) {
    Thread thread = thread();
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException("a listener cannot wait for the listeners");
    }
    long end = System.nanoTime() + timeout.toNanos();
    CountDownLatch told = new CountDownLatch(1);
    while (thread != null && thread.isAlive()) {
      if (queue.offer(told)) {
        LockSupport.unpark(thread);
        return await(told, end);
      }
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.unpark(thread);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return true;
  }

  private static boolean await(CountDownLatch told, long end) {
    try {
      return told.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized @Nullable Thread thread() {
    return thread;
  }

  boolean hasListeners() {
    return !listeners.isEmpty() || !followers.isEmpty();
  }

  /** Adds a request that begins, if a listener follows requests; never waits. */
  void begun(Evaluation evaluation) {
    CheckedFlags asked = evaluation.asked();
    if (asked != null && !followers.isEmpty()) {
      offer(evaluation);
    }
  }

  /** Adds a request that has ended; never waits. */
  void ended(FinishedRequest request) {
    if (!listeners.isEmpty()) {
      offer(request);
    }
  }

  /** Adds an action of a user; never waits. */
  void tracked(TrackedEvent event) {
    if (hasListeners()) {
      offer(event);
    }
  }

  private void offer(Object item) {
    if (!queue.offer(item)) {
      dropped.increment();
    }
  }

  private void run() {
    Runnable round = Daemons.surviving(this::drain, e -> faults.add("the evidence thread", e));
    while (!closed) {
      round.run();
      LockSupport.parkNanos(POLL_INTERVAL);
    }
    round.run();
  }

  private void drain() {
    List<CountDownLatch> waiting = new ArrayList<>();
    try {
      // Bounded, so that listeners get time to judge and to write even under constant load.
      for (int told = 0; told < CAPACITY; told++) {
        Object item = queue.poll();
        if (item == null) {
          break;
        } else if (item instanceof CountDownLatch latch) {
          waiting.add(latch);
        } else {
          dispatch(item);
        }
      }
      callEach(EvidenceListener::idle);
    } finally {
      rounds.incrementAndGet();
      waiting.forEach(CountDownLatch::countDown);
    }
  }

  private void dispatch(Object item) {
    if (item instanceof Evaluation evaluation && evaluation.asked() != null) {
      RequestRecord request = new RequestRecord(evaluation, evaluation.asked());
      followers.call(follower -> follower.begun(request));
    } else if (item instanceof FinishedRequest request) {
      listeners.call(listener -> listener.finished(request));
    } else if (item instanceof TrackedEvent event) {
      callEach(listener -> listener.tracked(event));
    }
  }

  private void callEach(Consumer<EvidenceListener> event) {
    try {
      followers.call(event);
    } finally {
      listeners.call(event);
    }
  }

  /** Delivers the items that wait, and ends the thread. */
  void close() {
    closed = true;
    LockSupport.unpark(thread());
    threads.close();
  }
}
