package dev.jackstaff.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A relay to a server on this machine that delays, swallows or resets. Thread-safe. */
final class SlowRelay implements AutoCloseable {
  private final ServerSocket server;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean swallows;

  SlowRelay(int port) throws IOException {
    this.port = port;
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Delays each packet in both directions. */
  void delay(Duration each) {
    delay = each;
  }

  /** Keeps connections open and lets nothing pass, or lets everything pass again. */
  void swallow(boolean all) {
    swallows = all;
  }

  /** Ends all connections. */
  void reset() {
    open.forEach(SlowRelay::end);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "slow-relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        relay(server.accept());
      }
    } catch (IOException closed) {
      reset();
    }
  }

  /** Connects to the server; while it is away, the client's connection ends. */
  private void relay(Socket in) {
    try {
      Socket out = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(in);
      open.add(out);
      start(() -> pass(in, out));
      start(() -> pass(out, in));
    } catch (IOException away) {
      end(in);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        LockSupport.parkNanos(delay.toNanos());
        if (!swallows) {
          out.write(bytes, 0, length);
          out.flush();
        }
      }
    } catch (IOException ended) {
      end(from);
    } finally {
      open.remove(from);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    reset();
  }
}
