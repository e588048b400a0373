package dev.jackstaff.sample;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;

/** For what only somebody at this machine may do, by a form of this shop. */
final class LocalOnly {
  /** Names that no DNS server can point elsewhere. */
  private static final Pattern HERE =
      Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?");

  private LocalOnly() {}

  /** Browsers send the origin with every form: that of the page it is on. */
  static boolean allows(HttpServletRequest request) throws UnknownHostException {
    String origin = Objects.requireNonNullElse(request.getHeader("Origin"), "");
    return HERE.matcher(origin).matches()
        && origin.equals("http://" + request.getHeader("Host"))
        && InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress()
        && request.getHeader("Forwarded") == null
        && request.getHeader("X-Forwarded-For") == null;
  }
}
