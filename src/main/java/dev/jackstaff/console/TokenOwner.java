package dev.jackstaff.console;

import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.internal.web.Cookies;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a form's token: the user, who is the same on every node. On the open console of a
 * laptop, where nobody signs in, it is the browser, identified by a random cookie.
 */
final class TokenOwner {
  static final String COOKIE = "jackstaff_console";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  private final boolean open;
  private final Grant grant;
  private final HttpServletRequest request;
  private @Nullable String made;

  TokenOwner(boolean open, Grant grant, HttpServletRequest request) {
    this.open = open;
    this.grant = grant;
    this.request = request;
  }

  /** Returns the owner of the request; empty if it has none, to which no token belongs. */
  String known() {
    return open ? Objects.requireNonNullElse(cookie(), "") : "user " + grant.actor();
  }

  /** Returns the owner of the request, or creates one and sets its cookie. */
  String given(HttpServletResponse response) {
    String known = made == null ? known() : made;
    if (known.isEmpty()) {
      known = RandomId.create();
      made = known;
      response.addHeader("Set-Cookie", cookie(known));
    }
    return known;
  }

  private @Nullable String cookie() {
    Cookie[] cookies = request.getCookies();
    for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
      if (cookie.getName().equals(COOKIE) && ID.matcher(cookie.getValue()).matches()) {
        return cookie.getValue();
      }
    }
    return null;
  }

  private String cookie(String id) {
    String path = request.getContextPath() + request.getServletPath() + "/";
    return Cookies.ofSession(COOKIE, id, path, request.isSecure());
  }
}
