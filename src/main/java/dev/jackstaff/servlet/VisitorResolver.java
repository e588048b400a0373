package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A resolver that may give a visitor an id and a cookie. */
interface VisitorResolver extends UserResolver {
  /**
   * Determines the user.
   *
   * @param introduces whether a visitor without an id receives one in a cookie
   */
  @Nullable User resolve(
      HttpServletRequest request, HttpServletResponse response, boolean introduces);

  /** Returns this resolver with another cookie, or the same resolver if it has none. */
  VisitorResolver with(VisitorCookie cookie);

  /** Returns whether this resolver gives ids to visitors. */
  boolean hasVisitors();

  /** Returns whether this resolver gives ids to visitors that it does not sign. */
  boolean hasUnsignedVisitors();

  @Override
  default @Nullable User resolve(HttpServletRequest request, HttpServletResponse response) {
    return resolve(request, response, true);
  }
}
