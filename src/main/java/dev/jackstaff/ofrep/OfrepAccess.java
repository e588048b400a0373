package dev.jackstaff.ofrep;

import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.web.BearerHeader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the API key of a client and the origin of the page that sends a request. */
final class OfrepAccess {
  static final int MIN_KEY_LENGTH = 16;

  private static final String HEADERS = "Authorization, Content-Type, If-None-Match, X-API-Key";
  private static final int MAX_HEADERS_LENGTH = 1_000;

  private static final byte[] COMPARED = "compared".getBytes(StandardCharsets.UTF_8);

  private final List<byte[]> apiKeys;
  private final List<String> origins;

  /**
   * Creates a check. Without keys all clients are accepted; the origin {@code *} matches all
   * origins.
   */
  OfrepAccess(List<byte[]> apiKeys, List<String> origins) {
    this.apiKeys = apiKeys;
    this.origins = origins;
  }

  void check(HttpServletRequest request, HttpServletResponse response) throws OfrepRefusal {
    if (!apiKeys.isEmpty() && !matchesAny(shown(request))) {
      response.setHeader("WWW-Authenticate", "Bearer");
      throw OfrepRefusal.of(401, "needs a bearer token, or the header X-API-Key");
    }
  }

  private static @Nullable String shown(HttpServletRequest request) {
    String bearer = BearerHeader.token(request);
    return bearer == null ? request.getHeader("X-API-Key") : bearer;
  }

  /**
   * Compares signatures rather than keys, and compares with every key, so that the time reveals
   * neither the length of a key nor which key matched.
   */
  private boolean matchesAny(@Nullable String shown) {
    if (shown == null || shown.isEmpty()) {
      return false;
    }
    byte[] other = Secrets.sign(COMPARED, shown.getBytes(StandardCharsets.UTF_8));
    boolean matches = false;
    for (byte[] key : apiKeys) {
      matches |= MessageDigest.isEqual(Secrets.sign(COMPARED, key), other);
    }
    return matches;
  }

  /** Allows the configured pages to read the response, including errors. */
  void allow(HttpServletRequest request, HttpServletResponse response) {
    if (origins.isEmpty()) {
      return;
    }
    response.addHeader("Vary", "Origin");
    String origin = allowed(request);
    if (origin != null) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Expose-Headers", "ETag, Retry-After");
    }
  }

  /** Responds to a preflight request, which a browser sends before a script's request. */
  void preflight(HttpServletRequest request, HttpServletResponse response) {
    response.setHeader("Allow", "GET, POST, OPTIONS");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    if (allowed(request) != null) {
      response.addHeader("Vary", "Access-Control-Request-Headers");
      response.setHeader("Access-Control-Allow-Methods", "GET, POST");
      response.setHeader("Access-Control-Allow-Headers", headers(request));
      response.setHeader("Access-Control-Max-Age", "600");
    }
  }

  /**
   * Returns the headers that the page requests to send: those of the protocol, of tracing or of a
   * provider. All valid names are allowed: none of these headers has a meaning for the servlet, and
   * cookies are not among them.
   */
  private static String headers(HttpServletRequest request) {
    String wanted = request.getHeader("Access-Control-Request-Headers");
    boolean names =
        wanted != null
            && wanted.length() <= MAX_HEADERS_LENGTH
            && wanted.chars().allMatch(OfrepAccess::isInHeaderNames);
    return names ? wanted : HEADERS;
  }

  /** Returns true for the characters of header names (RFC 9110, 5.6.2) and of their separators. */
  private static boolean isInHeaderNames(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~, ".indexOf(c) >= 0;
  }

  private @Nullable String allowed(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return null;
    }
    return origins.contains("*") ? "*" : origins.contains(origin) ? origin : null;
  }
}
