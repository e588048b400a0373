package dev.jackstaff.internal.web;

import java.time.Duration;

/**
 * Writes values of the header {@code Set-Cookie}. Cookie objects are not used, since Undertow drops
 * their attribute SameSite. Stateless and thread-safe.
 */
public final class Cookies {
  private Cookies() {}

  /**
   * {@return a cookie that scripts cannot read and other sites cannot send, and that lasts as long
   * as the browser is open}
   *
   * @param name the cookie's name
   * @param value its value, of characters that need no quotes
   * @param path the path of the application that it is for
   * @param secure true if the browser may send it over https only
   */
  public static String ofSession(String name, String value, String path, boolean secure) {
    return cookie(name, value, path, secure, "");
  }

  /**
   * {@return a cookie as {@link #ofSession} returns it, with a limited lifetime}
   *
   * @param name the cookie's name
   * @param value its value, of characters that need no quotes
   * @param path the path of the application that it is for
   * @param secure true if the browser may send it over https only
   * @param life the lifetime, in whole seconds
   */
  public static String lasting(
      String name, String value, String path, boolean secure, Duration life) {
    return cookie(name, value, path, secure, "; Max-Age=" + life.toSeconds());
  }

  private static String cookie(
      String name, String value, String path, boolean secure, String life) {
    String always = name + "=" + value + "; Path=" + path + life + "; HttpOnly; SameSite=Lax";
    return secure ? always + "; Secure" : always;
  }
}
