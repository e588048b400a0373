package dev.jackstaff.container;

/** The header as a client receives it. */
enum Outcome {
  /** The answer names the flags. */
  NAMED,
  /** The answer does not. */
  UNNAMED,
  /** The container closes the connection without an answer. */
  NO_ANSWER,
  /** Either no answer or one that names the flags, depending on the container's threads. */
  NAMED_OR_NO_ANSWER
}
