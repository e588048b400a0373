package dev.jackstaff;

/** Goes with the first exported type: Javadoc refuses to run on nothing. */
public final class Placeholder {
  private Placeholder() {}
}
