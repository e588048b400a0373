package dev.jackstaff.model;

import dev.jackstaff.internal.Spelling;
import java.util.Set;

/**
 * The rules for names of flags and segments: a valid name never breaks a header, a path or a page.
 */
final class Names {
  private static final Set<String> RESERVED = Set.of("flags", "segments");

  private Names() {}

  /** Returns an empty text if the name is valid, otherwise a description of the problem. */
  static String fault(String name) {
    if (RESERVED.contains(name)) {
      return "the name '" + name + "' is reserved";
    }
    if (!wellFormed(name)) {
      return "the name '"
          + Spelling.shown(name)
          + "' is not allowed: 1 to 100 characters of A-Z a-z 0-9 _ . : -,"
          + " the first a letter, a digit or _";
    }
    return "";
  }

  private static boolean wellFormed(String name) {
    if (name.isEmpty() || name.length() > 100 || ".:-".indexOf(name.charAt(0)) >= 0) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!allowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean allowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == ':'
        || c == '-';
  }
}
