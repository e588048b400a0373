package dev.jackstaff.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * Decides which requests give a new id to a visitor without one. Requests for parts of a page, such
 * as scripts and images, and preflight requests do not: caches keep such responses, including the
 * cookie, for all users, and some clients would not store the cookie.
 */
final class Introduction {
  private static final Set<String> PARTS =
      Set.of(
          "audio",
          "audioworklet",
          "font",
          "image",
          "manifest",
          "paintworklet",
          "report",
          "script",
          "serviceworker",
          "sharedworker",
          "style",
          "track",
          "video",
          "worker",
          "xslt");
  private static final Set<String> PAGES = Set.of("document", "frame", "iframe");

  private Introduction() {}

  /**
   * Returns whether a visitor receives a new id.
   *
   * @param file whether the container answers with a file. Then the visitor receives an id only if
   *     the file is requested as a page, since that may be the start of an application whose
   *     scripts immediately send further requests
   */
  static boolean isMade(HttpServletRequest request, boolean file) {
    if ("OPTIONS".equals(request.getMethod())) {
      return false;
    }
    String destination = request.getHeader("Sec-Fetch-Dest");
    if (destination != null) {
      return file ? PAGES.contains(destination) : !PARTS.contains(destination);
    }
    String accept = file ? request.getHeader("Accept") : null;
    return !file || (accept != null && accept.contains("text/html"));
  }
}
