package dev.jackstaff.tools;

import java.io.Console;
import java.util.Optional;

/** Determines if the output goes to a person at a terminal. */
final class Terminal {
  private Terminal() {}

  /** From JDK 22 on there is a console also where there is no terminal, and it can say so. */
  static boolean isThere() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal).isPresent();
  }

  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException before22) {
      return true;
    }
  }
}
