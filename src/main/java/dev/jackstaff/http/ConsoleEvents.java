package dev.jackstaff.http;

import dev.jackstaff.Scope;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells open pages that there is something new, by server-sent events. Only that, not what: a page
 * then asks as it did at first, so nothing is told to anybody who may not see it. Thread-safe.
 */
final class ConsoleEvents implements AutoCloseable {
  private static final int LOOK_SECONDS = 5;
  private static final int LOOKS_PER_BEAT = 4;

  private final ConsoleVersion version;
  private final ConsoleDesk desk;
  private final int maxStreams;
  private final Set<ConsoleStream> streams = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService teller;
  private final Scope watch;
  private String told = "";
  private int looks;

  ConsoleEvents(ConsoleDesk desk, ConsoleSettings settings) {
    this.version = new ConsoleVersion(desk.features());
    this.desk = desk;
    this.maxStreams = settings.maxStreams();
    this.teller = Executors.newSingleThreadScheduledExecutor(ConsoleEvents::thread);
    this.watch = desk.features().watch(names -> soon());
    // Also for what no watch tells: the store's state, and a proxy that cuts silent connections.
    var unused =
        teller.scheduleWithFixedDelay(this::beat, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "jackstaff-console-events");
    thread.setDaemon(true);
    return thread;
  }

  String version() {
    return version.at(desk.now());
  }

  ConsoleVersion versions() {
    return version;
  }

  int open() {
    return streams.size();
  }

  private void soon() {
    try {
      teller.execute(this::look);
    } catch (RejectedExecutionException closed) {
      streams.clear();
    }
  }

  private void look() {
    String now = version();
    if (!now.equals(told)) {
      told = now;
      streams.forEach(stream -> stream.tell(now));
    }
  }

  private void beat() {
    look();
    if (++looks % LOOKS_PER_BEAT == 0) {
      streams.forEach(ConsoleStream::beat);
    }
  }

  /** Opens a stream, or says that the page has to ask from time to time. */
  ConsoleAnswer open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!request.isAsyncSupported() || streams.size() >= maxStreams) {
      // To an EventSource, 204 means not to try again.
      return ConsoleAnswer.empty(204);
    }
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    ConsoleStream stream = new ConsoleStream(context, response.getOutputStream(), streams::remove);
    streams.add(stream);
    context.addListener(stream);
    stream.tell(version());
    stream.start();
    return ConsoleAnswer.HANDLED;
  }

  @Override
  public void close() {
    watch.close();
    teller.shutdownNow();
    streams.forEach(ConsoleStream::end);
    streams.clear();
  }
}
