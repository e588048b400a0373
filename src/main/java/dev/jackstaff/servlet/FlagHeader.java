package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The header that names the active flags. It is cut at a name, since containers and proxies limit
 * all headers together and would turn a good response into an error.
 *
 * @param name its name, or null for none
 * @param maxBytes the most bytes that its value may have
 * @param rules which flags it names, and to whom
 */
record FlagHeader(@Nullable String name, int maxBytes, HeaderRules rules) {
  static final String DEFAULT_NAME = "X-Active-Flags";
  static final int DEFAULT_MAX_BYTES = 2048;

  FlagHeader(@Nullable String name, int maxBytes) {
    this(name, maxBytes, HeaderRules.ALL);
  }

  /**
   * The names that a response shows, or null for no header.
   *
   * @param overridden whether a tester's token counts for the request
   */
  @Nullable ActiveFlags shown(
      Evaluation evaluation, HttpServletRequest request, boolean overridden) {
    if (name == null || !rules.admit(request, overridden)) {
      return null;
    }
    ActiveFlags active = rules.active(evaluation, maxBytes);
    return active.value().isEmpty() && active.omitted() == 0 ? null : active;
  }

  void set(HttpServletResponse response, @Nullable ActiveFlags shown) {
    if (name == null || shown == null) {
      return;
    }
    if (!shown.value().isEmpty()) {
      response.setHeader(name, shown.value());
    }
    if (shown.omitted() > 0) {
      response.setHeader(name + "-Omitted", Integer.toString(shown.omitted()));
    }
  }

  /** Sets it where a container has lost it, as Undertow does when a servlet throws. */
  void repair(HttpServletResponse response, @Nullable ActiveFlags shown) {
    if (name != null && !response.isCommitted() && !response.containsHeader(name)) {
      set(response, shown);
    }
  }
}
