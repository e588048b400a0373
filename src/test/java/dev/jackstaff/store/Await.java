package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread does, no longer than it needs. */
public final class Await {
  static final Duration LONG = Duration.ofSeconds(20);

  private Await() {}

  /** Fails if it is not so within 20 s. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, LONG, condition);
  }

  static void until(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("not within " + patience + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
