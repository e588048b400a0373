package dev.jackstaff.console;

import dev.jackstaff.Scope;
import dev.jackstaff.internal.web.EventStreams;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Notifies open pages of changes by server-sent events. An event carries a version and no content.
 * The page then requests its content again with the usual check of access, so an event reveals
 * nothing. Thread-safe.
 */
final class PageEvents implements AutoCloseable {
  private static final int POLL_SECONDS = 5;
  private static final Duration HEARTBEAT = Duration.ofSeconds(20);

  private final PageVersion version;
  private final ConsoleFlags flags;
  private final EventStreams streams;
  private final ScheduledExecutorService timer;
  private final Scope watch;

  /** Read and written by the timer's thread alone. */
  private String lastSent = "";

  PageEvents(ConsoleFlags flags, int maxStreams, ScheduledExecutorService timer) {
    this.version = new PageVersion(flags.features());
    this.flags = flags;
    this.timer = timer;
    this.streams = new EventStreams(maxStreams, timer, HEARTBEAT);
    this.watch = flags.features().watch(names -> soon());
    // The timer also detects changes that no watch reports, such as the store's state.
    var unused =
        timer.scheduleWithFixedDelay(this::look, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
  }

  String version() {
    return version.at(flags.now());
  }

  PageVersion versions() {
    return version;
  }

  int open() {
    return streams.size();
  }

  private void soon() {
    try {
      timer.execute(this::look);
    } catch (RejectedExecutionException e) {
      // The console is closed and has no clients.
      return;
    }
  }

  private void look() {
    String now = version();
    if (!now.equals(lastSent)) {
      lastSent = now;
      streams.send(event(now));
    }
  }

  private static String event(String version) {
    return "event: change\ndata: " + version + "\n\n";
  }

  /** Opens a stream, or responds that the page must poll. */
  Response open(Exchange exchange) throws IOException {
    if (exchange.request().getMethod().equals("HEAD")) {
      return Response.text(200, "text/event-stream;charset=utf-8", "");
    }
    boolean opened =
        exchange.request().isAsyncSupported()
            && streams.open(
                exchange.request(), exchange.response(), exchange.client(), event(version()));
    // The status 204 makes an EventSource stop reconnecting.
    return opened ? Response.HANDLED : Response.empty(204);
  }

  @Override
  public void close() {
    watch.close();
    streams.close();
  }
}
