package dev.jackstaff.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads bodies up to a bound. */
final class ConsoleBody {
  static final String FORM = "application/x-www-form-urlencoded";

  private ConsoleBody() {}

  static byte[] bytes(HttpServletRequest request, int max) throws IOException {
    if (request.getContentLengthLong() > max) {
      throw tooLarge(max);
    }
    InputStream in = request.getInputStream();
    byte[] body = in.readNBytes(max + 1);
    if (body.length > max) {
      throw tooLarge(max);
    }
    return body;
  }

  private static ConsoleFailure tooLarge(int max) {
    return ConsoleFailure.Kind.TOO_LARGE.because("a body has at most " + max + " bytes");
  }

  /**
   * Reads what was not read, up to a bound, so that the sender gets to see the answer rather than a
   * broken connection.
   */
  static void drain(HttpServletRequest request, int max) {
    try {
      InputStream in = request.getInputStream();
      byte[] waste = new byte[8192];
      long left = 4L * max;
      for (int read = 0; read >= 0 && left > 0; left -= read) {
        read = in.read(waste);
      }
    } catch (IOException | IllegalStateException e) {
      // Then there is nobody to tell.
      return;
    }
  }

  static ConsoleForm form(HttpServletRequest request, int max) throws IOException {
    if (!isOf(request, FORM)) {
      throw ConsoleFailure.Kind.MEDIA_TYPE.because("the body must be " + FORM);
    }
    byte[] body = bytes(request, max);
    // A filter that has asked for a parameter has read the body; then the container knows it.
    return body.length == 0
        ? ConsoleForm.of(request.getParameterMap())
        : ConsoleForm.parse(new String(body, StandardCharsets.UTF_8));
  }

  static boolean isOf(HttpServletRequest request, String type) {
    return type.equals(mediaType(request.getContentType()));
  }

  private static @Nullable String mediaType(@Nullable String contentType) {
    return contentType == null
        ? null
        : contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }
}
