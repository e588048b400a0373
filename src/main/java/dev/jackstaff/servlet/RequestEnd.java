package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells the engine once how a request ended, whether in the filter or later on another thread. */
final class RequestEnd implements AsyncListener {
  private final FeatureFlags features;
  private final Evaluation evaluation;
  private final HttpServletResponse response;
  private final long start;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean later;
  private volatile @Nullable Throwable failure;

  /** Begins to measure a request. */
  RequestEnd(FeatureFlags features, Evaluation evaluation, HttpServletResponse response) {
    this.features = features;
    this.evaluation = evaluation;
    this.response = response;
    this.start = System.nanoTime();
  }

  /**
   * Runs a task that the request has started. An exception ends the request: Tomcat may tell no
   * listener of it, or answer nothing.
   */
  void watch(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
      // The task may have completed the request, so the response may be another one's by now.
      tell(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      throw e;
    }
  }

  /** The request goes on after the filter, until the context completes. */
  void await(AsyncContext context) {
    // Later rounds are joined by onStartAsync; once more here would double the listener each time.
    if (!later) {
      later = true;
      context.addListener(this);
    }
  }

  /** A dispatch has thrown, which not every container tells a listener. */
  void failed(Throwable thrown) {
    // The first is the servlet's own; a container may wrap it on the way.
    if (failure == null) {
      failure = thrown;
    }
  }

  /** The filter's part is over. */
  void returned() {
    // Of what is thrown after startAsync, Tomcat tells no listener.
    if (!later || failure != null) {
      tellStatus();
    }
  }

  /**
   * To be called by the thread of a dispatch or by the container's callback only: until they return
   * the response is this request's.
   */
  private void tellStatus() {
    if (!told.get()) {
      int status = response.getStatus();
      // The container sets the status of an exception only when it answers it.
      boolean unanswered = failure != null && status < 400;
      tell(unanswered ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : status);
    }
  }

  private void tell(int status) {
    if (told.compareAndSet(false, true)) {
      Duration duration = Duration.ofNanos(System.nanoTime() - start);
      features.finish(evaluation, status, failure, duration);
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    tellStatus();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // The container answers with an error or a listener does; onComplete follows either way.
  }

  @Override
  public void onError(AsyncEvent event) {
    if (event.getThrowable() != null) {
      failed(event.getThrowable());
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Listeners are dropped when a dispatch starts the next round.
    event.getAsyncContext().addListener(this);
  }
}
