package dev.jackstaff.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request, such as a header, a cookie or its path. It is a string or another JSON
 * value, or null if the request does not have it. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface RequestValue {
  /**
   * {@return the value of a request, or null}
   *
   * @param request the request
   */
  @Nullable Object of(HttpServletRequest request);

  /** {@return whether the client controls this value, as in a cookie or a query} */
  default boolean isClientControlled() {
    return false;
  }

  /**
   * {@return the value that a text names, in the notation of the init-param {@code attributes}}
   *
   * @param text a name such as {@code header:CF-IPCountry}, {@code session:plan} or {@code locale}
   * @param proxies the proxies whose headers are accepted
   * @throws IllegalArgumentException if it is invalid; the message describes what is valid
   */
  static RequestValue parse(String text, TrustedProxies proxies) {
    return new RequestValues(proxies).attribute(text);
  }

  /**
   * {@return a header, accepted from loopback addresses only, and only if no header shows that a
   * proxy forwarded the request; see {@link TrustedProxies#loopback}}
   *
   * @param name the header's name
   */
  static RequestValue header(String name) {
    return header(name, TrustedProxies.loopback());
  }

  /**
   * {@return a header, accepted from certain addresses only; read as UTF-8 if it is valid UTF-8;
   * null if the request has two headers of the name that differ}
   *
   * @param name the header's name
   * @param proxies the trusted proxies; they must overwrite any header of this name that a client
   *     sends
   */
  static RequestValue header(String name, TrustedProxies proxies) {
    return NamedValue.header(name, proxies);
  }

  /**
   * {@return a cookie's value, of the first cookie of the name that is not blank; controlled by the
   * client}
   *
   * @param name the cookie's name
   */
  static RequestValue cookie(String name) {
    return NamedValue.clientControlled(
        "cookie:" + name, request -> NamedValue.cookie(request, name));
  }

  /**
   * {@return a parameter of the query string, the first of its name; controlled by the client. The
   * body is not read, since the application could not read it any more.}
   *
   * @param name the parameter's name
   */
  static RequestValue query(String name) {
    return NamedValue.clientControlled(
        "query:" + name, request -> findParameter(request.getQueryString(), name));
  }

  /**
   * {@return an attribute of the session, as a string unless it is a JSON value; no session is
   * created}
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

  /** {@return the host to which the request was sent, without the port} */
  static RequestValue host() {
    return HttpServletRequest::getServerName;
  }

  /** {@return the path within the application} */
  static RequestValue path() {
    return request -> request.getRequestURI().substring(request.getContextPath().length());
  }

  /** {@return the method, such as {@code GET}} */
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
      // A client may send anything; a value that cannot be decoded is treated as missing.
      return null;
    }
  }
}
