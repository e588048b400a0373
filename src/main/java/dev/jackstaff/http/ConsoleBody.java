package dev.jackstaff.http;

import dev.jackstaff.http.ConsoleFailure.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses a body that has arrived. */
final class ConsoleBody {
  static final String JSON = "application/json";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

  private ConsoleBody() {}

  static ConsoleForm form(HttpServletRequest request, byte[] body) {
    require(request, FORM);
    // A filter that reads a parameter consumes the body; the container then has the parameters.
    return body.length == 0
        ? ConsoleForm.of(request.getParameterMap())
        : ConsoleForm.parse(text(body));
  }

  /** Rejects a body of another type, and then one in another charset. */
  static void require(HttpServletRequest request, String type) {
    if (!isOf(request, type)) {
      throw Kind.MEDIA_TYPE.because("the body must be " + type);
    }
    Matcher charset = CHARSET.matcher(String.valueOf(request.getHeader("Content-Type")));
    if (charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
      throw Kind.MEDIA_TYPE.because("the body must be in UTF-8");
    }
  }

  /** Returns true if {@link #require} would accept the body. */
  static boolean fits(HttpServletRequest request, String type) {
    try {
      require(request, type);
      return true;
    } catch (ConsoleFailure refused) {
      return false;
    }
  }

  static boolean isOf(HttpServletRequest request, String type) {
    return type.equals(mediaType(request.getHeader("Content-Type")));
  }

  private static @Nullable String mediaType(@Nullable String contentType) {
    return contentType == null
        ? null
        : contentType.replaceFirst("(?s);.*", "").strip().toLowerCase(Locale.ROOT);
  }

  static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Kind.MALFORMED.because("the body is not UTF-8");
    }
  }
}
