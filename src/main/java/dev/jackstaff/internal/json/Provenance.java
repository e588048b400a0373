package dev.jackstaff.internal.json;

import dev.jackstaff.model.InvalidFlagsException;

/** The source of a text, which tells how many of its problems are worth the cost of finding. */
public enum Provenance {
  /** A file or a row, which is corrected by hand: all problems up to the reporting limit. */
  FILE(InvalidFlagsException.MAX_PROBLEMS),
  /** The body of a request, whose reading ends at the first problem. */
  REQUEST(1);

  private final int maxProblems;

  Provenance(int maxProblems) {
    this.maxProblems = maxProblems;
  }

  int maxProblems() {
    return maxProblems;
  }
}
