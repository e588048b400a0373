package dev.jackstaff.internal.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bearer token in a request's header {@code Authorization}. */
public final class BearerHeader {
  private static final String SCHEME = "bearer ";

  private BearerHeader() {}

  /** Returns the token, or null if the request has none. */
  public static @Nullable String token(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
    return bearer ? header.substring(SCHEME.length()).strip() : null;
  }
}
