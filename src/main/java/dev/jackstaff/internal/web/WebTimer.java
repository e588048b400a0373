package dev.jackstaff.internal.web;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one daemon thread of a servlet, for timeouts, heartbeats and events. Its tasks never wait.
 * Closing it waits for the thread to end. Thread-safe.
 */
public final class WebTimer extends ScheduledThreadPoolExecutor implements AutoCloseable {
  private static final int CLOSE_TIMEOUT_SECONDS = 10;

  /**
   * Creates the thread, which starts with the first task.
   *
   * @param name the thread's name
   */
  public WebTimer(String name) {
    super(1, task -> daemon(task, name));
    setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the thread and waits for it, ten seconds at most. */
  @Override
  public void close() {
    shutdownNow();
    try {
      awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
