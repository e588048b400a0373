package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.guard.RolloutArm;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A request that is still open when the patience of the guard is over has failed only if not a byte
 * of an answer was sent: streams, events, long polling and upgraded connections may last.
 */
class OpenResponseIT {
  private static final int USERS = 3;

  private static final CountDownLatch UPGRADES = new CountDownLatch(USERS);

  private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final CountDownLatch arrived = new CountDownLatch(USERS);
  private final CountDownLatch release = new CountDownLatch(1);
  private final FeatureFlags features =
      FeatureFlags.builder(
              FlagSet.of(
                  Flag.builder("checkout").percentage(50).guard(Guard.builder().build()).build()))
          .clock(() -> now)
          .build();
  private final RolloutGuard guard =
      RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();

  @AfterEach
  void end() {
    release.countDown();
    features.close();
  }

  /** Upgrades a connection, and holds it as long as the client does. */
  public static final class Upgraded implements HttpUpgradeHandler {
    @Override
    public void init(WebConnection connection) {
      UPGRADES.countDown();
    }

    @Override
    public void destroy() {
      // The client has closed the connection.
    }
  }

  private App app() {
    return new App()
        .with(FlagFilter.builder(features).user(UserResolver.header("X-User-Id"))::register)
        .page("/stream", (request, response) -> hold(response, "text/plain", "first\n"))
        .page("/poll", (request, response) -> hold(response, "text/plain", ""))
        .page("/events", this::events)
        .page("/upgrade", (request, response) -> upgrade(request, response))
        .page("/silent", (request, response) -> holdSilently())
        .page("/silent-async", (request, response) -> answerLater(request));
  }

  private void hold(HttpServletResponse response, String type, String first) throws IOException {
    boolean unused = Flags.on("checkout");
    response.setContentType(type);
    response.getWriter().print(first);
    response.flushBuffer();
    arrived.countDown();
    await(release);
  }

  private void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean unused = Flags.on("checkout");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    response.setContentType("text/event-stream");
    response.getOutputStream().print("data: first\n\n");
    response.flushBuffer();
    arrived.countDown();
    later(context);
  }

  private void upgrade(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    boolean unused = Flags.on("checkout");
    response.setHeader("Upgrade", "echo");
    response.setHeader("Connection", "Upgrade");
    request.upgrade(Upgraded.class);
    arrived.countDown();
  }

  private void holdSilently() {
    boolean unused = Flags.on("checkout");
    arrived.countDown();
    await(release);
  }

  private void answerLater(HttpServletRequest request) {
    boolean unused = Flags.on("checkout");
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    arrived.countDown();
    later(context);
  }

  private void later(AsyncContext context) {
    Thread thread =
        new Thread(
            () -> {
              await(release);
              context.complete();
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RolloutArm look() {
    assertTrue(features.evidence().flush(Await.LONG));
    guard.look();
    return guard.state("checkout").orElseThrow().on();
  }

  private String user(int number) {
    int next = 0;
    for (int i = 0; ; next++) {
      if (features.isEnabled("checkout", "user:" + next) && i++ == number) {
        return "user:" + next;
      }
    }
  }

  private static Socket open(ServletContainerFixture server, String path, String user)
      throws IOException {
    URI base = server.baseUri();
    Socket socket = new Socket(base.getHost(), base.getPort());
    socket.setSoTimeout((int) Await.LONG.toMillis());
    String upgrade = path.equals("upgrade") ? "Connection: Upgrade\r\nUpgrade: echo\r\n" : "";
    String request =
        "GET /" + path + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + user + "\r\n" + upgrade;
    socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      if (head.toString().endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "stream, 200, 0",
    "poll, 200, 0",
    "events, 200, 0",
    "upgrade, 101, 0",
    "silent, 200, 3",
    "silent-async, 200, 3"
  })
  void openRequest_afterThePatience_hasFailedOnlyWithoutAByteOfAnswer(
      String path, int status, int failing) throws Exception {
    try (ServletContainerFixture server = app().start()) {
      Socket[] sockets = new Socket[USERS];
      for (int i = 0; i < USERS; i++) {
        sockets[i] = open(server, path, user(i));
      }
      await(arrived);
      for (int i = 0; i < USERS && failing == 0; i++) {
        assertTrue(head(sockets[i]).startsWith("HTTP/1.1 " + status), path);
      }
      if (path.equals("upgrade")) {
        await(UPGRADES);
      }
      assertEquals(new RolloutArm(USERS, 0, 0), look());

      now = now.plus(Guard.DEFAULT.patience()).plusSeconds(1);
      assertEquals(new RolloutArm(USERS, failing, 0), look());

      release.countDown();
      for (int i = 0; i < USERS && failing > 0; i++) {
        assertTrue(head(sockets[i]).startsWith("HTTP/1.1 " + status), path);
      }
      for (Socket socket : sockets) {
        socket.close();
      }
      assertEquals(new RolloutArm(USERS, failing, 0), look(), "an outcome is final");
    }
  }
}
