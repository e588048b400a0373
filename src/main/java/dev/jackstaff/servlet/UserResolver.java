package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Determines the user of a request. It is called once per request, before the application handles
 * it, so it must neither block nor read the body. Implementations must be thread-safe.
 *
 * <p>The built-in resolvers ignore an id that is blank or longer than 256 characters.
 */
@FunctionalInterface
public interface UserResolver {
  /**
   * {@return the user, or null if this resolver cannot determine it; if it throws, the user is
   * anonymous}
   *
   * @param request the request
   * @param response the response, for cookies
   */
  @Nullable User resolve(HttpServletRequest request, HttpServletResponse response);

  /** {@return whether the client controls the id, as in a cookie or a query} */
  default boolean isClientControlled() {
    return false;
  }

  /**
   * {@return a resolver that calls another one if this one returns null}
   *
   * @param other the other resolver
   */
  default UserResolver or(UserResolver other) {
    return new FirstKnownUser(List.of(this, other));
  }

  /**
   * {@return the chain of resolvers that a text names, in the notation of the init-param {@code
   * user}}
   *
   * @param text a list such as {@code principal, header:X-User-Id, anonymous}; the first resolver
   *     that returns a user decides
   * @param proxies the proxies whose headers are accepted
   * @throws IllegalArgumentException if it is invalid; the message describes what is valid
   */
  static UserResolver parse(String text, TrustedProxies proxies) {
    return new RequestValues(proxies).user(text);
  }

  /**
   * {@return a resolver that uses a value of the request as the id}
   *
   * @param value the value
   */
  static UserResolver id(RequestValue value) {
    return new ValueUser(value);
  }

  /** {@return a resolver that uses the name of the authenticated user as the id} */
  static UserResolver principal() {
    return id(RequestValue.principal());
  }

  /**
   * {@return a resolver that uses an attribute of the session as the id; no session is created}
   *
   * @param name the attribute's name
   */
  static UserResolver session(String name) {
    return id(RequestValue.session(name));
  }

  /**
   * {@return a resolver that uses a header as the id, accepted from loopback addresses only, and
   * only if no header shows that a proxy forwarded the request; see {@link
   * TrustedProxies#loopback}}
   *
   * @param name the header's name
   */
  static UserResolver header(String name) {
    return id(RequestValue.header(name));
  }

  /**
   * {@return a resolver that uses a header as the id, accepted from certain addresses only}
   *
   * @param name the header's name
   * @param proxies the trusted proxies; they must overwrite any header of this name that a client
   *     sends
   */
  static UserResolver header(String name, TrustedProxies proxies) {
    return id(RequestValue.header(name, proxies));
  }

  /**
   * {@return a resolver that uses a cookie as the id; controlled by the client}
   *
   * @param name the cookie's name
   */
  static UserResolver cookie(String name) {
    return id(RequestValue.cookie(name));
  }

  /**
   * {@return a resolver that uses a parameter of the query string as the id; controlled by the
   * client}
   *
   * @param name the parameter's name
   */
  static UserResolver query(String name) {
    return id(RequestValue.query(name));
  }

  /**
   * {@return a resolver that uses a random id in the cookie {@code jackstaff_visitor}, so that
   * percentages work before login}
   *
   * <p>Preflight requests and requests for parts of a page, such as scripts, images or files, do
   * not receive a new id, since caches keep such responses. The cookie is configured by {@link
   * FlagFilter.Builder#visitorSecret} and {@link FlagFilter.Builder#secureCookies}.
   *
   * <p>At any position in a chain, the attribute {@code visitor} has the cookie's id, also after
   * login.
   */
  static UserResolver anonymous() {
    return AnonymousVisitor.INSTANCE;
  }
}
