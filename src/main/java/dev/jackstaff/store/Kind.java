package dev.jackstaff.store;

import java.util.Locale;

/** What a row defines. */
enum Kind {
  FLAG,
  SEGMENT;

  /** As the history has it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Kind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
