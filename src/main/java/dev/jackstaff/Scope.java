package dev.jackstaff;

/**
 * A registration or setting that holds until it is closed, on the thread or instance where it was
 * opened.
 */
public interface Scope extends AutoCloseable {
  /** Ends it and restores the state before it. */
  @Override
  void close();
}
