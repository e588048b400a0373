package dev.jackstaff.http;

import dev.jackstaff.internal.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** The rules that a console's secrets share. */
final class ConsoleSecret {
  private ConsoleSecret() {}

  static byte[] key(String text) {
    byte[] secret = text.getBytes(StandardCharsets.UTF_8);
    return Secrets.longEnough(secret, Secrets.SHORTEST_KEY, "the console's secret");
  }

  static String token(String text) {
    if (text.length() < Secrets.SHORTEST_KEY || !text.matches("[!-~]+")) {
      throw new IllegalArgumentException(
          "a bearer token has at least "
              + Secrets.SHORTEST_KEY
              + " visible ASCII characters and no blanks");
    }
    return text;
  }

  static byte[] random() {
    byte[] secret = new byte[Secrets.SHORTEST_KEY];
    new SecureRandom().nextBytes(secret);
    return secret;
  }
}
