package dev.jackstaff.benchmark;

import java.util.Locale;

/**
 * The variants that the whole-server benchmark compares; the second plain server is the control.
 */
enum ServerVariant {
  PLAIN,
  PLAIN_AGAIN,
  JACKSTAFF,
  TOGGLZ,
  LAUNCHDARKLY;

  static ServerVariant named(String title) {
    return valueOf(title.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
