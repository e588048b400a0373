package dev.jackstaff.console;

import dev.jackstaff.internal.Secrets;
import java.util.List;

/** The rules that a console's secrets share. */
final class SecretRules {
  private SecretRules() {}

  static List<byte[]> keys(String... texts) {
    return Secrets.longEnough(
        Secrets.bytes(List.of(texts)), Secrets.SHORTEST_KEY, "the console's secret");
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
}
