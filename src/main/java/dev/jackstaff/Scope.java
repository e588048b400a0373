package dev.jackstaff;

/** Something that holds until it is closed, on the thread or engine where it was opened. */
public interface Scope extends AutoCloseable {
  /** Ends it and brings back what was before. */
  @Override
  void close();
}
