package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells clients to ask again when flags change. One thread serves all of them: it writes what is
 * due where that does not wait.
 */
final class OfrepStreams implements AutoCloseable {
  static final int INACTIVITY_SECONDS = 120;

  private final OfrepTickets tickets;
  private final Semaphore free;
  private final Set<OfrepStream> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService teller;
  private final Scope watch;

  OfrepStreams(FeatureFlags flags, OfrepTickets tickets, int most, Duration heartbeat) {
    this.tickets = tickets;
    this.free = new Semaphore(most);
    this.teller = Executors.newSingleThreadScheduledExecutor(OfrepStreams::thread);
    this.watch = flags.watch(names -> teller.execute(this::changed));
    long pause = heartbeat.toMillis();
    var unused =
        teller.scheduleWithFixedDelay(this::stillHere, pause, pause, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "jackstaff-ofrep");
    thread.setDaemon(true);
    return thread;
  }

  /** The query of a stream's address, or empty if there is no room for another stream. */
  String query() {
    return free.availablePermits() > 0 ? "?ticket=" + tickets.issue() : "";
  }

  int size() {
    return open.size();
  }

  void accept(HttpServletRequest request, HttpServletResponse response)
      throws IOException, OfrepRefusal {
    String ticket = request.getParameter("ticket");
    if (ticket == null || !tickets.admits(ticket)) {
      throw OfrepRefusal.of(403, "the ticket is not right, or no longer; ask for all flags again");
    }
    if (!free.tryAcquire()) {
      response.setHeader("Retry-After", "30");
      throw OfrepRefusal.of(503, "too many clients listen");
    }
    open(request, response);
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    // For nginx, which would keep the events back.
    response.setHeader("X-Accel-Buffering", "no");
    OfrepStream stream = start(request, response);
    open.add(stream);
    try {
      stream.start();
    } catch (RuntimeException e) {
      stream.end();
      throw e;
    }
  }

  private OfrepStream start(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      return new OfrepStream(request.startAsync(), response.getOutputStream(), this::ended);
    } catch (IOException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  private void ended(OfrepStream stream) {
    if (open.remove(stream)) {
      free.release();
    }
  }

  private void changed() {
    open.forEach(OfrepStream::refetch);
  }

  private void stillHere() {
    open.forEach(OfrepStream::heartbeat);
  }

  @Override
  public void close() {
    watch.close();
    teller.shutdownNow();
    open.forEach(OfrepStream::end);
  }
}
