package dev.jackstaff.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;

/**
 * Decides which requests give a visitor without an id a new one. Not those for a part of a page,
 * such as a script or an image, and no preflight: caches keep such answers for everybody, a cookie
 * and all, and some clients would not keep the cookie.
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
   * Whether a visitor is introduced.
   *
   * @param file whether the container answers with a file; then only if it is asked for as a page,
   *     since that may be the start of an application whose scripts ask for the rest at once
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
