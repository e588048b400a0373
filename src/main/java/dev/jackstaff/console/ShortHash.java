package dev.jackstaff.console;

import dev.jackstaff.internal.web.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Computes short hashes of texts. */
final class ShortHash {
  private static final int BYTES = 8;

  private ShortHash() {}

  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static String of(byte[] content) {
    return HexFormat.of().formatHex(Sha256.of(content), 0, BYTES);
  }
}
