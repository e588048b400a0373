package dev.jackstaff;

import dev.jackstaff.internal.Daemons;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Work that is done by one thread at a time and waited for by nobody: a thread that finds another
 * at work leaves its task to an executor, which does it afterwards. Thread-safe.
 */
final class Turns {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock working = new ReentrantLock();
  private final Executor executor;
  private final Runnable afterwards;
  private final Consumer<? super Throwable> failures;

  /**
   * Creates turns that nobody has.
   *
   * @param executor does what was left
   * @param afterwards runs on the executor, after it has done something
   * @param failures receives what a task throws
   */
  Turns(Executor executor, Runnable afterwards, Consumer<? super Throwable> failures) {
    this.executor = executor;
    this.afterwards = afterwards;
    this.failures = failures;
  }

  /** Does a task on this thread if no other is at work, and nobody else's task. */
  void run(Runnable task) {
    if (working.tryLock()) {
      perform(task);
    } else {
      waiting.add(task);
    }
    // A task that is added while the lock is held is seen by its holder after it was released.
    if (!waiting.isEmpty() && !working.isLocked()) {
      executor.execute(this::runWaiting);
    }
  }

  private void runWaiting() {
    while (!waiting.isEmpty() && working.tryLock()) {
      Runnable next = waiting.poll();
      perform(next == null ? () -> {} : next);
    }
    Daemons.surviving(afterwards, failures).run();
  }

  /** Does a task and gives up the lock. */
  private void perform(Runnable task) {
    try {
      Daemons.surviving(task, failures).run();
    } finally {
      working.unlock();
    }
  }
}
