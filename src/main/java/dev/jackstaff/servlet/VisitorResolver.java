package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A resolver that may give a visitor an id and a cookie. */
interface VisitorResolver extends UserResolver {
  /**
   * Finds the user.
   *
   * @param introduces whether a visitor without an id gets one, and a cookie with it
   */
  @Nullable User resolve(
      HttpServletRequest request, HttpServletResponse response, boolean introduces);

  /** This resolver with another cookie, or itself if it has none. */
  VisitorResolver with(VisitorCookie cookie);

  /** Whether it gives visitors an id at all. */
  boolean hasVisitors();

  @Override
  default @Nullable User resolve(HttpServletRequest request, HttpServletResponse response) {
    return resolve(request, response, true);
  }
}
