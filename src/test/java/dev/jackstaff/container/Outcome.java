package dev.jackstaff.container;

/** What a client sees of the header. */
enum Outcome {
  /** The answer names the flags. */
  NAMED,
  /** The answer does not. */
  UNNAMED,
  /** The container closes the connection without an answer. */
  NO_ANSWER
}
