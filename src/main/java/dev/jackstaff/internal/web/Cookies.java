package dev.jackstaff.internal.web;

import java.time.Duration;

/**
 * Values of the header {@code Set-Cookie}. Written here, since Undertow drops the attribute
 * SameSite of a cookie object. Stateless and thread-safe.
 */
public final class Cookies {
  private Cookies() {}

  /**
   * {@return a cookie that scripts cannot read and other sites do not send, for as long as the
   * browser is open}
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
   * {@return a cookie as {@link #ofSession} returns it, for a certain time}
   *
   * @param name the cookie's name
   * @param value its value, of characters that need no quotes
   * @param path the path of the application that it is for
   * @param secure true if the browser may send it over https only
   * @param life the time, in whole seconds
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
