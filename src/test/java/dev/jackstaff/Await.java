package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for what another thread does, no longer than it needs. The one place that says how long
 * that may be: a test that passes never waits so long, and a machine may be twenty times slower.
 */
public final class Await {
  /** The maximum time for anything that a test waits for. */
  public static final Duration LONG = Duration.ofMinutes(5);

  private Await() {}

  /** Fails if it is not so within {@link #LONG}. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, LONG, condition);
  }

  public static void until(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("not within " + patience + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
