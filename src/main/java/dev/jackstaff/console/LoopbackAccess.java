package dev.jackstaff.console;

import dev.jackstaff.internal.Network;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.web.Cookies;
import dev.jackstaff.internal.web.ForwardingHeaders;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The open console of a laptop, which gives full access to a user who can read the application's
 * log. The log contains an address with a code, which works once and sets a cookie in the browser.
 * In addition, both ends of the connection must be loopback addresses, no proxy may be detectable
 * between them, and the host name of the request must be one that no DNS server can point to this
 * machine. Thread-safe.
 */
final class LoopbackAccess implements ConsoleAccess {
  static final String ACTOR = "local";

  private static final Logger LOG = System.getLogger(ConsoleServlet.class.getName());
  private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern CODE = Pattern.compile("(?:^|&)code=([0-9a-f]{32})(?:&|$)");
  private static final Pattern COOKIE = Pattern.compile("([0-9a-f]{32})\\.([\\w-]{43})");

  private final byte[] key = Secrets.random();
  private String code = RandomId.create();
  private boolean shown;

  @Override
  public Grant grant(HttpServletRequest request) {
    return isLoopback(request) && hasCookie(request) ? Grant.change(ACTOR) : Grant.NOTHING;
  }

  /** Returns the reason for a denial of access. */
  String refusal(HttpServletRequest request) {
    if (!isLoopback(request)) {
      return "The console with access=loopback denies access through a proxy, from"
          + " another machine or under another name than localhost. Use roles, or a bearer token.";
    }
    show(request);
    return "Open the address that the application's log shows: it has a code that works once. A"
        + " script sends a bearer token instead.";
  }

  /** Logs the address with the code, once for each code. */
  private synchronized void show(HttpServletRequest request) {
    if (!shown) {
      shown = true;
      String base = request.getContextPath() + request.getServletPath();
      LOG.log(
          Logger.Level.INFO,
          "this address opens the console, once: http://{0}{1}/?code={2}",
          request.getHeader("Host"),
          base,
          code);
    }
  }

  /** Logs the path of the console; the port is not known yet. */
  synchronized void announce(String base) {
    LOG.log(
        Logger.Level.INFO,
        "this path on localhost opens the console, once: {0}/?code={1}",
        base,
        code);
  }

  synchronized String code() {
    return code;
  }

  /**
   * Returns the cookie for a request with the code, and invalidates the code; null without the
   * code.
   */
  @Nullable String enter(HttpServletRequest request) {
    Matcher given = CODE.matcher(String.valueOf(request.getQueryString()));
    boolean get = request.getMethod().equals("GET");
    if (!get || !given.find() || !isLoopback(request) || !use(given.group(1))) {
      return null;
    }
    String id = RandomId.create();
    String signed = Secrets.encode(Secrets.sign(key, text(id)));
    String path = request.getContextPath() + request.getServletPath() + "/";
    return Cookies.ofSession(name(request), id + "." + signed, path, request.isSecure());
  }

  private synchronized boolean use(String given) {
    if (!MessageDigest.isEqual(HexFormat.of().parseHex(given), HexFormat.of().parseHex(code))) {
      return false;
    }
    code = RandomId.create();
    shown = false;
    return true;
  }

  private boolean hasCookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    String name = name(request);
    return cookies != null
        && Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(name))
            .map(cookie -> COOKIE.matcher(cookie.getValue()))
            .anyMatch(it -> it.matches() && Secrets.isSigned(key, text(it.group(1)), it.group(2)));
  }

  /**
   * Returns the name of the cookie. It contains the port, since all ports of a host share their
   * cookies.
   */
  private static String name(HttpServletRequest request) {
    return "jackstaff_local_" + request.getLocalPort();
  }

  private static String text(String id) {
    return "console-local:" + id;
  }

  private static boolean isLoopback(HttpServletRequest request) {
    return Network.isLoopback(request.getRemoteAddr())
        && Network.isLoopback(request.getLocalAddr())
        && HOSTS.contains(host(request.getHeader("Host")))
        && !ForwardingHeaders.areIn(request);
  }

  /** Returns the host without its port; empty if there is no host. */
  private static String host(@Nullable String header) {
    return header == null ? "" : header.replaceFirst(":[0-9]{1,5}$", "");
  }
}
