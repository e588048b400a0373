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

  RequestEnd(FeatureFlags features, Evaluation evaluation, HttpServletResponse response) {
    this.features = features;
    this.evaluation = evaluation;
    this.response = response;
    this.start = System.nanoTime();
  }

  /** The request goes on after the filter, until the context completes. */
  void await(AsyncContext context) {
    later = true;
    context.addListener(this);
  }

  void failed(Throwable thrown) {
    failure = thrown;
  }

  /** The filter's part is over. */
  void returned() {
    if (!later) {
      tell();
    }
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      Throwable thrown = failure;
      int status = response.getStatus();
      // The container sets the status of an exception only when it answers it.
      int shown =
          thrown != null && status < 400 ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : status;
      features.finish(evaluation, shown, thrown, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    tell();
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
