package dev.jackstaff.servlet;

import dev.jackstaff.VisitorProof;
import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Identifies a visitor without an id by a random id in a first-party cookie. */
final class AnonymousVisitor implements VisitorResolver {
  static final AnonymousVisitor INSTANCE = new AnonymousVisitor(VisitorCookie.PLAIN);
  static final String ATTRIBUTE = VisitorProof.ATTRIBUTE;

  /**
   * The name of the request attribute. The attribute's value is a text, so that applications with
   * separate copies of this class can read each other's.
   */
  private static final String REQUEST_ATTRIBUTE = "dev.jackstaff.servlet.visitor";

  /** The name of the request attribute with the name of a {@link VisitorProof}. */
  private static final String PROOF_ATTRIBUTE = "dev.jackstaff.servlet.visitor.proof";

  private static final SecureRandom RANDOM = new SecureRandom();

  private static final VisitorProof[] PROOFS = VisitorProof.values();

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
  public boolean hasUnsignedVisitors() {
    return cookie.proof() == VisitorProof.UNSIGNED;
  }

  @Override
  public @Nullable User resolve(
      HttpServletRequest request, HttpServletResponse response, boolean introduces) {
    VisitorCookie.Visit visit = cookie.find(request);
    String id = visit == null ? dispatchedId(request) : visit.id();
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
    prove(request, visit == null ? VisitorProof.FIRST_SEEN : cookie.proof());
    return User.of(id).with(ATTRIBUTE, id);
  }

  /**
   * Returns the id that another application found in a request and dispatched to this application.
   */
  private static @Nullable String dispatchedId(HttpServletRequest request) {
    Object known = request.getAttribute(REQUEST_ATTRIBUTE);
    return known != null && VisitorCookie.isId(known) ? known.toString() : null;
  }

  /**
   * Returns the cookie's id, or null if there is no cookie or it was not issued by this library.
   */
  @Nullable String id(HttpServletRequest request) {
    VisitorCookie.Visit visit = cookie.find(request);
    if (visit == null) {
      return null;
    }
    prove(request, cookie.proof());
    return visit.id();
  }

  private static void prove(HttpServletRequest request, VisitorProof proof) {
    request.setAttribute(PROOF_ATTRIBUTE, proof.name());
  }

  /** Returns the proof of the id that this class has found or made for a request. */
  static VisitorProof proof(HttpServletRequest request) {
    Object known = request.getAttribute(PROOF_ATTRIBUTE);
    for (VisitorProof proof : PROOFS) {
      if (proof.name().equals(known)) {
        return proof;
      }
    }
    return VisitorProof.NO_VISITOR;
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
