package dev.jackstaff.console;

import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.internal.web.BearerHeader;
import dev.jackstaff.internal.web.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
    return BearerHeader.token(request) != null;
  }

  /** Returns the grant of the request's token, or null if it has no known token. */
  @Nullable Grant grant(HttpServletRequest request) {
    String secret = BearerHeader.token(request);
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

  private static String hash(String secret) {
    return HexFormat.of().formatHex(Sha256.of(secret.getBytes(StandardCharsets.UTF_8)));
  }
}
