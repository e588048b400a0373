package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports the outcome of a request to the engine once, whether the request ends in the filter or
 * later on another thread.
 */
final class RequestEnd implements AsyncListener, BooleanSupplier {
  private final FeatureFlags features;
  private final Evaluation evaluation;
  private final HttpServletResponse response;
  private final long start;
  private final AtomicBoolean reported = new AtomicBoolean();
  private volatile boolean later;
  private volatile @Nullable Throwable failure;

  /** Starts to measure a request. */
  RequestEnd(FeatureFlags features, Evaluation evaluation, HttpServletResponse response) {
    this.features = features;
    this.evaluation = evaluation;
    this.response = response;
    this.start = System.nanoTime();
  }

  /** Starts to measure a request, and lets observers see whether its response has begun. */
  static RequestEnd of(FeatureFlags features, Evaluation evaluation, HttpServletResponse response) {
    RequestEnd end = new RequestEnd(features, evaluation, response);
    features.integration().answering(evaluation, end);
    return end;
  }

  /**
   * Returns whether the response has been committed. Called on another thread, and only until the
   * end has been reported: afterwards the response may belong to another request.
   */
  @Override
  public boolean getAsBoolean() {
    return response.isCommitted();
  }

  /**
   * Runs a task that the request has started. An exception ends the request, since Tomcat may not
   * notify any listener of it, or send no response.
   */
  void watch(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
      // The task may have completed the request, so the response object may already serve another
      // one.
      report(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      throw e;
    }
  }

  /** Defers the end until the context completes, since the request continues after the filter. */
  void await(AsyncContext context) {
    // Later rounds are joined by onStartAsync; adding it again here would double the listener each
    // time.
    if (!later) {
      later = true;
      context.addListener(this);
    }
  }

  /** Records the exception of a dispatch, of which not every container notifies listeners. */
  void failed(Throwable thrown) {
    // The first exception is the servlet's own; a container may wrap it on the way.
    if (failure == null) {
      failure = thrown;
    }
  }

  /** Called when the filter returns. */
  void returned() {
    // Tomcat does not notify listeners of what is thrown after startAsync.
    if (!later || failure != null) {
      reportStatus();
    }
  }

  /**
   * Reports the response's status. Only the thread of a dispatch or the container's callback may
   * call this: until they return, the response belongs to this request.
   */
  private void reportStatus() {
    if (!reported.get()) {
      int status = response.getStatus();
      // The container sets the status of an exception only when it sends the error response.
      boolean unanswered = failure != null && status < 400;
      report(unanswered ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : status);
    }
  }

  private void report(int status) {
    if (reported.compareAndSet(false, true)) {
      Duration duration = Duration.ofNanos(System.nanoTime() - start);
      features.integration().finish(evaluation, status, failure, duration);
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    reportStatus();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // The container or a listener sends an error response; onComplete follows in both cases.
  }

  @Override
  public void onError(AsyncEvent event) {
    if (event.getThrowable() != null) {
      failed(event.getThrowable());
    }
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Listeners are removed when a dispatch starts the next round.
    event.getAsyncContext().addListener(this);
  }
}
