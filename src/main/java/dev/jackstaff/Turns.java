package dev.jackstaff;

import dev.jackstaff.internal.Daemons;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Work that is done by one thread at a time and waited for by nobody: a thread that finds another
 * at work leaves its task to it. Thread-safe.
 */
final class Turns {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock working = new ReentrantLock();
  private final Consumer<? super Throwable> failures;

  Turns(Consumer<? super Throwable> failures) {
    this.failures = failures;
  }

  /**
   * Does a task on this thread, or leaves it to the thread that is at work; returns whether this
   * thread did one that another has left.
   */
  boolean run(Runnable task) {
    boolean others = false;
    waiting.add(task);
    // Whoever adds one while the lock is held is seen by its holder after it was released.
    while (!waiting.isEmpty() && working.tryLock()) {
      try {
        Runnable next = waiting.poll();
        if (next != null) {
          others |= !next.equals(task);
          Daemons.surviving(next, failures).run();
        }
      } finally {
        working.unlock();
      }
    }
    return others;
  }
}
