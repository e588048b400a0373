package dev.jackstaff.internal.eval;

import java.util.regex.Pattern;

/**
 * Puts versions in order as GrowthBook does: a leading {@code v} and anything after {@code +} do
 * not count; parts are separated by dots and hyphens; numbers compare as numbers and come before
 * words; a release ({@code 1.2.3}) comes after its pre-releases ({@code 1.2.3-beta}).
 */
final class Versions {
  private static final Pattern SEPARATOR = Pattern.compile("[-.]");

  private final String[] parts;

  private Versions(String[] parts) {
    this.parts = parts;
  }

  static Versions parse(String text) {
    String core = text.startsWith("v") ? text.substring(1) : text;
    int build = core.indexOf('+');
    return new Versions(SEPARATOR.split(build < 0 ? core : core.substring(0, build), -1));
  }

  int compareTo(Versions other) {
    int shared = Math.max(parts.length, other.parts.length);
    for (int i = 0; i < shared; i++) {
      int order = compare(part(i), other.part(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** What follows the third part of a release sorts after every word, what is missing first. */
  private String part(int i) {
    if (i < parts.length) {
      return parts[i];
    }
    return parts.length == 3 && i == 3 ? "~" : "";
  }

  private static int compare(String a, String b) {
    boolean left = isNumber(a);
    boolean right = isNumber(b);
    if (left && right) {
      String x = unpadded(a);
      String y = unpadded(b);
      return x.length() == y.length() ? x.compareTo(y) : Integer.compare(x.length(), y.length());
    }
    if (left != right && !a.isEmpty() && !b.isEmpty()) {
      return left ? -1 : 1;
    }
    return a.compareTo(b);
  }

  private static boolean isNumber(String part) {
    return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String unpadded(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }
}
