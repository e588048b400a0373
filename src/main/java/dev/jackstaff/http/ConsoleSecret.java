package dev.jackstaff.http;

import jakarta.servlet.ServletContext;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Secrets never stand in web.xml: there is written where they are. */
final class ConsoleSecret {
  static final int SHORTEST = 32;
  static final String FORMS = "env:NAME or attribute:NAME of the servlet context";

  private ConsoleSecret() {}

  /** Of {@code env:NAME} or {@code attribute:NAME}. */
  static String find(String where, ServletContext context) {
    int colon = where.indexOf(':');
    String name = where.substring(colon + 1);
    Object value =
        switch (where.substring(0, colon + 1)) {
          case "env:" -> System.getenv(name);
          case "attribute:" -> context.getAttribute(name);
          // What stands there instead is perhaps the secret, so it is not repeated.
          default -> throw new IllegalArgumentException("should be " + FORMS);
        };
    if (!(value instanceof String secret)) {
      throw new IllegalArgumentException(where + " is not set, or not a string");
    }
    return secret;
  }

  static byte[] checked(@Nullable String text) {
    byte[] secret = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    if (secret.length < SHORTEST) {
      throw new IllegalArgumentException(
          "must have at least " + SHORTEST + " bytes, has " + secret.length);
    }
    return secret;
  }

  static String checkedToken(String token) {
    if (token.length() < SHORTEST || !token.matches("[!-~]+")) {
      throw new IllegalArgumentException(
          "a bearer token has at least " + SHORTEST + " visible ASCII characters and no blanks");
    }
    return token;
  }

  static byte[] random() {
    byte[] secret = new byte[SHORTEST];
    new SecureRandom().nextBytes(secret);
    return secret;
  }
}
