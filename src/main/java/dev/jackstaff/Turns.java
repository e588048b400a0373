package dev.jackstaff;

import dev.jackstaff.internal.Daemons;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Work that one thread at a time does and no thread waits for: a thread that finds another at work
 * leaves its task to an executor, which runs it afterwards. Thread-safe.
 */
final class Turns {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock working = new ReentrantLock();
  private final Executor executor;
  private final Runnable afterwards;
  private final Consumer<? super Throwable> failures;

  /**
   * Creates turns that no thread has taken.
   *
   * @param executor runs the tasks that were left
   * @param afterwards runs on the executor after it has run tasks
   * @param failures receives the exceptions of tasks
   */
  Turns(Executor executor, Runnable afterwards, Consumer<? super Throwable> failures) {
    this.executor = executor;
    this.afterwards = afterwards;
    this.failures = failures;
  }

  /** Runs a task on this thread if no other thread is at work; never runs another thread's task. */
  void run(Runnable task) {
    if (working.tryLock()) {
      perform(task);
    } else {
      waiting.add(task);
    }
    // The owner of the lock sees a task that is added meanwhile after it has released the lock.
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

  /** Runs a task and releases the lock. */
  private void perform(Runnable task) {
    try {
      Daemons.surviving(task, failures).run();
    } finally {
      working.unlock();
    }
  }
}
