package dev.jackstaff.servlet;

import dev.jackstaff.Flags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Carries the decisions to threads that the request starts, and records when processing continues
 * there. It holds the decisions itself: after the end of the request a container may reuse its
 * request object for the next request, whose attributes belong to another user.
 */
final class FlagRequest extends HttpServletRequestWrapper {
  private final DecidedRequest decided;
  private final LogContext log;
  private final AsyncWatch async;
  private volatile AsyncWatch.@Nullable AsyncRequest round;

  FlagRequest(
      HttpServletRequest request, DecidedRequest decided, LogContext log, AsyncWatch async) {
    super(request);
    this.decided = decided;
    this.log = log;
    this.async = async;
  }

  /** Returns a request unchanged if it has the decisions itself, otherwise a wrapper around it. */
  ServletRequest around(ServletRequest request) {
    boolean has =
        request instanceof ServletRequestWrapper wrapper
            && (wrapper instanceof FlagRequest || wrapper.isWrapperFor(FlagRequest.class));
    return !has && request instanceof HttpServletRequest http
        ? new FlagRequest(http, decided, log, async)
        : request;
  }

  DecidedRequest decided() {
    return decided;
  }

  LogContext log() {
    return log;
  }

  /** Records a dispatch of the asynchronous request. */
  void dispatched() {
    AsyncWatch.AsyncRequest known = round;
    if (known != null) {
      known.dispatched();
    }
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return Flags.ATTRIBUTE.equals(name) ? decided.evaluation() : super.getAttribute(name);
  }

  @Override
  public @Nullable AsyncContext startAsync() {
    async.check(this);
    return started(super.startAsync());
  }

  @Override
  public @Nullable AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    async.check(this);
    return started(super.startAsync(request, response));
  }

  @Override
  public @Nullable AsyncContext getAsyncContext() {
    return wrapped(super.getAsyncContext());
  }

  private @Nullable AsyncContext started(@Nullable AsyncContext context) {
    if (context != null) {
      if (decided.end() != null) {
        decided.end().await(context);
      }
      round = async.started(context);
    }
    return wrapped(context);
  }

  /**
   * Returns the wrapped context, or null if there is none, as in a mock request before {@code
   * startAsync}.
   */
  private @Nullable AsyncContext wrapped(@Nullable AsyncContext context) {
    return context == null ? null : new FlagAsyncContext(context, this);
  }
}
