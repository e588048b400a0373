package dev.jackstaff.console;

import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The failure of a request, which is shown as a page or as problem details. */
final class RequestFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String kind;
  private final String title;
  private final transient List<Problem> problems;
  private final @Nullable String header;
  private final @Nullable String headerValue;

  private RequestFailure(
      Category kind, String detail, List<Problem> problems, @Nullable String value) {
    super(detail, null, false, false);
    this.status = kind.status;
    this.kind = kind.id;
    this.title = kind.title;
    this.problems = problems;
    this.header = kind.header;
    this.headerValue = value;
  }

  /** The kinds of failures, each with the problem's type and the HTTP status. */
  enum Category {
    MALFORMED(400, "malformed", "The request cannot be read", null),
    UNAUTHENTICATED(401, "unauthenticated", "Authentication required", "WWW-Authenticate"),
    FORBIDDEN(403, "forbidden", "Access denied", null),
    CROSS_ORIGIN(403, "cross-origin", "Cross-site request", null),
    NO_TOKEN(403, "no-token", "Invalid or expired form token", null),
    NOT_FOUND(404, "not-found", "Not found", null),
    METHOD(405, "method-not-allowed", "Method not allowed", "Allow"),
    STALE(412, "stale-revision", "The flag was changed in the meantime", "ETag"),
    READ_ONLY(409, "read-only", "The flags cannot be changed here", null),
    NO_HISTORY(409, "no-history", "The store keeps no history", null),
    IN_USE(409, "in-use", "Other flags require it", null),
    TOO_SLOW(408, "too-slow", "The request took too long", null),
    TOO_LARGE(413, "too-large", "The request is too large", null),
    MEDIA_TYPE(415, "unsupported-media-type", "Unsupported type of body", null),
    INVALID(422, "invalid", "Invalid definition", null),
    NO_REVISION(428, "revision-required", "A revision is required", null),
    INTERNAL(500, "internal", "Internal error", null),
    STORE(503, "store-unavailable", "The store is unavailable", null),
    COUNTING(503, "being-counted", "The results are being counted", "Retry-After"),
    NO_FLAGS(503, "no-flags", "The flags are not available", null);

    private final int status;
    private final String id;
    private final String title;
    private final @Nullable String header;

    Category(int status, String id, String title, @Nullable String header) {
      this.status = status;
      this.id = id;
      this.title = title;
      this.header = header;
    }

    RequestFailure because(String detail) {
      return new RequestFailure(this, detail, List.of(), null);
    }

    RequestFailure because(String detail, String headerValue) {
      return new RequestFailure(this, detail, List.of(), headerValue);
    }

    RequestFailure because(String detail, List<Problem> problems) {
      return new RequestFailure(this, detail, problems, null);
    }
  }

  int status() {
    return status;
  }

  /** Returns the last part of the problem's type. */
  String kind() {
    return kind;
  }

  String title() {
    return title;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  List<Problem> problems() {
    return problems;
  }

  @Nullable String header() {
    return headerValue == null ? null : header;
  }

  @Nullable String headerValue() {
    return headerValue;
  }
}
