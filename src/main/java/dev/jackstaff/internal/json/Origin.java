package dev.jackstaff.internal.json;

import dev.jackstaff.model.InvalidFlagsException;

/** The source of a text, which tells how many of its problems are worth the cost of finding. */
public enum Origin {
  /** A file or a row, which somebody mends by hand: all problems that anybody reads. */
  FILE(InvalidFlagsException.MAX_PROBLEMS),
  /** The body of a request: reading ends at the first problem. */
  REQUEST(1);

  private final int maxProblems;

  Origin(int maxProblems) {
    this.maxProblems = maxProblems;
  }

  int maxProblems() {
    return maxProblems;
  }
}
