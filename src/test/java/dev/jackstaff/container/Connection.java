package dev.jackstaff.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection of HTTP/1.1 that is kept alive, with every byte as it is written here. Answers
 * must have a Content-Length.
 */
final class Connection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  Connection(ServletContainerFixture server) throws IOException {
    URI base = server.baseUri();
    socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = socket.getInputStream();
  }

  /** An answer: its head as it came, and its body. */
  record Answer(String head, String body) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  /** Header lines, as {@code X-User-Id: a}; what they have beyond ASCII is sent as UTF-8. */
  Answer get(String path, String... headers) throws IOException {
    String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    return send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "\r\n");
  }

  /** A body of JSON in ASCII. */
  Answer post(String path, String body, String... headers) throws IOException {
    String line = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    String lines = String.join("\r\n", headers) + "\r\nContent-Type: application/json\r\n";
    return send(line + lines + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private Answer send(String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return read();
  }

  private Answer read() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after '" + bytes + "'");
      }
      bytes.write(next);
    }
    String head = bytes.toString(StandardCharsets.ISO_8859_1);
    byte[] body = in.readNBytes(length(head));
    return new Answer(head, new String(body, StandardCharsets.UTF_8));
  }

  private static int length(String head) {
    String header = "content-length:";
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(header))
        .mapToInt(line -> Integer.parseInt(line.substring(header.length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
