package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The header that lists the active flags. It is truncated between names, since containers and
 * proxies limit the total size of all headers and would otherwise turn a good response into an
 * error.
 *
 * @param name its name, or null for none
 * @param maxBytes the maximum length of its value in bytes
 * @param rules the flags that it lists, and its audience
 */
record FlagHeader(@Nullable String name, int maxBytes, HeaderRules rules) {
  static final String DEFAULT_NAME = "X-Active-Flags";
  static final int DEFAULT_MAX_BYTES = 2048;

  FlagHeader(@Nullable String name, int maxBytes) {
    this(name, maxBytes, HeaderRules.ALL);
  }

  /**
   * Returns the names for a response, or null for no header.
   *
   * @param overridden whether the request has a valid tester's token
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

  /**
   * Sets the header again if the container has removed it, as Undertow does when a servlet throws.
   */
  void repair(HttpServletResponse response, @Nullable ActiveFlags shown) {
    if (name != null && !response.isCommitted() && !response.containsHeader(name)) {
      set(response, shown);
    }
  }
}
