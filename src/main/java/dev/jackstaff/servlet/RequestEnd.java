package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Tells the engine once how a request ended, whether in the filter or later on another thread. */
final class RequestEnd implements AsyncListener {
  private static final String ATTRIBUTE = "dev.jackstaff.servlet.RequestEnd";

  private final FeatureFlags features;
  private final Evaluation evaluation;
  private final HttpServletResponse response;
  private final long start;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean later;
  private volatile @Nullable Throwable failure;

  private RequestEnd(FeatureFlags features, Evaluation evaluation, HttpServletResponse response) {
    this.features = features;
    this.evaluation = evaluation;
    this.response = response;
    this.start = System.nanoTime();
  }

  /** A request begins; its later dispatches find it again. */
  static RequestEnd begin(
      FeatureFlags features,
      Evaluation evaluation,
      HttpServletRequest request,
      HttpServletResponse response) {
    RequestEnd end = new RequestEnd(features, evaluation, response);
    request.setAttribute(ATTRIBUTE, end);
    return end;
  }

  /** A dispatch has thrown, which not every container tells a listener. */
  static void failed(HttpServletRequest request, Throwable thrown) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestEnd end) {
      end.failed(thrown);
    }
  }

  /**
   * A task that a request starts. What it throws ends the request: of that, Tomcat may tell no
   * listener, or answer nothing.
   */
  static Runnable watched(@Nullable ServletRequest request, Runnable task) {
    Object end = request == null ? null : request.getAttribute(ATTRIBUTE);
    return end instanceof RequestEnd known ? () -> known.watch(task) : task;
  }

  private void watch(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
      tell();
      throw e;
    }
  }

  /** The request goes on after the filter, until the context completes. */
  void await(AsyncContext context) {
    later = true;
    context.addListener(this);
  }

  private void failed(Throwable thrown) {
    // The first is the servlet's own; a container may wrap it on the way.
    if (failure == null) {
      failure = thrown;
    }
  }

  /** The filter's part is over. */
  void returned() {
    // Of what is thrown after startAsync, Tomcat tells no listener.
    if (!later || failure != null) {
      tell();
    }
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      Throwable thrown = failure;
      int status = status();
      // The container sets the status of an exception only when it answers it.
      int shown =
          thrown != null && status < 400 ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : status;
      features.finish(evaluation, shown, thrown, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private int status() {
    try {
      return response.getStatus();
    } catch (RuntimeException e) {
      // The container has taken the response back, as under a task that throws after complete().
      return 0;
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
