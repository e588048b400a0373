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
  public AsyncContext startAsync() {
    return started(super.startAsync());
  }

  @Override
  public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
    return started(super.startAsync(request, response));
  }

  @Override
  public AsyncContext getAsyncContext() {
    return new FlagAsyncContext(super.getAsyncContext(), evaluation, log);
  }

  private AsyncContext started(AsyncContext context) {
    if (end != null) {
      end.await(context);
    }
    return new FlagAsyncContext(context, evaluation, log);
  }
}
