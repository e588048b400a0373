package dev.jackstaff.benchmark;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The variants that the whole-server benchmark compares: the second plain server is the control;
 * the observed one has guards, experiments and usage; the last of the library has 10,000 flags.
 */
enum ServerVariant {
  PLAIN,
  PLAIN_AGAIN,
  JACKSTAFF,
  JACKSTAFF_NO_HEADER,
  JACKSTAFF_OBSERVED,
  JACKSTAFF_10000,
  TOGGLZ,
  LAUNCHDARKLY;

  private static final Map<Integer, Path> FILES = new ConcurrentHashMap<>();

  static ServerVariant named(String title) {
    return valueOf(title.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  int flags() {
    return this == JACKSTAFF_10000 ? 10_000 : 100;
  }

  /** Returns the flag file of the library's variants. */
  Path file() {
    return FILES.computeIfAbsent(
        flags(), count -> Documents.file(Jackstaff.document(Catalogue.of(count))));
  }

  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
