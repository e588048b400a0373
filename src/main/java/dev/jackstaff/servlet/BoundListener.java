package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;

/** Binds a request's decisions while a listener runs, on whatever thread it is called. */
record BoundListener(AsyncListener listener, Evaluation evaluation) implements AsyncListener {
  /** A method of the listener. */
  private interface Callback {
    void call(AsyncEvent event) throws IOException;
  }

  @Override
  public void onComplete(AsyncEvent event) throws IOException {
    call(listener::onComplete, event);
  }

  @Override
  public void onTimeout(AsyncEvent event) throws IOException {
    call(listener::onTimeout, event);
  }

  @Override
  public void onError(AsyncEvent event) throws IOException {
    call(listener::onError, event);
  }

  @Override
  public void onStartAsync(AsyncEvent event) throws IOException {
    call(listener::onStartAsync, event);
  }

  private void call(Callback callback, AsyncEvent event) throws IOException {
    Scope scope = Flags.bind(evaluation);
    try {
      callback.call(event);
    } finally {
      scope.close();
    }
  }
}
