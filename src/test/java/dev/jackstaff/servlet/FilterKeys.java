package dev.jackstaff.servlet;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.model.User;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.atomic.AtomicReference;

/** Signs and verifies with the keys that a filter's init-params name. */
public final class FilterKeys {
  private final Settings settings;

  /** Throws {@code ServletException} if an init-param is wrong. */
  public FilterKeys(FilterConfig config) throws ServletException {
    this.settings = new InitParams(config).settings();
  }

  /** The value of the cookie that a new visitor gets. */
  public String visitor() {
    AtomicReference<String> cookie = new AtomicReference<>("");
    HttpServletResponse response = mock();
    doAnswer(
            call -> {
              cookie.set(call.<String>getArgument(1).replaceAll("^[^=]*=|;.*", ""));
              return null;
            })
        .when(response)
        .addHeader(eq("Set-Cookie"), any());
    settings.resolve(request(), response, false);
    return cookie.get();
  }

  /** Returns whether a visitor's cookie is accepted. */
  public boolean acceptsVisitor(String value) {
    HttpServletRequest request = request();
    when(request.getCookies()).thenReturn(new Cookie[] {new Cookie("jackstaff_visitor", value)});
    User user = settings.resolve(request, mock(), false);
    return value.substring(0, value.indexOf('.')).equals(user.id());
  }

  /** Returns whether a tester's token is accepted. */
  public boolean acceptsToken(String token) {
    HttpServletRequest request = request();
    when(request.getHeader(OverrideTokens.NAME)).thenReturn(token);
    return !settings.overrides(request, User.anonymous()).isEmpty();
  }

  private static HttpServletRequest request() {
    HttpServletRequest request = mock();
    when(request.getMethod()).thenReturn("GET");
    when(request.getContextPath()).thenReturn("");
    when(request.getRemoteAddr()).thenReturn("127.0.0.1");
    return request;
  }
}
