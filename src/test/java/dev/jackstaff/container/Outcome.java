package dev.jackstaff.container;

/** What a client sees of the header. */
enum Outcome {
  /** The answer names the flags. */
  NAMED,
  /** The answer does not. */
  UNNAMED,
  /** The container closes the connection without an answer. */
  NO_ANSWER,
  /** As the container's threads happen to run: no answer, or one that names the flags. */
  NAMED_OR_NO_ANSWER
}
