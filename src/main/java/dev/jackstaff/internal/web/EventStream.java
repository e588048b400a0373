package dev.jackstaff.internal.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client that receives server-sent events. It has no thread: the thread that finds the
 * connection ready writes the event. If the client does not read, only the newest event is kept and
 * the earlier ones are dropped. No lock is held during calls of the container.
 */
final class EventStream implements WriteListener, AsyncListener {
  private final String client;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<EventStream> ended;
  private final AtomicReference<byte @Nullable []> event = new AtomicReference<>();
  private final AtomicReference<byte @Nullable []> comment = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /** The number of unserved calls of {@link #write}; the first caller serves all of them. */
  private final AtomicInteger calls = new AtomicInteger();

  private volatile boolean begun;

  /** Only the serving caller reads and writes this field. */
  private boolean unflushed;

  EventStream(
      String client, AsyncContext context, ServletOutputStream out, Consumer<EventStream> ended) {
    this.client = client;
    this.context = context;
    this.out = out;
    this.ended = ended;
  }

  String client() {
    return client;
  }

  void start() {
    context.setTimeout(0);
    context.addListener(this);
    out.setWriteListener(this);
  }

  void send(byte[] newest) {
    event.set(newest);
    write();
  }

  /** Sends a heartbeat, which keeps the connection open and detects a closed one. */
  void beat(byte[] line) {
    comment.set(line);
    write();
  }

  @Override
  public void onWritePossible() {
    begun = true;
    write();
  }

  private void write() {
    if (!begun || calls.getAndIncrement() != 0) {
      return;
    }
    int served = 1;
    do {
      try {
        drain();
      } catch (IOException | RuntimeException e) {
        // The client has disconnected; containers report it in either way.
        end();
      }
      served = calls.addAndGet(-served);
    } while (served != 0);
  }

  private void drain() throws IOException {
    while (!over.get() && isDue() && out.isReady()) {
      byte[] next = unflushed ? null : next();
      if (next == null) {
        unflushed = false;
        out.flush();
      } else {
        unflushed = true;
        out.write(next);
      }
    }
  }

  private boolean isDue() {
    return unflushed || event.get() != null || comment.get() != null;
  }

  /** Returns the pending event, or else the comment. An event serves as a heartbeat too. */
  private byte @Nullable [] next() {
    byte[] spare = comment.getAndSet(null);
    byte[] newest = event.getAndSet(null);
    return newest == null ? spare : newest;
  }

  void end() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    ended.accept(this);
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container has already completed the request.
    }
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // The request is never dispatched again.
  }
}
