package dev.jackstaff.guard;

/** What a guard counts against a request. */
public enum Signal {
  /** It failed: a status of 500 or more, or an exception. */
  ERRORS("fail", "failing"),
  /** It took longer than the guard's limit. */
  SLOW("are slow", "slow");

  private final String verb;
  private final String adjective;

  Signal(String verb, String adjective) {
    this.verb = verb;
    this.adjective = adjective;
  }

  /** As in "requests … more often". */
  String verb() {
    return verb;
  }

  /** {@return the word for those it counts: {@code failing}, {@code slow}} */
  public String adjective() {
    return adjective;
  }
}
