package dev.jackstaff.guard;

/** What a guard counts against a request. */
public enum Signal {
  /** It failed: a status of 500 or more, or an exception. */
  ERRORS(0, "fail", "failing"),
  /** It took longer than the guard's limit. */
  SLOW(1, "are slow", "slow");

  private final int index;
  private final String verb;
  private final String adjective;

  Signal(int index, String verb, String adjective) {
    this.index = index;
    this.verb = verb;
    this.adjective = adjective;
  }

  /** Where counts of it stand in an array. */
  int index() {
    return index;
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
