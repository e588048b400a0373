package dev.jackstaff.internal.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads the bodies of requests, within limits of bytes and time. If the request supports async, a
 * body that has not arrived yet blocks no thread. Otherwise the time limit is checked between
 * reads, and the container's own read timeout ends a client that stops sending. Thread-safe.
 *
 * <p>An unread body is never drained: {@link #leave} closes the connection.
 */
public final class RequestBody {
  /**
   * The largest multiple of the limit that is still read and discarded, so that the sender receives
   * the response.
   */
  private static final int MAX_DISCARDED_FACTOR = 4;

  private static final int CHUNK_BYTES = 8192;
  private static final int MAX_ANSWER_SECONDS = 5;

  private final int maxBytes;
  private final Duration timeout;
  private final ScheduledExecutorService timer;

  /**
   * Creates a reader of bodies.
   *
   * @param maxBytes the limit of a body
   * @param timeout the limit of the time from the start of reading to the last byte
   * @param timer runs the timeouts; the caller shuts it down
   */
  public RequestBody(int maxBytes, Duration timeout, ScheduledExecutorService timer) {
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.timer = timer;
  }

  /** The reason why a body is not delivered. */
  public enum Refusal {
    /** The body is larger than the limit. */
    TOO_LARGE,
    /** The body did not arrive in time. */
    TOO_SLOW
  }

  /** Receives the body of a request, or the reason why there is none, and responds. */
  public interface Receiver {
    /**
     * Responds to a request whose body has arrived.
     *
     * @param body the whole body
     * @throws IOException if the client has disconnected
     */
    void received(byte[] body) throws IOException;

    /**
     * Responds to a request whose body is rejected. The connection closes after the response.
     *
     * @param why the reason
     * @throws IOException if the client has disconnected
     */
    void refused(Refusal why) throws IOException;
  }

  /** Writes a response. */
  @FunctionalInterface
  public interface ResponseAction {
    /**
     * Writes the response.
     *
     * @throws IOException if the client has disconnected
     */
    void write() throws IOException;
  }

  /**
   * {@return true if a request announces a body that is not empty}
   *
   * @param request the request
   */
  public static boolean isPresent(HttpServletRequest request) {
    return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
  }

  /**
   * Reads a body and passes it on. If the body has not arrived yet and the request supports async,
   * this method returns at once, and the receiver runs on another thread.
   *
   * @param request the request
   * @param response the response, which the receiver writes
   * @param receiver responds to the request; called once, unless the client disconnects before
   * @throws IOException if the client has disconnected
   */
  public void read(HttpServletRequest request, HttpServletResponse response, Receiver receiver)
      throws IOException {
    long length = request.getContentLengthLong();
    if (length > (long) MAX_DISCARDED_FACTOR * maxBytes) {
      leave(request, response, () -> receiver.refused(Refusal.TOO_LARGE));
      return;
    }
    ServletInputStream in = request.getInputStream();
    // Undertow notices only here that a filter has read the whole body, and calls no listener then.
    int available = in.available();
    boolean arrived = isEmpty(request) || (length > 0 && available >= length) || in.isFinished();
    if (arrived || !request.isAsyncSupported()) {
      waitFor(in, response, receiver);
    } else {
      new Arrival(request, response, receiver).start();
    }
  }

  /**
   * Returns true if the request has no body. From HTTP/2 on, no header announces a body without a
   * length.
   */
  private static boolean isEmpty(HttpServletRequest request) {
    boolean isAnnounced = String.valueOf(request.getProtocol()).startsWith("HTTP/1");
    return !isPresent(request) && (isAnnounced || request.getContentLengthLong() == 0);
  }

  private void waitFor(InputStream in, HttpServletResponse response, Receiver receiver)
      throws IOException {
    long began = System.nanoTime();
    BoundedBytes body = new BoundedBytes(maxBytes);
    byte[] chunk = new byte[CHUNK_BYTES];
    int read = in.read(chunk);
    while (read >= 0 && !isExceeded(body) && System.nanoTime() - began < timeout.toNanos()) {
      body.add(chunk, read);
      read = in.read(chunk);
    }
    if (read < 0 && !body.isOverfull()) {
      receiver.received(body.bytes());
    } else {
      refuse(body.isOverfull() ? Refusal.TOO_LARGE : Refusal.TOO_SLOW, response, receiver);
    }
  }

  private boolean isExceeded(BoundedBytes body) {
    return body.seen() > (long) MAX_DISCARDED_FACTOR * maxBytes;
  }

  private static void refuse(Refusal why, HttpServletResponse response, Receiver receiver)
      throws IOException {
    close(response);
    receiver.refused(why);
  }

  /**
   * Responds to a request without reading its body. The body is not read afterwards either: the
   * connection closes. A request without a body keeps its connection.
   *
   * @param request the request
   * @param response its response
   * @param answer writes the response
   * @throws IOException if the client has disconnected
   */
  public static void leave(
      HttpServletRequest request, HttpServletResponse response, ResponseAction answer)
      throws IOException {
    if (!isPresent(request)) {
      answer.write();
      return;
    }
    close(response);
    if (request.isAsyncStarted() || !request.isAsyncSupported() || !isReadable(request)) {
      answer.write();
      return;
    }
    Unread rest = new Unread(request, request.startAsync(request, response));
    try {
      // Tomcat drains the rest with a blocked thread, unless there is a read listener.
      request.getInputStream().setReadListener(rest);
      answer.write();
    } finally {
      rest.end(response);
    }
  }

  /** Returns false if the body has already been read, or the container rejects its charset. */
  private static boolean isReadable(HttpServletRequest request) throws IOException {
    try {
      return !request.getInputStream().isFinished();
    } catch (IllegalStateException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Closes the connection after the response. Later versions of HTTP have no such header, and
   * containers omit it there.
   */
  private static void close(HttpServletResponse response) {
    response.setHeader("Connection", "close");
  }

  /** The read listener of a body that is not read. */
  private static final class Unread implements ReadListener {
    private final AsyncContext context;
    private final boolean draining;
    private final AtomicBoolean over = new AtomicBoolean();

    Unread(HttpServletRequest request, AsyncContext context) {
      this.context = context;
      this.draining = isDrainedByContainer(request);
    }

    /**
     * Returns true for Undertow. It drains the rest when a request is complete, with a thread that
     * blocks without a time limit. It closes the connection if a listener fails.
     */
    private static boolean isDrainedByContainer(HttpServletRequest request) {
      return request.getServletContext().getClass().getName().startsWith("io.undertow.");
    }

    /** Completes the request; on Undertow, as soon as something arrives or fails. */
    void end(HttpServletResponse response) throws IOException {
      if (draining) {
        response.flushBuffer();
      } else {
        complete();
      }
    }

    private void complete() {
      if (over.compareAndSet(false, true)) {
        context.complete();
      }
    }

    @Override
    public void onDataAvailable() throws IOException {
      if (draining) {
        throw new IOException("the body is refused, and the connection closes");
      }
    }

    @Override
    public void onAllDataRead() {
      complete();
    }

    @Override
    public void onError(Throwable failure) {
      complete();
    }
  }

  /**
   * The read listener of an arriving body. The container makes one call at a time; the timeout may
   * run between the calls.
   */
  private final class Arrival implements ReadListener {
    private final HttpServletResponse response;
    private final Receiver receiver;
    private final AsyncContext context;
    private final ServletInputStream in;
    private final Unread rest;
    private final BoundedBytes body = new BoundedBytes(maxBytes);
    private final Deadline deadline;
    private final CountDownLatch refused = new CountDownLatch(1);

    Arrival(HttpServletRequest request, HttpServletResponse response, Receiver receiver)
        throws IOException {
      this.response = response;
      this.receiver = receiver;
      this.in = request.getInputStream();
      this.context = request.startAsync(request, response);
      this.rest = new Unread(request, context);
      this.deadline = new Deadline(() -> answer(Refusal.TOO_SLOW));
    }

    void start() {
      context.setTimeout(0);
      deadline.start(timer, timeout);
      in.setReadListener(this);
    }

    @Override
    public void onDataAvailable() throws IOException {
      byte[] chunk = new byte[CHUNK_BYTES];
      while (deadline.isOpen() && in.isReady()) {
        int read = in.read(chunk);
        if (read < 0) {
          return;
        }
        body.add(chunk, read);
        if (isExceeded(body) && deadline.meet()) {
          answer(Refusal.TOO_LARGE);
        }
      }
      if (!deadline.isOpen()) {
        awaitRefusal();
        rest.onDataAvailable();
      }
    }

    /** Waits until the response is written; it would be lost if the connection closed before. */
    private void awaitRefusal() {
      try {
        refused.await(MAX_ANSWER_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      if (!deadline.meet()) {
        rest.onAllDataRead();
        return;
      }
      try {
        if (body.isOverfull()) {
          refuse(Refusal.TOO_LARGE, response, receiver);
        } else {
          receiver.received(body.bytes());
        }
      } catch (RuntimeException | Error e) {
        // Without this status, the response would be an empty success.
        if (!response.isCommitted()) {
          response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        }
        throw e;
      } finally {
        rest.onAllDataRead();
      }
    }

    private void answer(Refusal why) {
      try {
        try {
          refuse(why, response, receiver);
        } finally {
          rest.end(response);
          refused.countDown();
        }
      } catch (IOException e) {
        // The client has disconnected and no longer waits for the response.
        rest.onError(e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      deadline.meet();
      rest.onError(failure);
    }
  }
}
