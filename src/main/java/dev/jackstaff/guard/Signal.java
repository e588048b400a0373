package dev.jackstaff.guard;

/** The kinds of bad outcome of a request that a guard counts. */
public enum Signal {
  /** The request failed: it had a status of 500 or more, or threw an exception. */
  ERRORS(0, "fail", "failing"),
  /** The request took longer than the guard's limit. */
  SLOW(1, "are slow", "slow");

  private final int index;
  private final String verb;
  private final String adjective;

  Signal(int index, String verb, String adjective) {
    this.index = index;
    this.verb = verb;
    this.adjective = adjective;
  }

  /** Returns the index of this signal's counts in an array. */
  int index() {
    return index;
  }

  /** Returns the verb, as in "requests fail more often". */
  String verb() {
    return verb;
  }

  /** {@return the adjective for the users it counts: {@code failing} or {@code slow}} */
  public String adjective() {
    return adjective;
  }
}
