package dev.jackstaff.console;

import dev.jackstaff.internal.web.PathEncoding;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/** The path of a request as the client wrote it. */
final class RequestPath {
  private static final Pattern SESSION = Pattern.compile("(?i);jsessionid=[\\w.!-]*$");
  private static final Pattern COLON = Pattern.compile("(?i)%3A");

  private RequestPath() {}

  /**
   * Returns true if the client has written the path in its canonical encoding. Any other path may
   * mean something else to a proxy in front, and is rejected. A session id at the end, which
   * containers append themselves, is ignored.
   */
  static boolean isStraight(HttpServletRequest request) {
    String written = SESSION.matcher(request.getRequestURI()).replaceFirst("");
    String base = request.getContextPath() + PathEncoding.encoded(request.getServletPath());
    return written.startsWith(base)
        && COLON
            .matcher(written.substring(base.length()))
            .replaceAll(":")
            .equals(PathEncoding.encoded(request.getPathInfo()));
  }
}
