package dev.jackstaff.store;

import java.time.Duration;
import java.util.Collection;

/** Ends threads that have been told to end. */
final class Threads {
  /** An interrupt may close a file that others use, as H2's, so it is the last resort. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private Threads() {}

  static void end(Collection<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(PATIENCE.toMillis());
        thread.interrupt();
        thread.join(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
