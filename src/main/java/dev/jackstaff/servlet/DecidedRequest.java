package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one request in one servlet context. They are kept in a request attribute whose
 * name is specific to the context, for later dispatches to the same context. A cross-context
 * dispatch shares the attributes with an application that may have another engine or another copy
 * of this library.
 *
 * @param evaluation the decisions
 * @param shown the names in the response's header, or null for none
 * @param end records the outcome of the request, or null if it is not needed
 */
record DecidedRequest(
    Evaluation evaluation, @Nullable ActiveFlags shown, @Nullable RequestEnd end) {
  private static final String ATTRIBUTE = "dev.jackstaff.servlet.DecidedRequest@";

  /** Returns the attribute's name for a servlet context. */
  static String attribute(@Nullable ServletContext context) {
    return ATTRIBUTE + (context == null ? "" : context.getContextPath());
  }

  static @Nullable DecidedRequest find(ServletRequest request, String attribute) {
    return request.getAttribute(attribute) instanceof DecidedRequest decided ? decided : null;
  }

  void failed(Throwable thrown) {
    if (end != null) {
      end.failed(thrown);
    }
  }

  /** Wraps a task that the request starts so that its outcome is recorded. */
  Runnable watched(Runnable task) {
    RequestEnd known = end;
    return known == null ? task : () -> known.watch(task);
  }
}
