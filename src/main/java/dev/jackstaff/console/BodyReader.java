package dev.jackstaff.console;

import dev.jackstaff.console.RequestFailure.Category;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses a body that has arrived. */
final class BodyReader {
  static final String JSON = "application/json";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]*)", Pattern.CASE_INSENSITIVE);

  private BodyReader() {}

  static FormData form(HttpServletRequest request, byte[] body) {
    require(request, FORM);
    // A filter that reads a parameter consumes the body; the container then has the parameters.
    return body.length == 0 ? FormData.of(request.getParameterMap()) : FormData.parse(text(body));
  }

  /** Rejects a body of another type, and then one in another charset. */
  static void require(HttpServletRequest request, String type) {
    if (!isOf(request, type)) {
      throw Category.MEDIA_TYPE.because("the body must be " + type);
    }
    Matcher charset = CHARSET.matcher(String.valueOf(request.getHeader("Content-Type")));
    if (charset.find() && !charset.group(1).equalsIgnoreCase("utf-8")) {
      throw Category.MEDIA_TYPE.because("the body must be in UTF-8");
    }
  }

  /** Returns true if {@link #require} would accept the body. */
  static boolean fits(HttpServletRequest request, String type) {
    try {
      require(request, type);
      return true;
    } catch (RequestFailure refused) {
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
      throw Category.MALFORMED.because("the body is not UTF-8");
    }
  }
}
