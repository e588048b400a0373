package dev.jackstaff.servlet;

import dev.jackstaff.model.User;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Knows a visitor without an id by a random one in a first-party cookie. */
final class AnonymousVisitor implements UserResolver {
  static final AnonymousVisitor INSTANCE = new AnonymousVisitor();
  static final String ATTRIBUTE = "visitor";

  private static final String COOKIE = "jackstaff_visitor";
  private static final Pattern ID = Pattern.compile("anon-[0-9a-f]{32}");
  private static final Duration LIFE = Duration.ofDays(365);

  private final SecureRandom random = new SecureRandom();

  private AnonymousVisitor() {}

  @Override
  public User resolve(HttpServletRequest request, HttpServletResponse response) {
    String id = id(request);
    if (id == null) {
      id = newId();
      response.addHeader("Set-Cookie", cookie(id, request));
    }
    return User.of(id).with(ATTRIBUTE, id);
  }

  /** The cookie's id, or null if there is none or it is not one of ours. */
  static @Nullable String id(HttpServletRequest request) {
    Object value = RequestValue.cookie(COOKIE).of(request);
    return value != null && ID.matcher(value.toString()).matches() ? value.toString() : null;
  }

  private String newId() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return "anon-" + HexFormat.of().formatHex(bits);
  }

  /** Written by hand, since Undertow drops the attribute SameSite of a cookie object. */
  private static String cookie(String id, HttpServletRequest request) {
    String path = request.getContextPath().isEmpty() ? "/" : request.getContextPath();
    String always =
        "%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax"
            .formatted(COOKIE, id, path, LIFE.toSeconds());
    return request.isSecure() ? always + "; Secure" : always;
  }
}
