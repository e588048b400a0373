package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** The user whose id is a value of the request. */
record ValueUser(RequestValue value) implements UserResolver {
  private static final int LONGEST_ID = 256;

  @Override
  public @Nullable User resolve(HttpServletRequest request, HttpServletResponse response) {
    Object said = value.of(request);
    String id = said == null ? "" : said.toString();
    return id.isBlank() || id.length() > LONGEST_ID ? null : User.of(id);
  }

  @Override
  public boolean isVisitorsWord() {
    return value.isVisitorsWord();
  }
}
