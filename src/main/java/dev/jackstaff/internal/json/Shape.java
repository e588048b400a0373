package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where in a document the flags and segments stand, as JSON Pointers (RFC 6901). */
enum Shape {
  /** {@code {"flags": {…}, "segments": {…}}}. */
  LONG("/flags"),
  /** {@code {"name": …}}. */
  SHORT(""),
  /** One definition, its subject said from outside. */
  SINGLE("");

  static final String SEGMENTS = "/segments";
  private static final String SCHEMA = "/$schema";
  private static final String SEGMENT = "segments.";

  private final String flags;

  Shape(String flags) {
    this.flags = flags;
  }

  /** What a pointer points at: the flag or segment, and the property inside it. */
  record Target(@Nullable String subject, String pointer) {}

  /** A document that has both forms' marks is taken for the long one, to say what is wrong. */
  static Shape of(JsonNode root) {
    boolean flags = root.path("flags").isObject();
    boolean segments = root.path("segments").isObject() && !root.has("flags");
    return flags || segments ? LONG : SHORT;
  }

  /** The pointer of a flag's or segment's part, as the model names its subjects. */
  String pointer(@Nullable String subject, String inside) {
    if (subject == null || this == SINGLE) {
      return inside;
    }
    if (subject.equals("segments")) {
      return SEGMENTS + inside;
    }
    // A flag may be named like a segment's subject; the model speaks of a segment only as a whole.
    return subject.startsWith(SEGMENT) && inside.isEmpty() && this == LONG
        ? SEGMENTS + "/" + escape(subject.substring(SEGMENT.length()))
        : flags + "/" + escape(subject) + inside;
  }

  Target target(String pointer) {
    if (this == LONG && pointer.startsWith(SEGMENTS + "/")) {
      return target(pointer.substring(SEGMENTS.length()), SEGMENT);
    }
    return this != SINGLE && pointer.startsWith(flags + "/") && !pointer.equals(SCHEMA)
        ? target(pointer.substring(flags.length()), "")
        : new Target(null, pointer);
  }

  private static Target target(String pointer, String prefix) {
    int end = pointer.indexOf('/', 1);
    String name = unescape(end < 0 ? pointer.substring(1) : pointer.substring(1, end));
    return new Target(prefix + Spelling.shown(name), end < 0 ? "" : pointer.substring(end));
  }

  static String escape(String name) {
    return name.indexOf('~') < 0 && name.indexOf('/') < 0
        ? name
        : name.replace("~", "~0").replace("/", "~1");
  }

  static String unescape(String token) {
    return token.replace("~1", "/").replace("~0", "~");
  }
}
