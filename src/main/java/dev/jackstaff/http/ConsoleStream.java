package dev.jackstaff.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One page that listens. Writes without blocking: a page that is slow gets the newest version when
 * it can take it, and the ones between never.
 */
final class ConsoleStream implements WriteListener, AsyncListener {
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<ConsoleStream> ended;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable String pending;
  private boolean flushing;
  private boolean started;
  private boolean done;

  ConsoleStream(AsyncContext context, ServletOutputStream out, Consumer<ConsoleStream> ended) {
    this.context = context;
    this.out = out;
    this.ended = ended;
  }

  /** Begins to write. */
  void start() {
    out.setWriteListener(this);
  }

  void tell(String version) {
    offer("event: change\ndata: " + version + "\n\n");
  }

  /** Keeps the connection open, and notices that it is closed. */
  void beat() {
    offer(":\n\n");
  }

  private void offer(String message) {
    lock.lock();
    try {
      boolean beat = message.startsWith(":");
      if (!beat || pending == null) {
        pending = message;
      }
      if (started) {
        write();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onWritePossible() {
    lock.lock();
    try {
      started = true;
      write();
    } finally {
      lock.unlock();
    }
  }

  /** Where the stream is not ready, the container calls when it is. */
  private void write() {
    try {
      while (!done && (pending != null || flushing) && out.isReady()) {
        if (pending != null) {
          out.write(pending.getBytes(StandardCharsets.UTF_8));
          pending = null;
          flushing = true;
        } else {
          out.flush();
          flushing = false;
        }
      }
    } catch (IOException | IllegalStateException gone) {
      end();
    }
  }

  void end() {
    lock.lock();
    try {
      if (!done) {
        done = true;
        ended.accept(this);
        context.complete();
      }
    } catch (IllegalStateException alreadyComplete) {
      ended.accept(this);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    lock.lock();
    try {
      done = true;
      ended.accept(this);
    } finally {
      lock.unlock();
    }
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
    // A stream is started once.
  }
}
