package dev.jackstaff.sample;

import java.time.Duration;

/** The ways in which the new checkout can be broken, to see what a guard does about each. */
enum Fault {
  /** Nothing is wrong. */
  NONE("", Duration.ZERO),
  /** Every payment fails at once. */
  JAMMED("", Duration.ZERO),
  /** The payment is not answered, and fails after a while. */
  TIME_OUT("does not answer, and fails after 6 seconds", Duration.ofSeconds(6)),
  /** The payment works, but takes longer. */
  LATENCY("takes 0.7 seconds longer, but works", Duration.ofMillis(700)),
  /** The checkout asks for a confirmation, and visitors leave without one. */
  PURCHASES("asks for a confirmation that nobody notices, so nothing is bought", Duration.ZERO);

  private final String text;
  private final Duration delay;

  Fault(String text, Duration delay) {
    this.text = text;
    this.delay = delay;
  }

  /** Returns the words for the new checkout with this fault. */
  String text() {
    return text;
  }

  /** Returns the time by which a payment is delayed. */
  Duration delay() {
    return delay;
  }
}
