package dev.jackstaff.internal.eval;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Compares versions by the precedence of semver.org: numbers compare as numbers; a release comes
 * after its pre-releases, whose parts compare as numbers or as ASCII, numbers first; build metadata
 * is ignored. As an extension, a leading {@code v} is ignored, any number of parts is allowed, and
 * missing parts are 0. Compares the texts in place without splitting them.
 */
final class Versions {
  private static final int MAX_PLAIN_SCALE = 100;

  private final String text;

  private Versions(String text) {
    this.text = text;
  }

  /** Returns a version, or null if the value is not one, since it does not begin with a number. */
  static @Nullable Versions of(@Nullable Object value) {
    String text = text(value);
    return text == null || !isDigit(text, start(text)) ? null : new Versions(text);
  }

  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof BigDecimal decimal) {
      // In plain notation, 1e999999999 would be a text of a gigabyte.
      return Math.abs((long) decimal.scale()) > MAX_PLAIN_SCALE
          ? decimal.toString()
          : decimal.toPlainString();
    }
    return value instanceof Number number ? number.toString() : null;
  }

  int compareTo(Versions other) {
    return compare(text, other.text);
  }

  private static int compare(String a, String b) {
    int endA = end(a);
    int endB = end(b);
    int coreA = core(a, endA);
    int coreB = core(b, endB);
    int order = compareParts(a, start(a), coreA, b, start(b), coreB, true);
    if (order != 0) {
      return order;
    }
    if (coreA == endA || coreB == endB) {
      return Boolean.compare(coreA == endA, coreB == endB);
    }
    return compareParts(a, coreA + 1, endA, b, coreB + 1, endB, false);
  }

  private static int start(String text) {
    return text.startsWith("v") ? 1 : 0;
  }

  /** Returns the end of the text before the build metadata. */
  private static int end(String text) {
    int plus = text.indexOf('+');
    return plus < 0 ? text.length() : plus;
  }

  /** Returns the end of the text before the pre-release. */
  private static int core(String text, int end) {
    int hyphen = text.indexOf('-');
    return hyphen < 0 || hyphen > end ? end : hyphen;
  }

  /**
   * Compares parts. If one version has fewer parts, the missing ones are 0 in a core, and come
   * first in a pre-release.
   */
  private static int compareParts(
      String a, int startA, int endA, String b, int startB, int endB, boolean core) {
    int atA = startA;
    int atB = startB;
    while (atA <= endA || atB <= endB) {
      if (!core && (atA > endA || atB > endB)) {
        return atA > endA ? -1 : 1;
      }
      int nextA = next(a, atA, endA);
      int nextB = next(b, atB, endB);
      int order = comparePart(a, atA, nextA, b, atB, nextB, core);
      if (order != 0) {
        return order;
      }
      atA = nextA + 1;
      atB = nextB + 1;
    }
    return 0;
  }

  private static int next(String text, int at, int end) {
    if (at > end) {
      return at;
    }
    int dot = text.indexOf('.', at);
    return dot < 0 || dot > end ? end : dot;
  }

  private static int comparePart(
      String a, int startA, int endA, String b, int startB, int endB, boolean core) {
    boolean left = isNumber(a, startA, endA, core);
    boolean right = isNumber(b, startB, endB, core);
    if (left != right) {
      return left ? -1 : 1;
    }
    return left
        ? compareNumbers(a, startA, endA, b, startB, endB)
        : compareTexts(a, startA, endA, b, startB, endB);
  }

  /** Returns whether a part is a number; in a core, an empty part is 0. */
  private static boolean isNumber(String text, int start, int end, boolean core) {
    for (int i = start; i < end; i++) {
      if (!isDigit(text, i)) {
        return false;
      }
    }
    return core || end > start;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /** Compares numbers of any length: without leading zeros, the longer one is greater. */
  private static int compareNumbers(
      String a, int startA, int endA, String b, int startB, int endB) {
    int atA = withoutZeros(a, startA, endA);
    int atB = withoutZeros(b, startB, endB);
    int order = Integer.compare(Math.max(0, endA - atA), Math.max(0, endB - atB));
    return order != 0 ? order : compareTexts(a, atA, endA, b, atB, endB);
  }

  private static int withoutZeros(String text, int start, int end) {
    int at = start;
    while (at < end && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  private static int compareTexts(String a, int startA, int endA, String b, int startB, int endB) {
    int atA = startA;
    int atB = startB;
    while (atA < endA && atB < endB) {
      int order = Character.compare(a.charAt(atA++), b.charAt(atB++));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(Math.max(0, endA - atA), Math.max(0, endB - atB));
  }
}
