package dev.jackstaff.internal.web;

import java.net.URI;
import java.net.URISyntaxException;

/** The canonical encoding of a path. Stateless and thread-safe. */
public final class PathEncoding {
  private PathEncoding() {}

  /**
   * {@return the path with every character escaped that a path may not hold; the path itself if it
   * cannot be one}
   *
   * @param path a decoded path, such as the servlet path of a request
   */
  public static String encoded(String path) {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      return path;
    }
  }
}
