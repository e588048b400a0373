package dev.jackstaff.container;

/**
 * The page that a container shows for a status or an exception, as {@code <error-page>} in web.xml.
 *
 * @param code the status, or 0 where {@code exception} is given
 * @param exception the exception, or null where {@code code} is given
 * @param path the page, starting with a slash
 */
record ErrorPage(int code, Class<? extends Throwable> exception, String path) {
  static ErrorPage of(int code, String path) {
    return new ErrorPage(code, null, path);
  }

  static ErrorPage of(Class<? extends Throwable> exception, String path) {
    return new ErrorPage(0, exception, path);
  }
}
