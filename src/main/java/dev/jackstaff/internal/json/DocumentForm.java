package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The places of flags and segments in a document. A path consists of the names and indexes that
 * lead to a value; its textual form is a JSON Pointer (RFC 6901).
 */
enum DocumentForm {
  /** {@code {"flags": {…}, "segments": {…}}}. */
  LONG,
  /** {@code {"name": …}}. */
  SHORT,
  /** One definition, whose subject is given separately. */
  SINGLE;

  static final String FLAGS = "flags";
  static final String SEGMENTS = "segments";
  private static final String SCHEMA = "$schema";
  private static final String SEGMENT = "segments.";
  private static final String PLANS = "plans";
  private static final String PLAN = "plans.";
  private static final int MAX_NAME = 100;
  private static final int MAX_POINTER = 1_000;

  /**
   * The flag or segment that a path leads to or into, and the length of the part of the path that
   * names it.
   *
   * @param subject the name in the model, or null
   * @param depth the index of the first step inside it
   * @param kind what it is: a flag, a segment or a plan
   */
  record PathTarget(@Nullable String subject, int depth, String kind) {}

  /**
   * Returns the shape of a document. One with the marks of both forms is treated as the long form,
   * for better messages.
   */
  static DocumentForm of(JsonNode root) {
    boolean flags = root.path(FLAGS).isObject();
    boolean segments = root.path(SEGMENTS).isObject() && !root.has(FLAGS);
    return flags || segments ? LONG : SHORT;
  }

  /** Returns the path of a part of a flag or segment, of which the model provides the subject. */
  List<String> path(@Nullable String subject, String inside) {
    List<String> rest = tokens(inside);
    if (subject == null || this == SINGLE) {
      return rest;
    }
    if (subject.equals(SEGMENTS) || (subject.equals(PLANS) && inside.startsWith("/"))) {
      return joined(List.of(subject), rest);
    }
    // A flag may have the same name as a segment's subject; the model reports problems of a segment
    // only as a whole.
    if (subject.startsWith(SEGMENT) && inside.isEmpty() && this == LONG) {
      return List.of(SEGMENTS, subject.substring(SEGMENT.length()));
    }
    if (subject.startsWith(PLAN) && inside.isEmpty() && this == LONG) {
      return List.of(PLANS, subject.substring(PLAN.length()));
    }
    return joined(this == LONG ? List.of(FLAGS, subject) : List.of(subject), rest);
  }

  PathTarget target(List<String> path) {
    if (this == LONG && path.size() > 1 && path.get(0).equals(SEGMENTS)) {
      return new PathTarget(SEGMENT + Spelling.shown(path.get(1), MAX_NAME), 2, "segment");
    }
    if (this == LONG && path.size() > 1 && path.get(0).equals(PLANS)) {
      return new PathTarget(PLAN + Spelling.shown(path.get(1), MAX_NAME), 2, "plan");
    }
    int at = this == LONG ? 1 : 0;
    boolean inFlag =
        this != SINGLE
            && path.size() > at
            && (this == LONG ? path.get(0).equals(FLAGS) : !path.get(0).equals(SCHEMA));
    return inFlag
        ? new PathTarget(Spelling.shown(path.get(at), MAX_NAME), at + 1, "flag")
        : new PathTarget(null, 0, "flag");
  }

  static List<String> joined(List<String> first, List<String> second) {
    List<String> joined = new ArrayList<>(first.size() + second.size());
    joined.addAll(first);
    joined.addAll(second);
    return joined;
  }

  /** Returns the steps of a JSON Pointer. */
  static List<String> tokens(String pointer) {
    List<String> tokens = new ArrayList<>();
    int start = 1;
    while (start <= pointer.length() && !pointer.isEmpty()) {
      int slash = pointer.indexOf('/', start);
      int end = slash < 0 ? pointer.length() : slash;
      tokens.add(pointer.substring(start, end).replace("~1", "/").replace("~0", "~"));
      start = end + 1;
    }
    return tokens;
  }

  /** Returns a path from a step on as a JSON Pointer; an unreadably long one is truncated. */
  static String pointer(List<String> path, int from) {
    StringBuilder pointer = new StringBuilder();
    for (int i = from; i < path.size() && pointer.length() <= MAX_POINTER; i++) {
      String token = path.get(i);
      boolean whole = token.length() <= MAX_POINTER;
      pointer.append('/').append(escape(whole ? token : token.substring(0, MAX_POINTER)));
    }
    return pointer.length() <= MAX_POINTER ? pointer.toString() : cut(pointer);
  }

  private static String cut(StringBuilder pointer) {
    int end = Character.isHighSurrogate(pointer.charAt(MAX_POINTER - 1)) ? 1 : 0;
    pointer.setLength(MAX_POINTER - end);
    return pointer.append('…').toString();
  }

  /** Returns a path from a step on in the usual notation: {@code rules[0].percentage}. */
  static String label(List<String> path, int from) {
    StringBuilder label = new StringBuilder();
    for (int i = from; i < path.size() && label.length() <= MAX_NAME; i++) {
      String token = path.get(i);
      if (isIndex(token)) {
        label.append('[').append(token).append(']');
      } else {
        label.append(label.isEmpty() ? "" : ".");
        label.append(token, 0, Math.min(token.length(), MAX_NAME));
      }
    }
    return Spelling.shown(label.toString());
  }

  private static boolean isIndex(String token) {
    if (token.isEmpty() || token.length() > 9) {
      return false;
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) < '0' || token.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String escape(String name) {
    return name.indexOf('~') < 0 && name.indexOf('/') < 0
        ? name
        : name.replace("~", "~0").replace("/", "~1");
  }
}
