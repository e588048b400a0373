package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/** The reaction to a missing program that a test needs. */
public final class Missing {
  private Missing() {}

  /** Ends the test as skipped, or as failed where everything is required. Returns nothing. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // as JUnit's own fail and abort
  public static <T> T program(String what) {
    return Boolean.getBoolean("jackstaff.requireAll") ? fail(what) : abort(what);
  }
}
