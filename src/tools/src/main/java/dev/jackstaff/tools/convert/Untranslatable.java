package dev.jackstaff.tools.convert;

/** A condition that has no counterpart; its message says why. */
final class Untranslatable extends Exception {
  private static final long serialVersionUID = 1L;

  Untranslatable(String message) {
    super(message);
  }
}
