package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.model.ActiveFlags;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of one request in one servlet context. Each later dispatch to that context finds
 * them in a request attribute of its own, since a cross-context dispatch shares the attributes with
 * an application that has another engine, or this library once more.
 *
 * @param evaluation the decisions
 * @param shown the names that the response shows, or null for none
 * @param end receives how the request ends, or null if nobody wants to know
 */
record DecidedRequest(
    Evaluation evaluation, @Nullable ActiveFlags shown, @Nullable RequestEnd end) {
  private static final String ATTRIBUTE = "dev.jackstaff.servlet.DecidedRequest@";

  /** The attribute's name in a servlet context. */
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

  /** A task that the request starts. */
  Runnable watched(Runnable task) {
    RequestEnd known = end;
    return known == null ? task : () -> known.watch(task);
  }
}
