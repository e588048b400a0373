package dev.jackstaff.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One client that hears of changes. It has no thread: what is due is noted, and written by whoever
 * finds the connection ready, be it the thread that notes it or one of the container. Of a client
 * that does not read, at most one event waits, since two would say no more than one.
 */
final class OfrepStream implements WriteListener, AsyncListener {
  private static final byte[] REFETCH = bytes("data: {\"type\":\"refetchEvaluation\"}\n\n");
  private static final byte[] HEARTBEAT = bytes(": still here\n\n");

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<OfrepStream> ended;

  /** What changed before the client was here, it may have missed. */
  private boolean refetch = true;

  private boolean heartbeat;
  private boolean unflushed;
  private boolean begun;
  private boolean over;

  OfrepStream(AsyncContext context, ServletOutputStream out, Consumer<OfrepStream> ended) {
    this.context = context;
    this.out = out;
    this.ended = ended;
  }

  void start() {
    context.setTimeout(0);
    context.addListener(this);
    out.setWriteListener(this);
  }

  void refetch() {
    synchronized (this) {
      refetch = true;
    }
    write();
  }

  void heartbeat() {
    synchronized (this) {
      heartbeat = true;
    }
    write();
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      begun = true;
    }
    write();
  }

  private void write() {
    try {
      drain();
    } catch (IOException | RuntimeException e) {
      // The client is gone; a container says so in either way.
      end();
    }
  }

  private synchronized void drain() throws IOException {
    while (begun && !over && (refetch || heartbeat || unflushed) && out.isReady()) {
      if (unflushed) {
        unflushed = false;
        out.flush();
      } else {
        byte[] due = refetch ? REFETCH : HEARTBEAT;
        refetch = false;
        heartbeat = false;
        unflushed = true;
        out.write(due);
      }
    }
  }

  void end() {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
