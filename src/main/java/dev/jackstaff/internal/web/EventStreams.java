package dev.jackstaff.internal.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one servlet that receive server-sent events. Thread-safe.
 *
 * <p>The number of streams is limited. When the limit is reached, a client with fewer streams
 * replaces a stream of the client with the most streams, so that no client can keep the others out.
 * A client that would then have as many streams itself is rejected.
 */
public final class EventStreams implements AutoCloseable {
  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final int maxStreams;
  private final ScheduledExecutorService timer;

  /** The open streams in order of age. This set is also the lock of both collections. */
  private final Set<EventStream> open = new LinkedHashSet<>();

  /** The clients of streams that have a place but are not open yet. */
  private final List<String> opening = new ArrayList<>();

  /**
   * Creates a set of streams.
   *
   * @param maxStreams the limit of open streams; 0 for none
   * @param timer sends events and heartbeats; the caller shuts it down
   * @param heartbeat the pause between heartbeats, which keep proxies from closing the connection
   */
  public EventStreams(int maxStreams, ScheduledExecutorService timer, Duration heartbeat) {
    this.maxStreams = maxStreams;
    this.timer = timer;
    long pause = heartbeat.toMillis();
    var unused = timer.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** {@return the number of open streams} */
  public int size() {
    synchronized (open) {
      return open.size();
    }
  }

  /**
   * {@return true if there is now a place for a stream of a client}
   *
   * @param client the client, as {@link Clients} names it
   */
  public boolean hasRoom(String client) {
    synchronized (open) {
      return open.size() + opening.size() < maxStreams || heaviest(client) != null;
    }
  }

  /**
   * Responds to a request with a stream of events.
   *
   * @param request a GET request that supports async
   * @param response its response, to which nothing is written yet
   * @param client the client, as {@link Clients} names it
   * @param first the first event, with its empty line at the end
   * @return false if there is no place for the client; the response is then unchanged
   * @throws IOException if the client has disconnected
   */
  public boolean open(
      HttpServletRequest request, HttpServletResponse response, String client, String first)
      throws IOException {
    if (!reserve(client)) {
      return false;
    }
    EventStream stream;
    try {
      stream = start(request, response, client);
    } finally {
      synchronized (open) {
        opening.remove(client);
      }
    }
    stream.send(first.getBytes(StandardCharsets.UTF_8));
    try {
      stream.start();
    } catch (RuntimeException e) {
      stream.end();
      throw e;
    }
    return true;
  }

  private boolean reserve(String client) {
    EventStream evicted = null;
    synchronized (open) {
      if (open.size() + opening.size() >= maxStreams) {
        evicted = heaviest(client);
        if (evicted == null) {
          return false;
        }
        open.remove(evicted);
      }
      opening.add(client);
    }
    if (evicted != null) {
      evicted.end();
    }
    return true;
  }

  /**
   * Returns the oldest stream of the client with the most streams, or null if this client has
   * nearly as many.
   */
  private @Nullable EventStream heaviest(String client) {
    Map<String, Integer> counts = new HashMap<>();
    open.forEach(stream -> counts.merge(stream.client(), 1, Integer::sum));
    int own = counts.getOrDefault(client, 0) + count(client);
    EventStream found = null;
    int most = own + 1;
    for (EventStream stream : open) {
      int count = counts.getOrDefault(stream.client(), 0);
      if (count > most) {
        most = count;
        found = stream;
      }
    }
    return found;
  }

  private int count(String client) {
    return (int) opening.stream().filter(client::equals).count();
  }

  private EventStream start(HttpServletRequest request, HttpServletResponse response, String client)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream;charset=utf-8");
    // Without this header, nginx buffers the events.
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext context = request.startAsync();
    EventStream stream = new EventStream(client, context, response.getOutputStream(), this::ended);
    synchronized (open) {
      open.add(stream);
    }
    return stream;
  }

  private void ended(EventStream stream) {
    synchronized (open) {
      open.remove(stream);
    }
  }

  /**
   * Sends an event to all clients, on the timer's thread. For a client that does not read, it
   * replaces the pending event.
   *
   * @param event the event, with its empty line at the end
   */
  public void send(String event) {
    byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
    try {
      timer.execute(() -> all().forEach(stream -> stream.send(bytes)));
    } catch (RejectedExecutionException e) {
      // The servlet is closed, and so are the streams.
      return;
    }
  }

  private void beat() {
    all().forEach(stream -> stream.beat(HEARTBEAT));
  }

  private List<EventStream> all() {
    synchronized (open) {
      return List.copyOf(open);
    }
  }

  /** Closes all streams. */
  @Override
  public void close() {
    all().forEach(EventStream::end);
  }
}
