package dev.jackstaff.internal.json;

import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Characters and their places, as editors count them: lines and columns from 1, in UTF-16 units.
 */
final class Text {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /** A place in a text. */
  record Spot(int line, int column) implements Comparable<Spot> {
    static final Spot START = new Spot(1, 1);

    @Override
    public int compareTo(Spot other) {
      return line != other.line
          ? Integer.compare(line, other.line)
          : Integer.compare(column, other.column);
    }

    String in(String place) {
      return place + ":" + line + ":" + column;
    }
  }

  /** Refuses what is not UTF-8, rather than reading names that nobody wrote. */
  static String decode(byte[] document, String place) {
    String text = new String(document, StandardCharsets.UTF_8);
    // It stands for what could not be decoded, or for itself.
    return text.indexOf(REPLACEMENT) < 0 ? withoutMark(text) : strictly(document, place);
  }

  private static String strictly(byte[] document, String place) {
    String text = new String(document, StandardCharsets.UTF_8);
    // What could not be decoded has become this character; or it stands there.
    return withoutMark(text.indexOf('\uFFFD') < 0 ? text : decodeStrictly(document, place));
  }

  private static String decodeStrictly(byte[] document, String place) {
    CharBuffer chars = CharBuffer.allocate(document.length);
    boolean broken =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(document), chars, true)
            .isError();
    String text = chars.flip().toString();
    if (broken) {
      throw refused(end(withoutMark(text)).in(place), "the document is not UTF-8 text");
    }
    return text;
  }

  /** Whether it could hold half a character; only an escape, or a text from code, can. */
  static boolean suspicious(String text) {
    return text.contains("\\u") || halved(text);
  }

  /** Whether a surrogate stands without its partner, so that the text has no UTF-8 form. */
  static boolean halved(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  static InvalidFlagsException refused(String place, String message) {
    return new InvalidFlagsException(List.of(new Problem(place, null, "", message)));
  }

  static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static Spot end(String text) {
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    return new Spot(line, text.length() - text.lastIndexOf('\n'));
  }
}
