package dev.jackstaff.servlet;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request with its name in the notation of init-params.
 *
 * @param name such as {@code header:X-User-Id}
 * @param value reads the value
 * @param isClientControlled whether the client controls it
 * @param proxies the addresses from which it is accepted, or null for all
 */
record NamedValue(
    String name, RequestValue value, boolean isClientControlled, @Nullable TrustedProxies proxies)
    implements RequestValue {

  static NamedValue of(String name, RequestValue value) {
    return new NamedValue(name, value, false, null);
  }

  static NamedValue clientControlled(String name, RequestValue value) {
    return new NamedValue(name, value, true, null);
  }

  static NamedValue header(String name, TrustedProxies proxies) {
    RequestValue value =
        request -> {
          String text = only(request, name);
          return text != null && proxies.trusts(request) ? utf8(text) : null;
        };
    return new NamedValue("header:" + name, value, false, proxies);
  }

  boolean isOfUnnamedPeers() {
    return proxies != null && !proxies.areNamed();
  }

  @Override
  public @Nullable Object of(HttpServletRequest request) {
    return value.of(request);
  }

  /**
   * Returns a header's value, or null if the request has two that differ: one may come from the
   * client, with the proxy's own added to it.
   */
  private static @Nullable String only(HttpServletRequest request, String name) {
    String first = request.getHeader(name);
    Enumeration<String> all = first == null ? null : request.getHeaders(name);
    while (all != null && all.hasMoreElements()) {
      if (!all.nextElement().equals(first)) {
        return null;
      }
    }
    return first;
  }

  static @Nullable String cookie(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        String value = cookie.getName().equals(name) ? cookie.getValue() : null;
        if (value != null && !value.isBlank()) {
          return utf8(value);
        }
      }
    }
    return null;
  }

  /**
   * Decodes a header's value as UTF-8 if it is valid UTF-8, since containers read the bytes as ISO
   * 8859-1.
   */
  static String utf8(String text) {
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits |= text.charAt(i);
    }
    if (bits < 0x80 || bits > 0xFF) {
      return text;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
