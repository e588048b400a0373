package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/** Takes the flags along to threads that the request starts, and notices that it goes on there. */
final class FlagRequest extends HttpServletRequestWrapper {
  private final Evaluation evaluation;
  private final LogContext log;
  private final @Nullable RequestEnd end;

  FlagRequest(
      HttpServletRequest request, Evaluation evaluation, LogContext log, @Nullable RequestEnd end) {
    super(request);
    this.evaluation = evaluation;
    this.log = log;
    this.end = end;
  }

  @Override
  public @Nullable AsyncContext startAsync() {
    return started(super.startAsync());
  }

  @Override
  public @Nullable AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return started(super.startAsync(request, response));
  }

  @Override
  public @Nullable AsyncContext getAsyncContext() {
    return wrapped(super.getAsyncContext());
  }

  private @Nullable AsyncContext started(@Nullable AsyncContext context) {
    if (end != null && context != null) {
      end.await(context);
    }
    return wrapped(context);
  }

  /** Null where there is none, as a mock request has before {@code startAsync}. */
  private @Nullable AsyncContext wrapped(@Nullable AsyncContext context) {
    return context == null ? null : new FlagAsyncContext(context, evaluation, log);
  }
}
