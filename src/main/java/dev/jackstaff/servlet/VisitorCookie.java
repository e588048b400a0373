package dev.jackstaff.servlet;

import dev.jackstaff.VisitorProof;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.Spelling;
import dev.jackstaff.internal.web.Cookies;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cookie with a visitor's random id. With keys it also contains a signature, {@code
 * anon-….SIGNATURE}, and a cookie without a valid signature is ignored. The first key signs, and
 * all keys verify. Immutable and thread-safe.
 */
final class VisitorCookie {
  static final VisitorCookie PLAIN = new VisitorCookie(List.of(), false, null);

  private static final String NAME = "jackstaff_visitor";
  private static final String HOST_PREFIX = "__Host-";
  private static final Pattern VALUE =
      Pattern.compile("(anon-[0-9a-f]{32})(?:\\.([A-Za-z0-9_-]{22}))?");
  private static final Pattern NOT_IN_NAME = Pattern.compile("[^A-Za-z0-9]");
  private static final int SIGNATURE_BYTES = 16;
  private static final Duration LIFETIME = Duration.ofDays(365);

  private final List<byte[]> keys;
  private final boolean secure;
  private final @Nullable String path;

  private VisitorCookie(List<byte[]> keys, boolean secure, @Nullable String path) {
    this.keys = keys;
    this.secure = secure;
    this.path = path;
  }

  /**
   * Creates a cookie for the application's path; throws {@code IllegalArgumentException} if a key
   * is too short.
   *
   * @param keys the keys that sign and verify; none for no signature
   * @param secure whether browsers may send it over https only, whatever the scheme of the request
   */
  static VisitorCookie of(List<byte[]> keys, boolean secure) {
    return of(keys, secure, null);
  }

  /**
   * Creates a cookie; throws {@code IllegalArgumentException} if a key is too short, or a path is
   * given although {@code secure} requires the path {@code /}.
   *
   * @param path the cookie's path, or null for the application's
   */
  static VisitorCookie of(List<byte[]> keys, boolean secure, @Nullable String path) {
    if (secure && path != null) {
      throw new IllegalArgumentException(
          "cookiePath has no effect with secureCookies, whose cookie has Path=/");
    }
    List<byte[]> checked =
        keys.isEmpty()
            ? keys
            : Secrets.longEnough(keys, Secrets.MIN_KEY_LENGTH, "the visitor secret");
    return new VisitorCookie(checked, secure, path);
  }

  /** Returns the proof that a valid cookie of a request gives for its id. */
  VisitorProof proof() {
    return keys.isEmpty() ? VisitorProof.UNSIGNED : VisitorProof.SIGNED;
  }

  boolean isPlain() {
    return keys.isEmpty() && !secure && path == null;
  }

  /**
   * Returns a path that is valid in the cookie's attribute; throws {@code IllegalArgumentException}
   * if it is not.
   */
  static String checkedPath(String path) {
    if (!path.matches("/[A-Za-z0-9._~!$&'()*+=:@%/-]*")) {
      throw new IllegalArgumentException(
          "'" + Spelling.shown(path) + "' should be a path such as /shop, or /");
    }
    return path;
  }

  /**
   * A valid cookie of a request.
   *
   * @param id the visitor's id
   * @param current whether it has the form in which it would be written now
   */
  record Visit(String id, boolean current) {}

  /**
   * Returns the first valid cookie of a request, or null. There may be others of the name, since
   * any host of the same domain can set a cookie for all of its hosts.
   */
  @Nullable Visit find(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    String name = name(request);
    for (Cookie cookie : cookies) {
      Visit visit = cookie.getName().equals(name) ? read(cookie.getValue()) : null;
      if (visit != null) {
        return visit;
      }
    }
    return null;
  }

  private @Nullable Visit read(@Nullable String value) {
    var matcher = VALUE.matcher(value == null ? "" : value);
    if (!matcher.matches()) {
      return null;
    }
    String id = matcher.group(1);
    if (keys.isEmpty()) {
      return new Visit(id, true);
    }
    String signature = matcher.group(2);
    for (int i = 0; signature != null && i < keys.size(); i++) {
      if (isEqual(signature, signature(keys.get(i), id))) {
        return new Visit(id, i == 0);
      }
    }
    return null;
  }

  /**
   * Returns whether a text has the form of an id, as another application in this server passes it
   * on.
   */
  static boolean isId(Object text) {
    return text instanceof String id && id.indexOf('.') < 0 && VALUE.matcher(id).matches();
  }

  /** Compares two texts in a time that does not depend on where they differ. */
  private static boolean isEqual(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
  }

  private static String signature(byte[] key, String id) {
    byte[] whole = Secrets.sign(key, "visitor:" + id);
    return Secrets.encode(Arrays.copyOf(whole, SIGNATURE_BYTES));
  }

  /** Returns the value of a {@code Set-Cookie} header. */
  String header(String id, HttpServletRequest request) {
    String value = keys.isEmpty() ? id : id + "." + signature(keys.get(0), id);
    boolean secured = secure || request.isSecure();
    return Cookies.lasting(name(request), value, path(request), secured, LIFETIME);
  }

  /**
   * Returns the cookie's name. Browsers accept a cookie with this prefix only from the host itself,
   * over https, and for all of its paths; so the name includes the application's path.
   */
  private String name(HttpServletRequest request) {
    if (!secure) {
      return NAME;
    }
    String path = request.getContextPath();
    return path.isEmpty()
        ? HOST_PREFIX + NAME
        : HOST_PREFIX + NAME + NOT_IN_NAME.matcher(path).replaceAll("_");
  }

  private String path(HttpServletRequest request) {
    if (path != null) {
      return path;
    }
    return secure || request.getContextPath().isEmpty() ? "/" : request.getContextPath();
  }
}
