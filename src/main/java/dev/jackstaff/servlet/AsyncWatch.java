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
 * Logs once what a filter's registration lacks for asynchronous requests, as soon as one shows it.
 * Costs a read of a field once an asynchronous dispatch has come through the filter.
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

  /** A dispatch has come through the filter. */
  void seen(ServletRequest request) {
    if (!mapped && request.getDispatcherType() == DispatcherType.ASYNC) {
      mapped = true;
    }
  }

  /** An asynchronous request is about to start; if it may not, the container throws. */
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

  /** A request has started; the round is told of dispatches, or null if nobody wants to know. */
  @Nullable Round started(AsyncContext context) {
    if (mapped || unmapped.get()) {
      return null;
    }
    Round round = new Round();
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
  final class Round implements AsyncListener {
    private volatile boolean dispatched;

    /** Somebody dispatches it; where the filter is mapped, it comes through it. */
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
      // Completes next.
    }

    @Override
    public void onError(AsyncEvent event) {
      // Completes next.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
