package dev.jackstaff.benchmark;

import java.util.function.Predicate;

/** One way to answer the questions of a request, loaded with a catalogue; safe for many threads. */
abstract class Peer implements AutoCloseable {

  private final String[] names;

  Peer(Catalogue catalogue) {
    names = catalogue.names();
  }

  /**
   * Prepares a request as a filter does at its start; the result is the check that handlers make.
   */
  abstract Predicate<String> begin(String userId);

  /** Undoes what {@link #begin} left on the thread. */
  void end() {}

  /** Decides every flag for one user; a peer with a call of its own for that has a subclass. */
  Object decideAll(String userId) {
    Predicate<String> isOn = begin(userId);
    try {
      return bits(isOn);
    } finally {
      end();
    }
  }

  private long[] bits(Predicate<String> isOn) {
    long[] bits = new long[(names.length + 63) >> 6];
    for (int i = 0; i < names.length; i++) {
      if (isOn.test(names[i])) {
        bits[i >> 6] |= 1L << i;
      }
    }
    return bits;
  }

  @Override
  public void close() {}
}
