package dev.jackstaff.servlet;

import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the tasks and dispatches of an asynchronous context, whichever thread starts them, since no
 * filter runs there.
 */
record FlagAsyncContext(AsyncContext context, FlagRequest origin) implements AsyncContext {
  @Override
  public void start(Runnable task) {
    DecidedRequest decided = origin.decided();
    Scope scope = Flags.bind(decided.evaluation());
    try {
      context.start(Flags.wrap(origin.log().wrap(decided.evaluation(), decided.watched(task))));
    } finally {
      scope.close();
    }
  }

  @Override
  public @Nullable ServletRequest getRequest() {
    ServletRequest request = context.getRequest();
    return request == null ? null : origin.around(request);
  }

  @Override
  public ServletResponse getResponse() {
    return context.getResponse();
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return context.hasOriginalRequestAndResponse();
  }

  @Override
  public void dispatch() {
    origin.dispatched();
    context.dispatch();
  }

  @Override
  public void dispatch(String path) {
    origin.dispatched();
    context.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext target, String path) {
    context.dispatch(target, path);
  }

  @Override
  public void complete() {
    context.complete();
  }

  @Override
  public void addListener(AsyncListener listener) {
    context.addListener(new BoundListener(listener, origin.decided().evaluation()));
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    context.addListener(
        new BoundListener(listener, origin.decided().evaluation()), request, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return context.createListener(type);
  }

  @Override
  public void setTimeout(long millis) {
    context.setTimeout(millis);
  }

  @Override
  public long getTimeout() {
    return context.getTimeout();
  }
}
