package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.spring.JackstaffAutoConfiguration;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** A store over a real server, with everything that a server may answer. */
@Timeout(300)
final class HttpFlagStoreIT {
  private static final String ON = "{\"a\": true}";
  private static final String OFF = "{\"a\": false}";

  /** An interval so long that only the test asks for the file. */
  private static final Duration NEVER = Duration.ofDays(9);

  @TempDir private Path directory;

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch end = new CountDownLatch(1);
  private volatile Answer answer = document(ON, "\"1\"");

  /** The script of one response. */
  private interface Answer {
    void write(HttpServletRequest request, HttpServletResponse response) throws Exception;
  }

  private final class Scripted extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      requests.add(
          request.getRequestURI()
              + " "
              + request.getHeader("If-None-Match")
              + " "
              + request.getHeader("Authorization"));
      try {
        answer.write(request, response);
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Answer document(String text, String tag) {
    return (request, response) -> {
      response.setHeader("ETag", tag);
      if (tag.equals(request.getHeader("If-None-Match"))) {
        response.setStatus(304);
      } else {
        response.setContentType("application/json");
        response.getOutputStream().write(bytes(text));
      }
    };
  }

  private static Answer status(int status, String type, String body) {
    return (request, response) -> {
      response.setStatus(status);
      response.setContentType(type);
      response.getOutputStream().write(bytes(body));
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static Answer zipped(byte[] body, int length) {
    return (request, response) -> {
      response.setHeader("Content-Encoding", "gzip");
      response.getOutputStream().write(body, 0, length);
    };
  }

  @BeforeEach
  void start() throws Exception {
    ServletContextHandler application = new ServletContextHandler("/");
    application.addServlet(new ServletHolder(new Scripted()), "/*");
    server.addConnector(connector);
    server.setHandler(application);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    server.stop();
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + connector.getLocalPort() + path);
  }

  private HttpFlagStore.Builder builder() {
    return HttpFlagStore.builder(address("/flags.json?key=hunter2")).refresh(NEVER);
  }

  private static boolean isOn(FlagStore store) {
    return store.flags().find("a").orElseThrow().enabled();
  }

  /** Asks once with an answer that is none, and returns the reason that the store is stale. */
  private String refused(HttpFlagStore store, Answer wrong) {
    answer = wrong;
    store.look();
    assertEquals(StoreStatus.State.STALE, store.status().state());
    assertTrue(isOn(store), "the last good flags");
    String reason = String.valueOf(store.status().reason());
    assertFalse(reason.contains("hunter2"), reason);
    assertEquals(1, reason.lines().count(), reason);
    return reason;
  }

  @Test
  void unchangedFile_isNotSentAgain_andAChangedOneIsTaken() {
    try (HttpFlagStore store = builder().build()) {
      assertTrue(isOn(store));
      store.look();
      answer = document(OFF, "\"2\"");
      store.look();
      assertFalse(isOn(store));
      assertEquals(StoreStatus.State.READY, store.status().state());
    }
    assertEquals(
        List.of("/flags.json null null", "/flags.json \"1\" null", "/flags.json \"1\" null"),
        requests);
  }

  @Test
  void fileWithATimeAlone_isAskedForByIt() {
    List<String> asked = new ArrayList<>();
    answer =
        (request, response) -> {
          asked.add(String.valueOf(request.getHeader("If-Modified-Since")));
          response.setHeader("Last-Modified", "Tue, 01 Dec 2026 00:00:00 GMT");
          document(ON, "\"9\"").write(request, response);
          response.setHeader("ETag", null);
        };
    try (HttpFlagStore store = builder().build()) {
      store.look();
    }
    assertEquals(List.of("null", "Tue, 01 Dec 2026 00:00:00 GMT"), asked);
  }

  @Test
  void compressedFile_isRead() throws Exception {
    byte[] zipped = zipped(bytes(ON));
    answer = zipped(zipped, zipped.length);
    try (HttpFlagStore store = builder().build()) {
      assertTrue(isOn(store));
      assertTrue(
          refused(store, zipped(zipped, zipped.length - 9)).contains("incomplete or invalid gzip"));
      byte[] large = zipped(new byte[HttpSource.MAX_BYTES + 1]);
      assertTrue(refused(store, zipped(large, large.length)).contains("has more than"));
      Answer unknown = (request, response) -> response.setHeader("Content-Encoding", "br");
      assertTrue(refused(store, unknown).contains("unknown coding br"));
    }
  }

  @Test
  void pageInPlaceOfTheFile_isRefused() {
    try (HttpFlagStore store = builder().build()) {
      String place = "http://localhost:" + connector.getLocalPort() + "/flags.json";
      String page = "<html>" + OFF + "</html>";
      assertEquals(
          place + " answers with status 503", refused(store, status(503, "text/html", page)));
      assertEquals(
          place + " answers with status 404", refused(store, status(404, "text/html", "")));
      assertEquals(
          place + " answers with a page of HTML in place of a flag file",
          refused(store, status(200, "Text/HTML; charset=utf-8", page)));
      assertTrue(refused(store, status(200, "text/plain", page)).startsWith(place + ":1:1: "));
      assertTrue(refused(store, status(200, "application/json", "")).startsWith(place));
      assertTrue(refused(store, status(204, "text/plain", "")).contains("status 204"));
      answer = document(OFF, "\"3\"");
      store.look();
      assertFalse(isOn(store));
      assertEquals(StoreStatus.State.READY, store.status().state());
      assertNull(store.status().reason());
    }
  }

  @Test
  void truncatedFile_isRefused() {
    try (HttpFlagStore store = builder().build()) {
      String reason =
          refused(
              store,
              (request, response) -> {
                response.setContentLength(OFF.length() + 20);
                response.getOutputStream().write(bytes(OFF));
                response.flushBuffer();
                throw new IOException("on purpose");
              });
      assertTrue(reason.contains("IOException"), reason);
      assertTrue(refused(store, status(200, "application/json", "{\"a\": fal")).contains(":1:"));
    }
  }

  @Test
  void endlessFile_isRefused() {
    try (HttpFlagStore store = builder().timeout(Duration.ofMinutes(2)).build()) {
      byte[] part = new byte[1 << 16];
      String reason =
          refused(
              store,
              (request, response) -> {
                for (int i = 0; i <= 2 * HttpSource.MAX_BYTES / part.length; i++) {
                  response.getOutputStream().write(part);
                }
              });
      assertTrue(reason.contains("has more than"), reason);
    }
  }

  @Test
  void serverThatDoesNotGoOn_isGivenUp() {
    try (HttpFlagStore store = builder().build()) {
      assertTrue(isOn(store));
    }
    try (HttpFlagStore store =
        builder().timeout(Duration.ofMillis(300)).fallback(FlagSet.of(Flag.on("a"))).build()) {
      Answer silent = (request, response) -> end.await();
      assertTrue(refused(store, silent).contains("did not answer completely within PT0.3S"));
      Answer half =
          (request, response) -> {
            response.getOutputStream().write(bytes("{"));
            response.flushBuffer();
            end.await();
          };
      assertTrue(refused(store, half).contains("did not answer completely within PT0.3S"));
    }
  }

  @Test
  void redirect_isFollowedWithinTheServerOnly_soThatNobodyElseReceivesTheToken() throws Exception {
    try (HttpFlagStore store = builder().bearer(() -> "secret-token").build()) {
      answer =
          (request, response) -> {
            if (request.getRequestURI().equals("/moved.json")) {
              document(OFF, "\"2\"").write(request, response);
            } else {
              response.setStatus(307);
              response.setHeader("Location", "/moved.json");
            }
          };
      store.look();
      assertFalse(isOn(store));
      assertEquals("/moved.json \"1\" Bearer secret-token", requests.get(2));
      answer = document(ON, "\"4\"");
      store.look();
      int before = requests.size();
      String there = "http://127.0.0.1:" + connector.getLocalPort() + "/flags.json";
      assertTrue(
          refused(store, redirect(there))
              .contains("redirects to another server, http://127.0.0.1:"));
      assertTrue(refused(store, redirect("file:///etc/passwd")).contains("another server"));
      assertEquals(before + 2, requests.size());
      assertTrue(refused(store, redirect("/flags.json")).contains("redirects more than 3 times"));
      assertTrue(refused(store, redirect("http://[")).contains("no address"));
    }
  }

  private static Answer redirect(String to) {
    return (request, response) -> {
      response.setStatus(302);
      response.setHeader("Location", to);
    };
  }

  @Test
  void token_isAskedForWithEachRequest() {
    List<String> tokens = new ArrayList<>(List.of("one", "two"));
    try (HttpFlagStore store = builder().bearer(() -> tokens.remove(0)).build()) {
      store.look();
    }
    assertEquals(List.of("/flags.json null Bearer one", "/flags.json \"1\" Bearer two"), requests);
  }

  @Test
  void invalidFile_stopsWhatItKills_andIsReportedUntilItIsValid() {
    try (HttpFlagStore store = builder().build()) {
      answer = document("{\"a\": {\"killed\": true, \"percentage\": 140}}", "\"2\"");
      store.look();
      assertTrue(store.flags().find("a").orElseThrow().isKilled());
      String reason = String.valueOf(store.status().reason());
      assertTrue(reason.contains("percentage must be between 0 and 100"), reason);
      store.look();
      assertEquals(reason, store.status().reason(), "304 leaves it as it is");
      answer = document(ON, "\"3\"");
      store.look();
      assertFalse(store.flags().find("a").orElseThrow().isKilled());
      assertEquals(StoreStatus.State.READY, store.status().state());
    }
  }

  @Test
  void start_withoutTheServer_takesTheLastGoodSetOrTheFallback() {
    Path saved = directory.resolve("saved.json");
    try (HttpFlagStore store = builder().lastKnownGood(saved).build()) {
      assertTrue(isOn(store));
    }
    answer = status(500, "text/plain", "");
    String message = assertThrows(StoreException.class, builder()::build).getMessage();
    assertTrue(message.endsWith("/flags.json answers with status 500"), message);
    FlagSet fallback = FlagSet.of(Flag.off("a"));
    try (HttpFlagStore store = builder().fallback(fallback).build()) {
      assertEquals(fallback, store.flags());
      assertEquals(StoreStatus.State.STALE, store.status().state());
    }
    try (HttpFlagStore store = builder().lastKnownGood(saved).fallback(fallback).build()) {
      assertTrue(isOn(store));
    }
    answer = document("{\"a\": 1}", "\"1\"");
    assertThrows(InvalidFlagsException.class, builder()::build);
  }

  @Test
  void pauses_differAtRandom_andAreLongerWhileTheServerFails() {
    Duration refresh = Duration.ofSeconds(30);
    try (HttpFlagStore store = builder().refresh(refresh).build()) {
      for (int i = 0; i < 1_000; i++) {
        within(27_000, 33_000, store.pause());
      }
      refused(store, status(500, "text/plain", ""));
      for (int i = 0; i < 1_000; i++) {
        within(30_000, 60_000, store.pause());
      }
      refused(store, later("120"));
      assertEquals(Duration.ofMinutes(2), store.pause());
      refused(store, later("999999"));
      assertEquals(Duration.ofHours(1), store.pause());
      refused(store, later("soon"));
      within(30_000, 60_000, store.pause());
    }
  }

  private static void within(long least, long most, Duration pause) {
    assertTrue(pause.toMillis() >= least && pause.toMillis() <= most, pause.toString());
  }

  private static Answer later(String pause) {
    return (request, response) -> {
      response.setStatus(429);
      response.setHeader("Retry-After", pause);
    };
  }

  @Test
  void change_isTakenByItself_andWatchersAreCalled() throws Exception {
    List<FlagSet> seen = Collections.synchronizedList(new ArrayList<>());
    try (HttpFlagStore store = builder().refresh(Duration.ofSeconds(1)).build()) {
      store.watch(seen::add);
      answer = status(500, "text/plain", "");
      Await.until("it is stale", () -> store.status().state() == StoreStatus.State.STALE);
      answer = document(OFF, "\"2\"");
      Await.until("the change is taken", () -> !seen.isEmpty());
      assertFalse(isOn(store));
    }
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("jackstaff-http")));
  }

