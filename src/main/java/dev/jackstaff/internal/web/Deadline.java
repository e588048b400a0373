package dev.jackstaff.internal.web;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A task that runs at a timeout unless the deadline is met before. Thread-safe. */
final class Deadline {
  private final Runnable missed;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Future<?> timeout;

  Deadline(Runnable missed) {
    this.missed = missed;
  }

  void start(ScheduledExecutorService timer, Duration after) {
    timeout = timer.schedule(this::expire, after.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void expire() {
    if (over.compareAndSet(false, true)) {
      missed.run();
    }
  }

  boolean isOpen() {
    return !over.get();
  }

  /** Meets the deadline; returns true for the one caller that met it in time. */
  boolean meet() {
    boolean met = over.compareAndSet(false, true);
    Future<?> waiting = timeout;
    if (met && waiting != null) {
      waiting.cancel(false);
    }
    return met;
  }
}
