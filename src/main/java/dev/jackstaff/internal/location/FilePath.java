package dev.jackstaff.internal.location;

import java.io.File;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one rule for the path after {@code file:}, which is a URL's or a plain one. Stateless. */
final class FilePath {
  private static final Pattern ESCAPED = Pattern.compile("(?:%\\p{XDigit}{2})+");
  private static final Pattern SLASH_BEFORE_DRIVE = Pattern.compile("^/(?=[A-Za-z]:)");
  private static final Pattern OWN_HOST = Pattern.compile("^//(localhost)?(?=/)");
  private static final Pattern OTHER_HOST = Pattern.compile("//(?!localhost/)[^/].*");

  private FilePath() {}

  /**
   * Returns the path of a name such as {@code flags.json}, {@code /etc/flags.json}, {@code
   * ///etc/flags.json} or {@code C:\flags.json}; escapes such as {@code %20} are decoded.
   *
   * @throws IllegalArgumentException if it is not a path, or one on another machine
   */
  static Path of(String name) {
    return Path.of(plain(name, File.separatorChar == '\\'));
  }

  /** Returns the path of an address that a class loader or container has given. */
  static Path of(URL address) {
    return of(LocationForm.FILE.name(address.toString()));
  }

  /** Returns the name as the file system writes it. */
  static String plain(String name, boolean windows) {
    if (!windows && OTHER_HOST.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'file:" + name + "' names another machine; an absolute path is file:/…");
    }
    String path = OWN_HOST.matcher(name).replaceFirst("");
    if (windows) {
      path = SLASH_BEFORE_DRIVE.matcher(path).replaceFirst("");
    }
    return ESCAPED
        .matcher(path)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    URLDecoder.decode(escape.group(), StandardCharsets.UTF_8)));
  }
}
