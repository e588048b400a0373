package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Knows a visitor without an id by a random one in a first-party cookie. */
final class AnonymousVisitor implements VisitorResolver {
  static final AnonymousVisitor INSTANCE = new AnonymousVisitor(VisitorCookie.PLAIN);
  static final String ATTRIBUTE = "visitor";

  /** A text, so that applications with a copy of this class each can read it of each other. */
  private static final String REQUEST_ATTRIBUTE = "dev.jackstaff.servlet.visitor";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final VisitorCookie cookie;

  private AnonymousVisitor(VisitorCookie cookie) {
    this.cookie = cookie;
  }

  @Override
  public AnonymousVisitor with(VisitorCookie other) {
    return new AnonymousVisitor(other);
  }

  @Override
  public boolean hasVisitors() {
    return true;
  }

  @Override
  public @Nullable User resolve(
      HttpServletRequest request, HttpServletResponse response, boolean introduces) {
    VisitorCookie.Visit visit = cookie.find(request);
    String id = visit == null ? handedOn(request) : visit.id();
    if (id == null && introduces) {
      id = newId();
    }
    if (id == null) {
      return null;
    }
    if (introduces && (visit == null || !visit.current())) {
      response.addHeader("Set-Cookie", cookie.header(id, request));
    }
    request.setAttribute(REQUEST_ATTRIBUTE, id);
    return User.of(id).with(ATTRIBUTE, id);
  }

  /** The id that another application has found in a request that it dispatches to this one. */
  private static @Nullable String handedOn(HttpServletRequest request) {
    Object known = request.getAttribute(REQUEST_ATTRIBUTE);
    return known != null && VisitorCookie.isId(known) ? known.toString() : null;
  }

  /** The cookie's id, or null if there is none or it is not one of ours. */
  @Nullable String id(HttpServletRequest request) {
    VisitorCookie.Visit visit = cookie.find(request);
    return visit == null ? null : visit.id();
  }

  private static String newId() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return "anon-" + HexFormat.of().formatHex(bits);
  }

  @Override
  public String toString() {
    return "anonymous";
  }
}
