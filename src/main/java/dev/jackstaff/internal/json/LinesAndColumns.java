package dev.jackstaff.internal.json;

import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Characters and their places in the notation of editors: lines and columns from 1, in UTF-16
 * units.
 */
final class LinesAndColumns {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final char REPLACEMENT = '\uFFFD';

  /** The length of a UTF-16 unit in its numeric escape. */
  private static final int ESCAPE = 6;

  private LinesAndColumns() {}

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

  /** Decodes a document; rejects bytes that are not UTF-8, rather than reading altered names. */
  static String decode(byte[] document, String place) {
    if (isWide(document)) {
      throw refused(
          Spot.START.in(place),
          "the document is not UTF-8 text; it looks like UTF-16, so save it as UTF-8");
    }
    String text = new String(document, StandardCharsets.UTF_8);
    // Bytes that could not be decoded became this character, unless the text contains it itself.
    return withoutMark(text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(document, place));
  }

  /**
   * Returns whether a document has the byte order mark of UTF-16 or UTF-32, or the zero byte beside
   * a first ASCII character in either of them.
   */
  private static boolean isWide(byte[] document) {
    if (document.length < 2) {
      return false;
    }
    int first = document[0] & 0xFF;
    int second = document[1] & 0xFF;
    boolean marked = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
    return marked || (first == 0) != (second == 0) || (first == 0 && document.length % 4 == 0);
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

  /**
   * Returns whether a text could contain an unpaired surrogate, which only an escape or a text from
   * code can.
   */
  static boolean suspicious(String text) {
    return text.contains("\\u") || halved(text);
  }

  /** Returns whether a text contains an unpaired surrogate, so that it has no UTF-8 form. */
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

  /**
   * Returns JSON with U+FFFD in place of each unpaired surrogate, whether it is written directly or
   * escaped.
   */
  static String mended(String json) {
    if (!suspicious(json)) {
      return json;
    }
    StringBuilder mended = new StringBuilder(json);
    int at = 0;
    while (at < mended.length()) {
      int unit = unit(mended, at);
      int length = lengthAt(mended, at);
      if (unit >= 0 && Character.isSurrogate((char) unit)) {
        int next = unit(mended, at + length);
        boolean pair = next >= 0 && Character.isSurrogatePair((char) unit, (char) next);
        if (!pair) {
          mend(mended, at, length);
        }
        length += pair ? lengthAt(mended, at + length) : 0;
      }
      at += length;
    }
    return mended.toString();
  }

  /** Replaces in place, since shifting the rest for each replacement would cost its length. */
  private static void mend(StringBuilder json, int at, int length) {
    if (length == 1) {
      json.setCharAt(at, REPLACEMENT);
      return;
    }
    for (int i = 0; i < 4; i++) {
      json.setCharAt(at + 2 + i, "FFFD".charAt(i));
    }
  }

  /** Returns the UTF-16 unit at an index, written directly or escaped; -1 if there is neither. */
  private static int unit(StringBuilder json, int at) {
    if (at >= json.length()) {
      return -1;
    }
    return json.charAt(at) != '\\' ? json.charAt(at) : escaped(json, at);
  }

  private static int escaped(StringBuilder json, int at) {
    if (at + ESCAPE > json.length() || json.charAt(at + 1) != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE; i++) {
      int digit = Character.digit(json.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static int lengthAt(StringBuilder json, int at) {
    if (json.charAt(at) != '\\') {
      return 1;
    }
    return escaped(json, at) < 0 ? 2 : ESCAPE;
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
