package dev.jackstaff.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Logs a warning once if the filter's registration lacks something that asynchronous requests need,
 * when a request first reveals it. Once an asynchronous dispatch has come through the filter, the
 * cost is a read of a field.
 */
final class AsyncWatch {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());
  private final AtomicBoolean unsupported = new AtomicBoolean();
  private final AtomicBoolean unmapped = new AtomicBoolean();
  private volatile boolean mapped;
  private String filter = "jackstaff";

  void named(String name) {
    filter = name;
  }

  /** Records that a dispatch has come through the filter. */
  void seen(ServletRequest request) {
    if (!mapped && request.getDispatcherType() == DispatcherType.ASYNC) {
      mapped = true;
    }
  }

  /**
   * Checks a request that is about to start asynchronous processing; if that is not supported, the
   * container throws.
   */
  void check(ServletRequest request) {
    if (!request.isAsyncSupported() && unsupported.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "a request cannot be answered asynchronously: the servlet or a filter before it does not"
              + " support it; add <async-supported>true</async-supported> to each of them, also to"
              + " the filter ''{0}'' (logged once)",
          filter);
    }
  }

  /**
   * Records that an asynchronous request has started. Returns a round that must be notified of
   * dispatches, or null if none is needed.
   */
  @Nullable AsyncRequest started(AsyncContext context) {
    if (mapped || unmapped.get()) {
      return null;
    }
    AsyncRequest round = new AsyncRequest();
    context.addListener(round);
    return round;
  }

  private void completed() {
    if (!mapped && unmapped.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "an asynchronous dispatch did not come through the filter ''{0}'', so every flag was off"
              + " in it; add <dispatcher>ASYNC</dispatcher> to the filter-mapping, and ERROR for"
              + " error pages (logged once)",
          filter);
    }
  }

  /** An asynchronous request from its start to its completion. */
  final class AsyncRequest implements AsyncListener {
    private volatile boolean dispatched;

    /**
     * Records that the request is being dispatched; if the filter is mapped to asynchronous
     * dispatches, the dispatch comes through it.
     */
    void dispatched() {
      dispatched = true;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      if (dispatched) {
        completed();
      }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // Followed by onComplete.
    }

    @Override
    public void onError(AsyncEvent event) {
      // Followed by onComplete.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
