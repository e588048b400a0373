package dev.jackstaff.guard;

/**
 * A kind of outcome that a guard compares between users. Immutable.
 *
 * @param kind the kind
 * @param name {@code errors}, {@code slow}, or the name of the tracked event
 */
public record Signal(SignalKind kind, String name) {
  /** A request failed: it had a status of 500 or more, threw, or was not answered in time. */
  public static final Signal ERRORS = new Signal(SignalKind.FAILURE, "errors");

  /** A request took longer than the guard's limit. */
  public static final Signal SLOW = new Signal(SignalKind.DURATION, "slow");

  /** The kinds of signals. */
  public enum SignalKind {
    /** Failed requests. */
    FAILURE,
    /** Slow requests. */
    DURATION,
    /** A tracked event that more users do if there is harm, such as a refund. */
    RISE,
    /** A tracked event that fewer users do if there is harm, such as a purchase. */
    FALL
  }

  /** Returns the signal that a test compares. */
  static Signal of(TestSignal signal) {
    return switch (signal.index()) {
      case TestSignal.ERRORS -> ERRORS;
      case TestSignal.SLOW -> SLOW;
      default -> new Signal(signal.down() ? SignalKind.FALL : SignalKind.RISE, signal.name());
    };
  }

  /** {@return whether it is a tracked event and not an outcome of requests} */
  public boolean isMetric() {
    return kind == SignalKind.RISE || kind == SignalKind.FALL;
  }

  /** Returns the verb, as in "9 of 41 users (22.0 %) with it fail". */
  String verb() {
    return switch (kind) {
      case FAILURE -> "fail";
      case DURATION -> "are slow";
      case RISE, FALL -> "have the event \"" + name + '"';
    };
  }

  /** {@return the adjective for the users it counts, such as {@code failing} or {@code slow}} */
  public String adjective() {
    return switch (kind) {
      case FAILURE -> "failing";
      case DURATION -> "slow";
      case RISE, FALL -> name;
    };
  }

  /** {@return its name} */
  @Override
  public String toString() {
    return name;
  }
}
