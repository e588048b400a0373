package dev.jackstaff.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay in front of a PostgreSQL that counts what passes: connections, bytes, and statements,
 * which are the messages Query and Execute of the protocol. Thread-safe.
 */
public final class PostgresRelay implements AutoCloseable {
  private final ServerSocket server;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong bytesTo = new AtomicLong();
  private final AtomicLong bytesFrom = new AtomicLong();

  /** Starts a relay to a server on this machine. */
  public PostgresRelay(int port) throws IOException {
    this.port = port;
    this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "postgres-relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the URL of a database behind the relay. */
  public String url(String database, String user) {
    return "jdbc:postgresql://localhost:"
        + server.getLocalPort()
        + "/"
        + database
        + "?user="
        + user
        + "&sslmode=disable&gssEncMode=disable";
  }

  public long connections() {
    return connections.get();
  }

  public long statements() {
    return statements.get();
  }

  public long bytesTo() {
    return bytesTo.get();
  }

  public long bytesFrom() {
    return bytesFrom.get();
  }

  public long bytes() {
    return bytesTo() + bytesFrom();
  }

  /** Begins to count anew. */
  public void reset() {
    for (AtomicLong count : new AtomicLong[] {connections, statements, bytesTo, bytesFrom}) {
      count.set(0);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket real = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        real.setTcpNoDelay(true);
        open.add(client);
        open.add(real);
        connections.incrementAndGet();
        start(() -> pass(client, real, true));
        start(() -> pass(real, client, false));
      }
    } catch (IOException closed) {
      // The relay was closed.
    }
  }

  private void pass(Socket from, Socket to, boolean counts) {
    try (from;
        to) {
      if (counts) {
        messages(from.getInputStream(), to.getOutputStream());
      } else {
        copy(from.getInputStream(), to.getOutputStream());
      }
    } catch (IOException closed) {
      // One side has closed the connection.
    }
  }

  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      bytesFrom.addAndGet(count);
      out.write(buffer, 0, count);
    }
  }

  /** Each message is a letter, its length and its content; the first one has no letter. */
  private void messages(InputStream in, OutputStream out) throws IOException {
    DataInputStream data = new DataInputStream(in);
    int type = 0;
    while (type >= 0) {
      byte[] message = new byte[data.readInt()];
      data.readFully(message, 4, message.length - 4);
      for (int i = 0; i < 4; i++) {
        message[i] = (byte) (message.length >>> (8 * (3 - i)));
      }
      if (type == 'Q' || type == 'E') {
        statements.incrementAndGet();
      }
      if (type != 0) {
        out.write(type);
      }
      out.write(message);
      bytesTo.addAndGet(message.length + (type == 0 ? 0 : 1));
      type = data.read();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
