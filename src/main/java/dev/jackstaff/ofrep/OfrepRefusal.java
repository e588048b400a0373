package dev.jackstaff.ofrep;

import org.jspecify.annotations.Nullable;

/** Thrown when a request is rejected; ends its processing. */
final class OfrepRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final @Nullable String key;

  private OfrepRefusal(int status, String code, @Nullable String key, String details) {
    super(details, null, false, false);
    this.status = status;
    this.code = code;
    this.key = key;
  }

  static OfrepRefusal of(int status, String details) {
    return new OfrepRefusal(status, "GENERAL", null, details);
  }

  static OfrepRefusal parseError(String details) {
    return new OfrepRefusal(400, "PARSE_ERROR", null, details);
  }

  static OfrepRefusal invalidContext(String details) {
    return new OfrepRefusal(400, "INVALID_CONTEXT", null, details);
  }

  static OfrepRefusal noTargetingKey() {
    return new OfrepRefusal(
        400, "TARGETING_KEY_MISSING", null, "the context has no targetingKey, which is required");
  }

  static OfrepRefusal notFound() {
    return new OfrepRefusal(404, "FLAG_NOT_FOUND", null, "no such flag");
  }

  /**
   * Adds the flag's key, since clients recognise an error of one flag only if its body names the
   * flag.
   */
  OfrepRefusal on(OfrepRoute route) {
    return new OfrepRefusal(status, code, route.keyOrNull(), details());
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  @Nullable String key() {
    return key;
  }

  String details() {
    return String.valueOf(getMessage());
  }
}
