package dev.jackstaff.internal;

/** A database's address for people and logs. */
public final class JdbcUrl {
  private JdbcUrl() {}

  /**
   * {@return a URL without its settings, among which may be a password, and without the user's name
   * and password before the host}
   *
   * @param url the URL, as a driver takes it
   */
  public static String withoutSecrets(String url) {
    return url.replaceAll("[?;].*", "")
        .replaceAll("(?<=//)[^/@]*@", "")
        .replaceAll("(?<=:)[^:/@]+/[^/@]*@", "@");
  }
}
