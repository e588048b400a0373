package dev.jackstaff.console;

import dev.jackstaff.internal.Secrets;
import java.util.List;

/** The rules that a console's secrets share. */
final class SecretRules {
  private SecretRules() {}

  static List<byte[]> keys(String... texts) {
    return Secrets.longEnough(
        Secrets.bytes(List.of(texts)), Secrets.MIN_KEY_LENGTH, "the console's secret");
  }

  static String token(String text) {
    if (text.length() < Secrets.MIN_KEY_LENGTH || !text.matches("[!-~]+")) {
      throw new IllegalArgumentException(
          "a bearer token has at least "
              + Secrets.MIN_KEY_LENGTH
              + " visible ASCII characters and no blanks");
    }
    return text;
  }
}
