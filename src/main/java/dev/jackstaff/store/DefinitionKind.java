package dev.jackstaff.store;

import java.util.Locale;

/** The kind of definition that a row holds. */
enum DefinitionKind {
  FLAG,
  SEGMENT;

  /** Returns the kind as the history writes it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DefinitionKind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
