package dev.jackstaff.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Something that a request says: a header, a cookie, its path. A value is a text or another JSON
 * value, or null if the request does not say it. Thread-safe.
 */
@FunctionalInterface
public interface RequestValue {
  /**
   * {@return what the request says, or null}
   *
   * @param request the request
   */
  @Nullable Object of(HttpServletRequest request);

  /** {@return whether a visitor can say what they like here, as in a cookie or a query} */
  default boolean isVisitorsWord() {
    return false;
  }

  /**
   * {@return the value that a text names, as the init-param {@code attributes} does}
   *
   * @param text as {@code header:CF-IPCountry}, {@code session:plan} or {@code locale}
   * @param proxies whose headers count
   * @throws IllegalArgumentException if it is wrong; the message says what would be right
   */
  static RequestValue parse(String text, TrustedProxies proxies) {
    return new RequestValues(proxies).attribute(text);
  }

  /**
   * {@return a header, taken from loopback addresses only, and if no proxy is known to have had the
   * request; see {@link TrustedProxies#loopback}}
   *
   * @param name the header's name
   */
  static RequestValue header(String name) {
    return header(name, TrustedProxies.loopback());
  }

  /**
   * {@return a header, taken from certain addresses only; read as UTF-8 where it is valid UTF-8;
   * null if the request has two of the name that differ}
   *
   * @param name the header's name
   * @param proxies whose word counts; they must overwrite what a client sends under the name
   */
  static RequestValue header(String name, TrustedProxies proxies) {
    return NamedValue.header(name, proxies);
  }

  /**
   * {@return a cookie's value, the first of its name that is not blank; controlled by the client}
   *
   * @param name the cookie's name
   */
  static RequestValue cookie(String name) {
    return NamedValue.visitorsWord("cookie:" + name, request -> NamedValue.cookie(request, name));
  }

  /**
   * {@return a parameter of the query string, the first of its name; the visitor's word. The body
   * is not looked at, since reading it here would take it from the application.}
   *
   * @param name the parameter's name
   */
  static RequestValue query(String name) {
    return NamedValue.visitorsWord(
        "query:" + name, request -> findParameter(request.getQueryString(), name));
  }

  /**
   * {@return an attribute of the session, as a text unless it is a JSON value; no session is made}
   *
   * @param name the attribute's name
   */
  static RequestValue session(String name) {
    return NamedValue.of("session:" + name, request -> findSessionAttribute(request, name));
  }

  /** {@return the name of the authenticated user} */
  static RequestValue principal() {
    return NamedValue.of(
        "principal",
        request ->
            request.getUserPrincipal() == null ? null : request.getUserPrincipal().getName());
  }

  /** {@return the preferred language as a BCP 47 tag, if the request names one} */
  static RequestValue locale() {
    return request ->
        request.getHeader("Accept-Language") == null ? null : request.getLocale().toLanguageTag();
  }

  /** {@return the host that the request was made to, without the port} */
  static RequestValue host() {
    return HttpServletRequest::getServerName;
  }

  /** {@return the path within the application} */
  static RequestValue path() {
    return request -> request.getRequestURI().substring(request.getContextPath().length());
  }

  /** {@return the method, as {@code GET}} */
  static RequestValue method() {
    return HttpServletRequest::getMethod;
  }

  /** {@return the address of the client, or of the last proxy} */
  static RequestValue remoteAddr() {
    return HttpServletRequest::getRemoteAddr;
  }

  private static @Nullable Object findSessionAttribute(HttpServletRequest request, String name) {
    HttpSession session = request.getSession(false);
    Object value = session == null ? null : session.getAttribute(name);
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }

  private static @Nullable String findParameter(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", 200)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && name.equals(decode(pair.substring(0, equals)))) {
        return decode(pair.substring(equals + 1));
      }
    }
    return null;
  }

  private static @Nullable String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // A visitor may write anything; what cannot be decoded was not said.
      return null;
    }
  }
}
