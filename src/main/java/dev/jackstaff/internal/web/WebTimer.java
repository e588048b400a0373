package dev.jackstaff.internal.web;

import dev.jackstaff.internal.Daemons;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one daemon thread of a servlet, for timeouts, heartbeats and events. Its tasks never wait.
 * Closing it waits for the thread to end. Thread-safe.
 */
public final class WebTimer extends ScheduledThreadPoolExecutor implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WebTimer.class.getName());

  private final Daemons threads;

  /**
   * Creates the thread, which starts with the first task.
   *
   * @param name the thread's name
   */
  public WebTimer(String name) {
    this(new Daemons(name));
  }

  private WebTimer(Daemons threads) {
    super(1, threads);
    this.threads = threads;
    setRemoveOnCancelPolicy(true);
  }

  /** Repeats a task whatever it throws, an {@link Error} too, which is logged. */
  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    Runnable surviving =
        Daemons.surviving(
            task, e -> LOG.log(Level.WARNING, "a servlet's timer failed, and goes on", e));
    return super.scheduleWithFixedDelay(surviving, first, delay, unit);
  }

  /** Ends the thread and waits for it, a few seconds at most. */
  @Override
  public void close() {
    shutdownNow();
    threads.close();
  }
}
