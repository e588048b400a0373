package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.internal.json.Bodies;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks of one anonymous client on the OFREP servlet. */
class OfrepAttackIT {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final String FLAGS = "/app/ofrep/v1/evaluate/flags";
  private static final String USER = "{\"context\": {\"targetingKey\": \"u\"}}";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T09:00:00Z"));
  private final FeatureFlags features =
      FeatureFlags.of(MemoryFlagStore.of(dev.jackstaff.model.FlagSet.of(Flag.on("plain"))));
  private OfrepServer server = start(OfrepServlet.builder());

  private OfrepServer start(OfrepBuilder builder) {
    return new OfrepServer(features, builder.expose("plain").clock(now::get).build());
  }

  private void restart(OfrepBuilder builder) {
    server.close();
    server = start(builder);
  }

  @AfterEach
  void stop() {
    server.close();
    features.close();
  }

  /** Sends a request as it stands, since clients tidy paths up. */
  private String raw(String path) throws IOException {
    try (Socket socket = connect()) {
      send(socket, "POST " + path + " HTTP/1.1\r\nContent-Length: " + USER.length() + "\r\n", USER);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Socket connect() throws IOException {
    URI base = URI.create(server.base());
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
    return socket;
  }

  private static void send(Socket socket, String head, String body) throws IOException {
    OutputStream out = socket.getOutputStream();
    String whole = head + "Host: localhost\r\nConnection: close\r\n\r\n" + body;
    out.write(whole.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/ofrep/v1/x/evaluate/flags",
        "/app/ofrep/v1/x/evaluate/flags/plain",
        "/app/ofrep/v1/public/../evaluate/flags",
        "/app/ofrep/v1/public/../evaluate/flags/plain",
        "/app/public/../ofrep/v1/evaluate/flags",
        "/app/ofrep/v1/public/%2e%2e/evaluate/flags",
        "/app/ofrep/v1/./evaluate/flags",
        "/app/ofrep/v1//evaluate/flags",
        "/app/ofrep/v1/evaluate//flags",
        "/app/ofrep/v1/evaluate/flags;x=/public",
        "/app/ofrep/v1;/evaluate/flags",
        "/app/ofrep/v1/stream/evaluate/flags",
        "/app/ofrep/v1/evaluate/flagsplain",
        "/app/ofrep/v1/evaluate/flags/evaluate/flags/plain",
        "/app/ofrep/v1/Evaluate/Flags",
        "/app/ofrep/v1/evaluate%2Fflags",
        "/app/ofrep/v1/x/stream",
      })
  void path_notStraight_isNotAnswered(String path) throws IOException {
    String answer = raw(path);
    assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
    assertFalse(answer.contains("\"value\""), answer);
    assertTrue(raw(FLAGS).startsWith("HTTP/1.1 200"));
  }

  /** The page on OFREP names them. */
  @ParameterizedTest
  @ValueSource(strings = {"%2F", "%25", "%5C", "%00"})
  void key_withWhatJettyRefuses_isRefusedByTheContainer(String odd) throws IOException {
    String answer = raw(FLAGS + "/a" + odd + "b");
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    assertFalse(answer.contains("errorCode"), answer);
  }

  static Stream<Bodies> bodies() {
    return Bodies.contexts().stream();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void hostileBody_costsNoMoreThanAValidOne(Bodies bodies) throws Exception {
    assertEquals(200, server.bulk(bodies.valid()).statusCode());
    long accepting = allocated(bodies.valid());
    long refusing = allocated(bodies.hostile());
    HttpResponse<String> answer = server.bulk(bodies.hostile());
    Figures.record(
        "%-32s %d: %,9d to accept, %,9d to refuse",
        bodies, answer.statusCode(), accepting, refusing);
    assertTrue(refusing <= 3 * accepting + 100_000, refusing + " > 3 * " + accepting);
    assertTrue(answer.body().length() < 1_000, answer::body);
    assertTrue(List.of(200, 400).contains(answer.statusCode()), answer::body);
    assertEquals(200, server.bulk(USER).statusCode());
  }

  /** The least that the server's threads allocate for a request. */
  private long allocated(String body) throws Exception {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = serverBytes();
      server.bulk(body);
      least = Math.min(least, serverBytes() - before);
    }
    return least;
  }

  private static long serverBytes() {
    long sum = 0;
    for (long id : THREADS.getAllThreadIds()) {
      var thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith("qtp")) {
        sum += Math.max(0, THREADS.getThreadAllocatedBytes(id));
      }
    }
    return sum;
  }

  @Test
  void bodiesThatTrickle_areGivenUp() throws Exception {
    restart(OfrepServlet.builder().bodyTimeout(Duration.ofMillis(200)));
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        Socket socket = connect();
        sockets.add(socket);
        send(socket, "POST " + FLAGS + " HTTP/1.1\r\nContent-Length: 60000\r\n", "{");
      }
      for (Socket socket : sockets) {
        assertTrue(trickled(socket).startsWith("HTTP/1.1 408"));
      }
      assertEquals(200, server.bulk(USER).statusCode());
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Sends a byte now and then until there is an answer. */
  private static String trickled(Socket socket) throws IOException {
    while (socket.getInputStream().available() == 0) {
      try {
        socket.getOutputStream().write(' ');
      } catch (IOException closed) {
        break;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    byte[] head = new byte[200];
    int read = socket.getInputStream().read(head);
    return new String(head, 0, Math.max(0, read), StandardCharsets.UTF_8);
  }

  @Test
  void clientThatAsksTooOften_waitsForItsNextRequest() throws Exception {
    restart(OfrepServlet.builder().maxRequestsPerMinute(6));
    for (int i = 0; i < 6; i++) {
      assertEquals(200, server.bulk(USER).statusCode());
    }
    HttpResponse<String> refused = server.single("plain", USER);
    assertEquals(429, refused.statusCode());
    assertEquals("10", refused.headers().firstValue("Retry-After").orElse(""));
    assertTrue(refused.body().contains("\"key\":\"plain\""), refused::body);
    now.updateAndGet(at -> at.plusSeconds(10));
    assertEquals(200, server.bulk(USER).statusCode());
    assertEquals(429, server.bulk(USER).statusCode());
  }

  @Test
  void limit_ofManyClients_isOnePerClientInABoundedTable() {
    OfrepRateLimit limit = new OfrepRateLimit(1, now::get);
    for (int i = 0; i < 50_000; i++) {
      assertEquals(0, limit.take("client " + i));
      assertEquals(60, limit.take("client " + i));
    }
    assertEquals(10_000, limit.clients());
    now.updateAndGet(at -> at.minusSeconds(3_600));
    assertEquals(60, limit.take("client 49999"), "a clock that goes back gives nothing away");
  }

  @Test
  void streams_hoardedByOneClient_areBoundedAndOfferedAgain() throws Exception {
    restart(OfrepServlet.builder().maxStreams(3));
    String stream = server.bulk(USER).body().replaceAll(".*\"requestUri\":\"([^\"]+)\".*", "$1");
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        Socket socket = connect();
        open.add(socket);
        send(socket, "GET " + stream + " HTTP/1.1\r\n", "");
        assertTrue(firstLine(socket).startsWith("HTTP/1.1 200"));
      }
      try (Socket fourth = connect()) {
        send(fourth, "GET " + stream + " HTTP/1.1\r\n", "");
        assertTrue(firstLine(fourth).startsWith("HTTP/1.1 503"));
      }
      assertFalse(server.bulk(USER).body().contains("eventStreams"));
      assertEquals(200, server.bulk(USER).statusCode());
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  private static String firstLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = socket.getInputStream().read();
    while (c > 0 && c != '\r') {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Test
  void halfOfACharacter_inAnAttributeOrName_failsNoFlag() throws Exception {
    String value = "{\"context\": {\"targetingKey\": \"u\", \"bio\": \"cut \\ud83d\"}}";
    String name = "{\"context\": {\"targetingKey\": \"u\", \"\\udc00\": 1}}";
    for (String body : List.of(value, name)) {
      assertEquals(200, server.bulk(body).statusCode());
      assertEquals(200, server.single("plain", body).statusCode());
    }
  }

  @Test
  void preflight_ofAnAllowedPage_allowsTheHeadersThatItWants() throws Exception {
    restart(OfrepServlet.builder().allowedOrigins("https://shop.example"));
    String wanted = "content-type,traceparent,tracestate,x-own";
    HttpResponse<String> allowed = preflight("https://shop.example", wanted);
    assertEquals(wanted, header(allowed, "Access-Control-Allow-Headers"));
    assertTrue(allowed.headers().allValues("Vary").contains("Access-Control-Request-Headers"));
    assertEquals(
        "", header(preflight("https://evil.example", wanted), "Access-Control-Allow-Headers"));
    HttpResponse<String> odd = preflight("https://shop.example", "x".repeat(2_000));
    assertAll(
        () -> assertEquals(204, odd.statusCode()),
        () -> assertTrue(header(odd, "Access-Control-Allow-Headers").length() < 200),
        () -> assertEquals("", header(allowed, "Access-Control-Allow-Credentials")));
  }

  private HttpResponse<String> preflight(String origin, String headers) throws Exception {
    return server.send(
        "/ofrep/v1/evaluate/flags",
        request -> request.method("OPTIONS", BodyPublishers.noBody()),
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "POST",
        "Access-Control-Request-Headers",
        headers);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
