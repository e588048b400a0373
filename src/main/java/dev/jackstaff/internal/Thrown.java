package dev.jackstaff.internal;

/** What code of others throws while a request waits for it. */
public final class Thrown {
  private Thrown() {}

  /**
   * {@return what was thrown, if it is not that the machine itself is at its end}
   *
   * @param thrown what was caught
   * @throws VirtualMachineError what was caught, if it is one; but not a stack overflow, since that
   *     is over
   */
  public static Throwable survived(Throwable thrown) {
    if (thrown instanceof VirtualMachineError end && !(thrown instanceof StackOverflowError)) {
      throw end;
    }
    return thrown;
  }
}
