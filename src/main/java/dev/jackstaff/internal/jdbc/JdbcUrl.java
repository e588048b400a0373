package dev.jackstaff.internal.jdbc;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of a database, for people and logs. Stateless and thread-safe. */
public final class JdbcUrl {
  /** The supported databases, for messages. */
  static final String SUPPORTED =
      "PostgreSQL (jdbc:postgresql:), MariaDB (jdbc:mariadb:), MySQL (jdbc:mysql:), SQLite"
          + " (jdbc:sqlite:) and H2 (jdbc:h2:)";

  /**
   * A URL whose second part names a supported database; a driver that wraps another has its name
   * before it.
   */
  private static final Pattern KNOWN =
      Pattern.compile("(?i)^jdbc:(.*:)?(postgresql|pgsql|mariadb|mysql|sqlite|h2):.*");

  /** Hosts with ports, as they follow two slashes in a URL. */
  private static final Pattern HOSTS =
      Pattern.compile("([\\w.-]*|\\[[\\p{XDigit}:.%]+])(:\\d{1,5})?");

  private static final Pattern URL = Pattern.compile("(?i)jdbc:[^\\s\"]+");
  private static final Pattern USER_BEFORE_HOST = Pattern.compile("(?<=//)[^\\s\"]*@");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:password|passwd|passphrase|pwd|secret|token)\\w*\\s*=\\s*)"
              + "(\\{[^}]*}|\"[^\"]*\"|'[^']*'|[^\\s&;,)\"]+)");

  private static final Set<String> OTHERS =
      Set.of("duckdb", "sqlserver", "oracle", "db2", "derby", "hsqldb");

  private JdbcUrl() {}

  /**
   * Refuses the URL of an unsupported database before a driver is searched.
   *
   * @param url the URL, as a driver accepts it
   * @throws IllegalArgumentException if it is no JDBC URL, or that of an unsupported database
   */
  public static void requireSupported(String url) {
    String[] parts = url.split(":", 3);
    boolean other = parts.length > 1 && OTHERS.contains(parts[1]);
    if (!parts[0].equals("jdbc") || other || !KNOWN.matcher(url).matches()) {
      throw new IllegalArgumentException(start(url) + " is not supported; " + SUPPORTED + " are");
    }
  }

  /** Returns the beginning of a URL with the product's name; the rest may contain a password. */
  static String start(String url) {
    Matcher start = Pattern.compile("^jdbc:[A-Za-z0-9+-]{1,30}").matcher(url);
    return start.find() ? start.group() : "the URL";
  }

  /**
   * {@return whether a text is the URL of a database, of whatever product}
   *
   * @param text the text
   */
  public static boolean isUrl(String text) {
    return text.regionMatches(true, 0, "jdbc:", 0, 5);
  }

  /**
   * {@return a URL without any part that may be a secret: its settings, the user's name and
   * password before the host, descriptions in parentheses, and a host that is not clearly one}
   *
   * @param url the URL, as a driver accepts it; any text
   */
  public static String withoutSecrets(String url) {
    int settings = settings(url);
    String place = url.substring(0, settings);
    int description = place.indexOf('(');
    if (description >= 0) {
      place = beforeUser(place.substring(0, description)) + "(…)";
    } else if (url.indexOf('@', settings) >= 0 && !isPlain(place)) {
      // A password that contains a question mark or a semicolon without an escape.
      return start(url) + ":…";
    }
    return withoutUser(place);
  }

  private static int settings(String url) {
    int end = 0;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != ';') {
      end++;
    }
    return end;
  }

  private static String beforeUser(String place) {
    return place.contains("@") ? withoutUser(place) : place;
  }

  /**
   * Returns true if nothing before the settings can be the beginning of a user's name and password.
   */
  private static boolean isPlain(String place) {
    int hosts = place.indexOf("//");
    if (hosts < 0) {
      return place.indexOf('@') < 0
          && (place.startsWith("jdbc:h2:") || place.startsWith("jdbc:sqlite:"));
    }
    int path = place.indexOf('/', hosts + 2);
    String authority = place.substring(hosts + 2, path < 0 ? place.length() : path);
    boolean clear = path >= 0 && place.indexOf('@') < 0;
    for (String host : authority.split(",", -1)) {
      clear &= HOSTS.matcher(host).matches();
    }
    return clear;
  }

  /** Removes the user. The last at sign counts: a password may contain an at sign and a slash. */
  private static String withoutUser(String place) {
    int at = place.lastIndexOf('@');
    int slashes = place.indexOf("//");
    if (at < 0) {
      return place;
    }
    if (slashes >= 0 && slashes < at) {
      return place.substring(0, slashes + 2) + place.substring(at + 1);
    }
    // Oracle's form: jdbc:oracle:thin:user/password@host.
    Matcher driver = Pattern.compile("^(jdbc:[a-z0-9]+:([a-z0-9]+:)?)").matcher(place);
    return (driver.find() ? driver.group() : "") + place.substring(at);
  }

  /**
   * {@return a driver's message without secrets: each URL in it as {@link #withoutSecrets} returns
   * it, and no value of a setting whose name is a password, secret or token}
   *
   * @param message the message
   */
  public static String withoutSecretsIn(String message) {
    String shown =
        URL.matcher(message)
            .replaceAll(found -> Matcher.quoteReplacement(withoutSecrets(found.group())));
    shown = USER_BEFORE_HOST.matcher(shown).replaceAll("");
    return SECRET.matcher(shown).replaceAll("$1…");
  }
}
