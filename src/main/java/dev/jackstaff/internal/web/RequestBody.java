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
 * Reads the bodies of requests, bounded in bytes and time. Where the request supports async, a body
 * that has not arrived yet holds no thread; elsewhere the time limit is checked between reads, and
 * the container's own read timeout ends a client that stops. Thread-safe.
 *
 * <p>A body that nobody reads is never drained: {@link #leave} closes the connection.
 */
public final class RequestBody {
  /**
   * How often the limit may be exceeded by a body that is discarded, so that its sender is told.
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
   * @param timeout the limit of the time from the first look at a body to its last byte
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

  /** Takes the body of a request, or the reason why there is none, and answers. */
  public interface Receiver {
    /**
     * Answers a request whose body has arrived.
     *
     * @param body the whole body
     * @throws IOException if the client has gone
     */
    void received(byte[] body) throws IOException;

    /**
     * Answers a request whose body is refused. The connection closes after the answer.
     *
     * @param why the reason
     * @throws IOException if the client has gone
     */
    void refused(Refusal why) throws IOException;
  }

  /** Writes an answer. */
  @FunctionalInterface
  public interface Answer {
    /**
     * Writes the answer.
     *
     * @throws IOException if the client has gone
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
   * Reads a body and passes it on. Returns at once if the body has not arrived yet and the request
   * supports async; the receiver then runs on another thread.
   *
   * @param request the request
   * @param response the response, which the receiver writes
   * @param receiver answers; called once, unless the client leaves before
   * @throws IOException if the client has gone
   */
  public void read(HttpServletRequest request, HttpServletResponse response, Receiver receiver)
      throws IOException {
    long length = request.getContentLengthLong();
    if (length > (long) MAX_DISCARDED_FACTOR * maxBytes) {
      leave(request, response, () -> receiver.refused(Refusal.TOO_LARGE));
      return;
    }
    ServletInputStream in = request.getInputStream();
    boolean arrived = isEmpty(request) || (length > 0 && in.available() >= length);
    if (arrived || !request.isAsyncSupported()) {
      waitFor(in, response, receiver);
    } else {
      new Arrival(request, response, receiver).start();
    }
  }

  /** From version 2 of HTTP, a body without a length is announced by no header. */
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
   * Answers a request without reading its body, of which nothing is read afterwards either: the
   * connection closes. A request without a body keeps its connection.
   *
   * @param request the request
   * @param response its response
   * @param answer writes the answer
   * @throws IOException if the client has gone
   */
  public static void leave(HttpServletRequest request, HttpServletResponse response, Answer answer)
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
      // Tomcat drains what is left with a thread that waits, unless somebody listens for it.
      request.getInputStream().setReadListener(rest);
      answer.write();
    } finally {
      rest.end(response);
    }
  }

  /** Returns false where somebody has read the body, or the container refuses its charset. */
  private static boolean isReadable(HttpServletRequest request) throws IOException {
    try {
      return !request.getInputStream().isFinished();
    } catch (IllegalStateException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Later versions of the protocol have no such header; their containers leave it out. */
  private static void close(HttpServletResponse response) {
    response.setHeader("Connection", "close");
  }

  /** A body that nobody reads. */
  private static final class Unread implements ReadListener {
    private final AsyncContext context;
    private final boolean draining;
    private final AtomicBoolean over = new AtomicBoolean();

    Unread(HttpServletRequest request, AsyncContext context) {
      this.context = context;
      this.draining = isDrainedByContainer(request);
    }

    /**
     * Undertow drains what is left when a request is complete, with a thread that waits without a
     * limit. It closes the connection where a listener fails.
     */
    private static boolean isDrainedByContainer(HttpServletRequest request) {
      return request.getServletContext().getClass().getName().startsWith("io.undertow.");
    }

    /** Completes the request, or lets it be completed as soon as something arrives or fails. */
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

  /** A body on its way. The container makes one call at a time; the timeout may come between. */
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

    /** A connection that closes before the answer is written loses it. */
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
        // Completed without a status it would be an empty success.
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
        // The client has gone, and nobody waits for the answer.
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
