package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who the user of a request is. Called once per request, before anything else sees it, so
 * it must neither wait nor read the body. Thread-safe.
 *
 * <p>The ones in here take a blank id, and one of more than 256 characters, for no id.
 */
@FunctionalInterface
public interface UserResolver {
  /**
   * {@return the user, or null if this resolver does not know; what it throws makes the user
   * anonymous}
   *
   * @param request the request
   * @param response the response, for cookies
   */
  @Nullable User resolve(HttpServletRequest request, HttpServletResponse response);

  /** {@return whether a visitor can choose the id, as in a cookie or a query} */
  default boolean isVisitorsWord() {
    return false;
  }

  /**
   * {@return a resolver that asks another one where this one does not know}
   *
   * @param other the other
   */
  default UserResolver or(UserResolver other) {
    return new FirstKnownUser(List.of(this, other));
  }

  /**
   * {@return the resolvers that a text names, as the init-param {@code user} does}
   *
   * @param text as {@code principal, header:X-User-Id, anonymous}; the first that knows
   * @param proxies whose headers count
   * @throws IllegalArgumentException if it is wrong; the message says what would be right
   */
  static UserResolver parse(String text, TrustedProxies proxies) {
    return new RequestValues(proxies).user(text);
  }

  /**
   * {@return a resolver that takes a value of the request for the id}
   *
   * @param value the value
   */
  static UserResolver id(RequestValue value) {
    return new ValueUser(value);
  }

  /** {@return the name of the authenticated user} */
  static UserResolver principal() {
    return id(RequestValue.principal());
  }

  /**
   * {@return an attribute of the session; no session is made}
   *
   * @param name the attribute's name
   */
  static UserResolver session(String name) {
    return id(RequestValue.session(name));
  }

  /**
   * {@return a header, taken from loopback addresses only, and if no proxy is known to have had the
   * request; see {@link TrustedProxies#loopback}}
   *
   * @param name the header's name
   */
  static UserResolver header(String name) {
    return id(RequestValue.header(name));
  }

  /**
   * {@return a header, taken from certain addresses only}
   *
   * @param name the header's name
   * @param proxies whose word counts; they must overwrite what a client sends under the name
   */
  static UserResolver header(String name, TrustedProxies proxies) {
    return id(RequestValue.header(name, proxies));
  }

  /**
   * {@return a cookie; the visitor's word}
   *
   * @param name the cookie's name
   */
  static UserResolver cookie(String name) {
    return id(RequestValue.cookie(name));
  }

  /**
   * {@return a parameter of the query string; the visitor's word}
   *
   * @param name the parameter's name
   */
  static UserResolver query(String name) {
    return id(RequestValue.query(name));
  }

  /**
   * {@return a random id that is kept in the cookie {@code jackstaff_visitor}, so that percentages
   * work before login}
   *
   * <p>A request for a part of a page, such as a script, an image or a file, and a preflight get no
   * new id; caches keep such answers. The cookie is set up by {@link
   * FlagFilter.Builder#visitorSecret} and {@link FlagFilter.Builder#secureCookies}.
   *
   * <p>Wherever it stands in a chain, the attribute {@code visitor} has the cookie's id, also after
   * login.
   */
  static UserResolver anonymous() {
    return AnonymousVisitor.INSTANCE;
  }
}
