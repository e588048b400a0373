package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.console.ConsoleServer;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that take all streams of the console or of OFREP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@OnlyWithAll
class StreamHoardIT {
  private static final String HOARDER = "127.0.0.1";
  private static final String OTHER = "127.0.0.2";

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("a")));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final List<Socket> sockets = new ArrayList<>();
  private final List<AutoCloseable> servers = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    for (AutoCloseable server : servers) {
      server.close();
    }
    features.close();
  }

  /** A listener, by the first line of the answer; its connection stays open. */
  private record Opened(Socket socket, String status) {
    boolean isStream() {
      return status.equals("HTTP/1.1 200 OK");
    }

    /** Reads to the end of the connection. */
    void awaitEnd() throws IOException {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }

  private Opened open(String from, URI uri, String method, String... headers) throws IOException {
    InetAddress source = InetAddress.getByName(from);
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort(), source, 0);
    synchronized (sockets) {
      sockets.add(socket);
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String request =
        method
            + " "
            + uri.getRawPath()
            + query
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + String.join("", headers)
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return new Opened(socket, firstLine(socket));
  }

  private static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = socket.getInputStream().read();
        next >= 0;
        next = socket.getInputStream().read()) {
      if (next == '\n') {
        return line.toString().strip();
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private OfrepServer ofrep(int streams) {
    OfrepServer server =
        new OfrepServer(features, OfrepServlet.builder().expose("*").maxStreams(streams).build());
    servers.add(server);
    return server;
  }

  private static URI address(OfrepServer server) throws Exception {
    String body = server.bulk("{}").body();
    String path = body.replaceFirst(".*\"requestUri\":\"([^\"]+)\".*", "$1");
    return URI.create(server.base()).resolve(path);
  }

  @Test
  void ofrepClient_thatTakesAllStreams_keepsNobodyOut() throws Exception {
    OfrepServer server = ofrep(5);
    URI stream = address(server);
    List<Opened> hoard = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      hoard.add(open(HOARDER, stream, "GET"));
    }
    assertTrue(hoard.stream().allMatch(Opened::isStream), hoard::toString);
    assertEquals("HTTP/1.1 503 Service Unavailable", open(HOARDER, stream, "GET").status());
    assertTrue(open(OTHER, stream, "GET").isStream());
    hoard.get(0).awaitEnd();
    assertTrue(open(OTHER, stream, "GET").isStream());
    hoard.get(1).awaitEnd();
    // Three to two: now it is fair.
    assertEquals("HTTP/1.1 503 Service Unavailable", open(OTHER, stream, "GET").status());
    assertEquals("HTTP/1.1 503 Service Unavailable", open(HOARDER, stream, "GET").status());
  }

  @Test
  void ofrepStreams_openedAtOnce_areNeverMoreThanTheBound() throws Exception {
    OfrepServer server = ofrep(7);
    URI stream = address(server);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Opened>> clients = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        clients.add(() -> open(HOARDER, stream, "GET"));
      }
      int opened = 0;
      for (Future<Opened> client : threads.invokeAll(clients)) {
        opened += client.get().isStream() ? 1 : 0;
      }
      assertEquals(7, opened);
    } finally {
      threads.shutdownNow();
    }
  }

  private ConsoleServer console(int streams) {
    ConsoleServer server = ConsoleServer.start(features, builder -> builder.maxStreams(streams));
    servers.add(server);
    return server;
  }

  private Opened listen(ConsoleServer server, String user, String method) throws IOException {
    String both =
        Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    return open(HOARDER, server.uri("events"), method, "Authorization: Basic " + both + "\r\n");
  }

  @Test
  void consoleUser_whoTakesAllStreams_keepsNobodyOut() throws Exception {
    ConsoleServer server = console(4);
    List<Opened> hoard = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      hoard.add(listen(server, "vic", "GET"));
    }
    assertTrue(hoard.stream().allMatch(Opened::isStream), hoard::toString);
    assertEquals("HTTP/1.1 204 No Content", listen(server, "vic", "GET").status());
    assertTrue(listen(server, "ann", "GET").isStream());
    hoard.get(0).awaitEnd();
  }

  @Test
  void consoleStream_askedForWithHead_takesNoPlace() throws Exception {
    ConsoleServer server = console(1);
    for (int i = 0; i < 3; i++) {
      assertTrue(listen(server, "vic", "HEAD").isStream());
    }
    assertTrue(listen(server, "vic", "GET").isStream());
  }
}
