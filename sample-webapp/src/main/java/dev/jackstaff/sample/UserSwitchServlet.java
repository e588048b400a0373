package dev.jackstaff.sample;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Lets a visitor be whoever they like. For the demo only: a real shop asks for a password, and
 * takes the user from its login.
 */
public final class UserSwitchServlet extends HttpServlet {
  /** The pattern of an id, whose characters are all valid in a cookie. */
  static final String ID = "[A-Za-z0-9_.:@\\-]{0,64}";

  private static final long serialVersionUID = 1L;
  private static final Pattern PATTERN = Pattern.compile(ID);

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String id = Objects.requireNonNullElse(request.getParameter("uid"), "").strip();
    if (!PATTERN.matcher(id).matches()) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    response.addCookie(cookie(id));
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", "/#flags");
  }

  private static Cookie cookie(String id) {
    Cookie cookie = new Cookie("uid", id);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setAttribute("SameSite", "Lax");
    // Nobody in particular: the browser forgets the cookie.
    cookie.setMaxAge(id.isEmpty() ? 0 : -1);
    return cookie;
  }
}
