package dev.jackstaff.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request is about.
 *
 * @param kind which of the protocol's paths
 * @param key the flag's key, or empty
 * @param base the path before it, with the application's own, as the client wrote it
 */
record OfrepRoute(Kind kind, String key, String base) {
  private static final String FLAGS = "/evaluate/flags";
  private static final String STREAM = "/stream";

  enum Kind {
    SINGLE,
    BULK,
    STREAM,
    NONE
  }

  /**
   * By the path as the client wrote it: containers stumble over keys with a slash or a percent sign
   * in the decoded one, and a key that was never encoded just has more segments.
   */
  static OfrepRoute of(HttpServletRequest request) {
    String path = request.getRequestURI();
    int at = path.indexOf(FLAGS, request.getContextPath().length());
    if (at >= 0) {
      return flags(path.substring(0, at), path.substring(at + FLAGS.length()));
    }
    return path.endsWith(STREAM)
        ? new OfrepRoute(Kind.STREAM, "", path.substring(0, path.length() - STREAM.length()))
        : new OfrepRoute(Kind.NONE, "", path);
  }

  private static OfrepRoute flags(String base, String rest) {
    if (rest.isEmpty()) {
      return new OfrepRoute(Kind.BULK, "", base);
    }
    return rest.startsWith("/")
        ? new OfrepRoute(Kind.SINGLE, decode(rest.substring(1)), base)
        : new OfrepRoute(Kind.NONE, "", base);
  }

  String stream() {
    return base + STREAM;
  }

  @Nullable String keyOrNull() {
    return kind == Kind.SINGLE ? key : null;
  }

  private static String decode(String key) {
    try {
      // A plus sign is itself in a path.
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }
}
