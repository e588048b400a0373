package dev.jackstaff.servlet;

import dev.jackstaff.internal.Params;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * The paths that a filter ignores, in the form of a filter-mapping: {@code /favicon.ico}, {@code
 * /assets/*}, {@code *.css}. Immutable.
 */
final class UrlPatterns {
  static final UrlPatterns NONE = new UrlPatterns(List.of());

  private final List<String> patterns;

  private UrlPatterns(List<String> patterns) {
    this.patterns = patterns;
  }

  /** Reads patterns; throws {@code IllegalArgumentException} if one is invalid. */
  static UrlPatterns of(List<String> patterns) {
    return new UrlPatterns(Params.each(patterns, UrlPatterns::checked));
  }

  private static String checked(String pattern) {
    if (!pattern.matches("/\\*|/([^*]*[^*/])?(/\\*)?|/[^*]*/|\\*\\.[^*/]+")) {
      throw new IllegalArgumentException(
          "'" + pattern + "' should be a path, such as /favicon.ico, /assets/* or *.css");
    }
    return pattern;
  }

  boolean match(HttpServletRequest request) {
    return !patterns.isEmpty() && match(ContainerFiles.path(request));
  }

  boolean match(String path) {
    for (String pattern : patterns) {
      if (matches(pattern, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String pattern, String path) {
    if (pattern.startsWith("*")) {
      return path.endsWith(pattern.substring(1));
    }
    if (pattern.endsWith("/*")) {
      String folder = pattern.substring(0, pattern.length() - 2);
      return path.equals(folder) || path.startsWith(folder + "/");
    }
    return path.equals(pattern);
  }
}