  @Test
  void settings_ofTheFilterAndOfSpring_openIt() throws Exception {
    Path saved = directory.resolve("saved.json");
    Map<String, String> params = new TreeMap<>();
    params.put("flags", address("/flags.json").toString());
    params.put("flagsToken", "attribute:token");
    params.put("refresh", "PT1H");
    params.put("lastKnownGood", saved.toString());
    params.put("plainHttp", "true");
    ServletContext context = mock(ServletContext.class);
    when(context.getAttribute("token")).thenReturn("token-of-the-filter");
    FilterConfig config = mock(FilterConfig.class);
    when(config.getServletContext()).thenReturn(context);
    when(config.getInitParameterNames()).thenReturn(Collections.enumeration(params.keySet()));
    params.forEach((name, value) -> when(config.getInitParameter(name)).thenReturn(value));
    FlagFilter filter = new FlagFilter();
    filter.init(config);
    filter.destroy();
    assertTrue(Files.readString(saved).contains("\"a\""));
    Map<String, Object> properties =
        Map.of(
            "jackstaff.flags",
            address("/flags.json").toString(),
            "jackstaff.flags-token",
            "token-of-spring",
            "jackstaff.refresh",
            "1h",
            "jackstaff.last-known-good",
            saved.toString());
    try (var spring = new AnnotationConfigApplicationContext()) {
      var sources = spring.getEnvironment().getPropertySources();
      sources.addFirst(new MapPropertySource("test", properties));
      spring.register(JackstaffAutoConfiguration.class);
      spring.refresh();
      FeatureFlags features = spring.getBean(FeatureFlags.class);
      assertTrue(features.isEnabled("a", null));
      assertTrue(features.store().orElseThrow() instanceof HttpFlagStore);
    }
    assertEquals(
        List.of(
            "/flags.json null Bearer token-of-the-filter",
            "/flags.json null Bearer token-of-spring"),
        requests);
  }

  @Test
  void addressThatIsUnsafe_isRefused() {
    for (String plain : List.of("http://flags.example/f.json", "http://127.0.0.1.example/f.json")) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> HttpFlagStore.builder(URI.create(plain)).build())
              .getMessage();
      assertTrue(message.startsWith("http: to another machine is refused"), message);
    }
    String user =
        assertThrows(
                IllegalArgumentException.class,
                () -> HttpFlagStore.builder(URI.create("https://u:hunter2@h/f.json")))
            .getMessage();
    assertTrue(user.contains("may not contain a user"), user);
    assertFalse(user.contains("hunter2"), user);
    for (String other : List.of("ftp://h/f", "https:f.json", "flags.json", "https:///f.json")) {
      assertThrows(
          IllegalArgumentException.class, () -> HttpFlagStore.builder(URI.create(other)), other);
    }
    HttpFlagStore.Builder builder = HttpFlagStore.builder(URI.create("https://h/f.json"));
    assertThrows(IllegalArgumentException.class, () -> builder.refresh(Duration.ofMillis(999)));
    assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO));
  }
}
