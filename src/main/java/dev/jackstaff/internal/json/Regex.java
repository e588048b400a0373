package dev.jackstaff.internal.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jackstaff.internal.CaseFolds;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Checks a regular expression by compiling it. Matching is linear in the length of the text, but
 * compiling is not linear in the length of the pattern: a few characters, {@code
 * ((a{1000}){1000}){1000}}, would exhaust the memory. So the size of the compiled program is
 * estimated first.
 */
final class Regex {
  private static final String LACKS =
      "; patterns are RE2's, which has no look-around and no back-references";

  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_DEPTH = 100;
  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("\\{(\\d{1,6})(?:,(\\d{0,6}))?\\}");

  private final String pattern;
  private final Deque<Long> open = new ArrayDeque<>();
  private long size;
  private long last;
  private int at;

  private Regex(String pattern) {
    this.pattern = pattern;
  }

  /** Returns a description of the problem with a pattern, or null. */
  static @Nullable String fault(String pattern, boolean ignoringCase) {
    if (pattern.length() > MAX_LENGTH || !new Regex(pattern).isWithinLimits()) {
      return "the pattern is too large, or nested too deeply";
    }
    String endless = CaseFolds.fault(pattern, ignoringCase);
    if (endless != null) {
      return endless;
    }
    try {
      Pattern.compile(pattern, ignoringCase ? Pattern.CASE_INSENSITIVE : 0);
      return null;
    } catch (PatternSyntaxException invalid) {
      return invalid.getDescription() + LACKS;
    }
  }

  /** Returns the estimated size of a pattern's program, from 1 to the maximum for a pattern. */
  static long size(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      return MAX_LENGTH;
    }
    Regex regex = new Regex(pattern);
    var unused = regex.isWithinLimits();
    return Math.max(
        1, Math.min(MAX_LENGTH, regex.size + regex.open.stream().mapToLong(it -> it).sum()));
  }

  private boolean isWithinLimits() {
    while (at < pattern.length() && size <= MAX_LENGTH && open.size() <= MAX_DEPTH) {
      next();
    }
    return size <= MAX_LENGTH && open.size() <= MAX_DEPTH;
  }

  private void next() {
    switch (pattern.charAt(at)) {
      case '(' -> open();
      case ')' -> close();
      case '[' -> add(classLength());
      case '{' -> repeat();
      case '\\' -> add(escapeLength());
      default -> add(1);
    }
  }

  private void add(int length) {
    last = 1;
    size++;
    at += length;
  }

  private void open() {
    open.push(size);
    size = 0;
    at++;
  }

  private void close() {
    last = size + 2;
    size = last + (open.isEmpty() ? 0 : open.pop());
    at++;
  }

  /**
   * Returns the length of an escape, since the digits in {@code \x{10000}} are not a repetition.
   */
  private int escapeLength() {
    int end = pattern.startsWith("\\x{", at) ? pattern.indexOf('}', at) : -1;
    return end < 0 ? 2 : end + 1 - at;
  }

  private int classLength() {
    int end = at + 1;
    while (end < pattern.length() && (pattern.charAt(end) != ']' || end == at + 1)) {
      end += pattern.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1 - at;
  }

  private void repeat() {
    java.util.regex.Matcher count = REPEAT.matcher(pattern).region(at, pattern.length());
    if (!count.lookingAt()) {
      add(1);
      return;
    }
    String most =
        count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
    long times = Math.max(1, Long.parseLong(most));
    size += last * (times - 1);
    last *= times;
    at += count.end() - count.start();
  }
}
