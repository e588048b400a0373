package dev.jackstaff.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A verdict whose action is retried until it succeeds. Used by one thread at a time. */
final class Halt {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LAST_PAUSE = Duration.ofMinutes(1);

  private final GuardedFlag watch;
  private final GuardVerdict found;
  private final String reason;
  private final AtomicBoolean busy = new AtomicBoolean();
  private Duration pause = FIRST_PAUSE;
  private @Nullable Instant next;
  private boolean attempted;
  private boolean announced;

  /**
   * Creates one.
   *
   * @param reason the reason for the kill, the history and the log
   */
  Halt(GuardedFlag watch, GuardVerdict found, String reason) {
    this.watch = watch;
    this.found = found;
    this.reason = reason;
  }

  GuardedFlag watch() {
    return watch;
  }

  GuardVerdict found() {
    return found;
  }

  String reason() {
    return reason;
  }

  /** Claims this halt for the current thread; returns false if another thread has it. */
  boolean take() {
    return busy.compareAndSet(false, true);
  }

  void release() {
    busy.set(false);
  }

  /**
   * Returns whether no attempt has produced a result yet; an attempt that threw an exception has
   * done nothing.
   */
  boolean isFirstAttempt() {
    return !attempted;
  }

  void attempted() {
    attempted = true;
  }

  /** Returns whether the pause is over; a clock that was set back does not prolong it. */
  boolean isDue(Instant now) {
    return next == null || !now.isBefore(next) || now.isBefore(next.minus(LAST_PAUSE));
  }

  void again(Instant now) {
    next = now.plus(pause);
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : longer;
  }

  /** Returns true on the first call only. */
  boolean isFirstAnnouncement() {
    boolean first = !announced;
    announced = true;
    return first;
  }
}
