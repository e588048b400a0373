package dev.jackstaff.console;

import dev.jackstaff.console.ConsoleAccess.Grant;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens of scripts. They are compared by their hashes, so that timing reveals nothing.
 */
final class BearerTokens {
  private final List<Token> tokens = new ArrayList<>();

  private record Token(String hash, Grant grant) {}

  BearerTokens(Map<String, String> viewers, Map<String, String> admins) {
    viewers.forEach((name, secret) -> tokens.add(new Token(hash(secret), Grant.view(name))));
    admins.forEach((name, secret) -> tokens.add(new Token(hash(secret), Grant.change(name))));
  }

  /** Returns true if a request has a bearer token, valid or not; no browser adds one by itself. */
  static boolean isBearer(HttpServletRequest request) {
    return bearer(request) != null;
  }

  /** Returns the grant of the request's token, or null if it has no known token. */
  @Nullable Grant grant(HttpServletRequest request) {
    String secret = bearer(request);
    if (secret == null) {
      return null;
    }
    byte[] hash = hash(secret).getBytes(StandardCharsets.US_ASCII);
    Grant found = null;
    for (Token token : tokens) {
      if (MessageDigest.isEqual(token.hash.getBytes(StandardCharsets.US_ASCII), hash)) {
        found = token.grant;
      }
    }
    return found;
  }

  private static @Nullable String bearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ");
    return bearer ? header.substring("bearer ".length()).strip() : null;
  }

  private static String hash(String secret) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
