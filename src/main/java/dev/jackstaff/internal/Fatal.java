package dev.jackstaff.internal;

/** Handling of exceptions and errors that code of others throws while a request waits for it. */
public final class Fatal {
  private Fatal() {}

  /**
   * {@return the same throwable, unless it is a fatal error of the virtual machine}
   *
   * @param thrown the throwable that was caught
   * @throws VirtualMachineError the throwable itself, if it is one, except for a stack overflow,
   *     which has ended once it is caught
   */
  public static Throwable rethrowIfFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError end && !(thrown instanceof StackOverflowError)) {
      throw end;
    }
    return thrown;
  }
}
