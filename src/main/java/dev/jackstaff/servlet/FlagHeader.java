package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * The header that names the active flags. It is cut at a name, since containers and proxies limit
 * all headers together and would turn a good response into an error.
 *
 * @param name its name, or null for none
 * @param maxBytes the most bytes that its value may have
 */
record FlagHeader(@Nullable String name, int maxBytes) {
  static final String DEFAULT_NAME = "X-Active-Flags";
  static final int DEFAULT_MAX_BYTES = 2048;

  void set(HttpServletResponse response, Evaluation evaluation) {
    if (name == null) {
      return;
    }
    ActiveFlags active = evaluation.active(maxBytes);
    if (!active.value().isEmpty()) {
      response.setHeader(name, active.value());
    }
    if (active.omitted() > 0) {
      response.setHeader(name + "-Omitted", Integer.toString(active.omitted()));
    }
  }

  /** Sets it where a container has lost it, as Undertow does when a servlet throws. */
  void repair(HttpServletResponse response, Evaluation evaluation) {
    if (name != null && !response.isCommitted() && !response.containsHeader(name)) {
      set(response, evaluation);
    }
  }
}
