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
 * One client that listens for server-sent events. It has no thread: an event is written by the
 * thread that finds the connection ready. Of a client that does not read, the newest event waits
 * and the ones before are dropped. No lock is held while the container is called.
 */
final class EventStream implements WriteListener, AsyncListener {
  private final String client;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<EventStream> ended;
  private final AtomicReference<byte @Nullable []> event = new AtomicReference<>();
  private final AtomicReference<byte @Nullable []> comment = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();

  /** The number of calls of {@link #write} that nobody has served; the first caller serves all. */
  private final AtomicInteger calls = new AtomicInteger();

  private volatile boolean begun;

  /** Read and written by the caller that serves. */
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

  /** Keeps the connection open, and finds out if it is closed. */
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
        // The client has gone; containers report it either way.
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

  /** The event, which shows as well as a comment that the connection is open. */
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
      // The container has ended it already.
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
    // Nothing dispatches it again.
  }
}
