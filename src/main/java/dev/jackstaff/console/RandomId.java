package dev.jackstaff.console;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Creates ids that cannot be guessed: 128 random bits, as 32 hexadecimal digits. */
final class RandomId {
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomId() {}

  static String create() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }
}
