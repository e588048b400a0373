package dev.jackstaff.tools.refs;

/** Told how far a search is, on the thread that searches. */
@FunctionalInterface
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (step, done, of) -> {};

  /**
   * Tells how far the search is.
   *
   * @param step what is done now, in a word or two
   * @param done how many are done
   * @param of how many there are
   */
  void at(String step, int done, int of);
}
