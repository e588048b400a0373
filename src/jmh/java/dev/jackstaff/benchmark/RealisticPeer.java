package dev.jackstaff.benchmark;

import java.util.Map;

/** One way to decide the realistic set, by one thread at a time. */
abstract class RealisticPeer implements AutoCloseable {

  /** Returns the user in the form that the peer evaluates. */
  abstract Object context(String id, Map<String, Object> attributes);

  /** Decides all flags for a user. */
  abstract Object decideAll(Object context);

  /** Returns the state of each flag, in the set's order. */
  abstract boolean[] answers(Object context);

  @Override
  public void close() {}
}
