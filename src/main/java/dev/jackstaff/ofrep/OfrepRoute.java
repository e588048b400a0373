package dev.jackstaff.ofrep;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.web.PathEncoding;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request.
 *
 * @param kind the path of the protocol that the request has
 * @param key the flag's key, or an empty string
 * @param base the path of the servlet, with the context path of the application, as a client writes
 *     it
 */
record OfrepRoute(Target kind, String key, String base) {
  private static final String FLAGS = "/evaluate/flags";
  private static final int MAX_KEY = 256;
  private static final String STREAM = "/stream";

  enum Target {
    SINGLE,
    BULK,
    STREAM,
    NONE
  }

  /**
   * Returns the route of the path that the container has mapped. There is none if the client has
   * not written the mapped part of the path plainly, since a proxy in front may have read it as
   * another path. The key is taken from the undecoded path, since containers handle slashes and
   * percent signs in the decoded path incorrectly.
   */
  static OfrepRoute of(HttpServletRequest request) {
    String base = request.getContextPath() + PathEncoding.encoded(servlet(request));
    String path = request.getRequestURI();
    return path.startsWith(base)
        ? within(path.substring(base.length()), base)
        : new OfrepRoute(Target.NONE, "", base);
  }

  /**
   * Returns the path of the servlet, even if it is mounted at the exact path of the bulk request.
   */
  private static String servlet(HttpServletRequest request) {
    String path = request.getServletPath();
    boolean exact = request.getHttpServletMapping().getMappingMatch() == MappingMatch.EXACT;
    return exact && path.endsWith(FLAGS) ? path.substring(0, path.length() - FLAGS.length()) : path;
  }

  private static OfrepRoute within(String path, String base) {
    if (path.equals(FLAGS)) {
      return new OfrepRoute(Target.BULK, "", base);
    }
    if (path.startsWith(FLAGS + "/")) {
      return new OfrepRoute(Target.SINGLE, decode(path.substring(FLAGS.length() + 1)), base);
    }
    return new OfrepRoute(path.equals(STREAM) ? Target.STREAM : Target.NONE, "", base);
  }

  /**
   * Returns the decoded key. A key longer than any name is truncated, since responses repeat it.
   */
  private static String decode(String key) {
    return OneLine.cut(decoded(key), MAX_KEY);
  }

  private static String decoded(String key) {
    try {
      // A plus sign in a path stands for itself.
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }

  String stream() {
    return base + STREAM;
  }

  @Nullable String keyOrNull() {
    return kind == Target.SINGLE ? key : null;
  }
}
