package dev.jackstaff.http;

import dev.jackstaff.internal.OneLine;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The subject of a request.
 *
 * @param kind which of the protocol's paths
 * @param key the flag's key, or empty
 * @param base the path of the servlet with the application's own, as a client writes it
 */
record OfrepRoute(Kind kind, String key, String base) {
  private static final String FLAGS = "/evaluate/flags";
  private static final int MAX_KEY = 256;
  private static final String STREAM = "/stream";

  enum Kind {
    SINGLE,
    BULK,
    STREAM,
    NONE
  }

  /**
   * By the path that the container has mapped, and only if the client wrote it straight: what a
   * proxy in front has read as another path is not answered. The key is taken as the client wrote
   * it, since containers stumble over slashes and percent signs in the decoded path.
   */
  static OfrepRoute of(HttpServletRequest request) {
    String base = request.getContextPath() + encoded(servlet(request));
    String path = request.getRequestURI();
    return path.startsWith(base)
        ? within(path.substring(base.length()), base)
        : new OfrepRoute(Kind.NONE, "", base);
  }

  /** The path of the servlet, also if it is mounted at the one path of the bulk request. */
  private static String servlet(HttpServletRequest request) {
    String path = request.getServletPath();
    boolean exact = request.getHttpServletMapping().getMappingMatch() == MappingMatch.EXACT;
    return exact && path.endsWith(FLAGS) ? path.substring(0, path.length() - FLAGS.length()) : path;
  }

  private static OfrepRoute within(String path, String base) {
    if (path.equals(FLAGS)) {
      return new OfrepRoute(Kind.BULK, "", base);
    }
    if (path.startsWith(FLAGS + "/")) {
      return new OfrepRoute(Kind.SINGLE, decode(path.substring(FLAGS.length() + 1)), base);
    }
    return new OfrepRoute(path.equals(STREAM) ? Kind.STREAM : Kind.NONE, "", base);
  }

  /** What is longer than any name is cut, since answers repeat it. */
  private static String decode(String key) {
    return OneLine.cut(decoded(key), MAX_KEY);
  }

  private static String decoded(String key) {
    try {
      // A plus sign is itself in a path.
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }

  private static String encoded(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      return path;
    }
  }

  String stream() {
    return base + STREAM;
  }

  @Nullable String keyOrNull() {
    return kind == Kind.SINGLE ? key : null;
  }
}
