package dev.jackstaff.sample;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The card reader of the new checkout, with the fault that somebody has given it. Thread-safe. */
final class CardReader {
  private volatile State state = new State(Fault.NONE);

  /** A fault; its latch opens as soon as it is repaired, so nobody waits for longer. */
  private record State(Fault fault, CountDownLatch repaired) {
    State(Fault fault) {
      this(fault, new CountDownLatch(1));
    }
  }

  /** A payment that was not taken. */
  static final class PaymentFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates one without a stack trace: a drill has dozens of them, and none is news. */
    PaymentFailed(Fault fault, Price amount) {
      super(
          "the card reader is broken (" + fault + "): " + amount + " not taken",
          null,
          false,
          false);
    }
  }

  void charge(Price amount) {
    State now = state;
    delay(now);
    if (now.fault() == Fault.JAMMED || now.fault() == Fault.TIME_OUT) {
      throw new PaymentFailed(now.fault(), amount);
    }
  }

  private static void delay(State now) {
    try {
      boolean unused = now.repaired().await(now.fault().delay().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Fault fault() {
    return state.fault();
  }

  void fail(Fault fault) {
    State before = state;
    state = new State(fault);
    before.repaired().countDown();
  }

  void repair() {
    fail(Fault.NONE);
  }
}
