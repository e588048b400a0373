package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.console.ConsoleServlet;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that do not arrive, on a container with as few threads as it can do with. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowBodyIT {
  private static final String TOKEN = "admin-token-0123456789abcdef0123456789";
  private static final String KEY = "0123456789abcdef";
  private static final int CONNECTIONS = 40;

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("a")));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final List<SlowClient> clients = new ArrayList<>();
  private ServletContainerFixture container;

  /** The refused clients, by the page that they request. */
  enum Stranger {
    CONSOLE_PAGE("GET /flags/ HTTP/1.1", 403, "Content-Length: 1000"),
    CONSOLE_FORM("POST /flags/flag/a/kill HTTP/1.1", 403, "Content-Length: 1000000"),
    CONSOLE_CHUNKED("POST /flags/new HTTP/1.1", 403, "Transfer-Encoding: chunked"),
    CONSOLE_TYPED(
        "POST /flags/new HTTP/1.1",
        403,
        "Content-Length: 1000\r\nContent-Type: application/x-www-form-urlencoded"),
    CONSOLE_MOUNT("POST /flags HTTP/1.1", 302, "Content-Length: 1000"),
    API_BEARER(
        "PUT /flags/api/flags/a HTTP/1.1",
        401,
        "Content-Length: 1000\r\nAuthorization: Bearer no-token-of-this-console-0123456789"),
    OFREP_WITHOUT_KEY("POST /closed/evaluate/flags HTTP/1.1", 401, "Content-Length: 1000"),
    OFREP_STREAM("GET /ofrep/v1/stream HTTP/1.1", 403, "Content-Length: 1000"),
    OFREP_NOWHERE("POST /ofrep/v1/nowhere HTTP/1.1", 404, "Content-Length: 1000"),
    OFREP_PREFLIGHT("OPTIONS /ofrep/v1/evaluate/flags HTTP/1.1", 204, "Content-Length: 1000");

    private final String line;
    private final int status;
    private final String headers;

    Stranger(String line, int status, String headers) {
      this.line = line;
      this.status = status;
      this.headers = headers;
    }
  }

  /** The admitted clients, which then send a byte now and then. */
  static Stream<String> slow() {
    String json = "\r\nContent-Type: application/json";
    String bearer = "\r\nAuthorization: Bearer " + TOKEN + "\r\n";
    return Stream.of(
        "POST /ofrep/v1/evaluate/flags HTTP/1.1\r\nContent-Length: 1000\r\n",
        "POST /ofrep/v1/evaluate/flags/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n",
        "POST /closed/evaluate/flags HTTP/1.1\r\nContent-Length: 900\r\nX-API-Key: " + KEY + "\r\n",
        "PUT /flags/api/flags/a HTTP/1.1\r\nContent-Length: 100000" + json + bearer,
        "DELETE /flags/api/flags/a HTTP/1.1\r\nContent-Length: 1000" + json + bearer,
        "POST /flags/flag/a/kill HTTP/1.1\r\nContent-Length: 1000"
            + "\r\nContent-Type: application/x-www-form-urlencoded"
            + bearer);
  }

  private void start(Duration timeout) {
    container = ServletContainerFixture.startOnFewThreads(context -> register(context, timeout));
  }

  private void register(ServletContext context, Duration timeout) {
    FlagFilter.builder(features).register(context);
    ConsoleServlet.builder(features)
        .adminToken("deploy", TOKEN)
        .bodyTimeout(timeout)
        .register(context, "/flags/*");
    mount(context, "/ofrep/v1/*", OfrepServlet.builder().expose("*").bodyTimeout(timeout).build());
    mount(
        context,
        "/closed/*",
        OfrepServlet.builder().expose("*").apiKey(KEY).bodyTimeout(timeout).build());
  }

  private static void mount(ServletContext context, String pattern, OfrepServlet servlet) {
    ServletRegistration.Dynamic ofrep = context.addServlet(pattern, servlet);
    ofrep.addMapping(pattern);
    ofrep.setAsyncSupported(true);
  }

  @AfterEach
  void stop() throws IOException {
    for (SlowClient client : clients) {
      client.socket.close();
    }
    container.close();
    features.close();
  }

  private final class SlowClient {
    private final Socket socket;
    private final StringBuilder answer = new StringBuilder();

    SlowClient(String head, String firstBytes) throws IOException {
      socket = new Socket("localhost", container.baseUri().getPort());
      socket.setSoTimeout(100);
      clients.add(this);
      send(head.strip() + "\r\nHost: localhost\r\n\r\n" + firstBytes);
    }

    private void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    /** Reads up to the end of the connection, and sends a byte whenever nothing comes. */
    String untilClosed(String drop) throws IOException {
      // Undertow keeps the connection of a chunked body that is refused, and no thread for it.
      boolean kept = drop.contains("\r") && ServletContainerFixture.name().equals("undertow");
      while (!kept || answer.indexOf("\r\n\r\n") < 0) {
        try {
          int next = socket.getInputStream().read();
          if (next < 0) {
            return answer.toString();
          }
          answer.append((char) next);
        } catch (SocketTimeoutException silent) {
          trickle(drop);
        } catch (SocketException reset) {
          return answer.toString();
        }
      }
      return answer.toString();
    }

    private void trickle(String drop) {
      try {
        send(drop);
      } catch (IOException closed) {
        // The next read says so.
        assertTrue(closed.getMessage() != null);
      }
    }
  }

  private HttpResponse<String> ordinary() throws Exception {
    URI uri = container.baseUri().resolve("flags/api/flags/a");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + TOKEN)
            .timeout(Await.LONG)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @MethodSource("slow")
  void slowBodies_ofWhoeverIsLetIn_holdNoThread(String head) throws Exception {
    start(Duration.ofHours(1));
    String first = head.contains("chunked") ? "1\r\n{\r\n" : "{";
    for (int i = 0; i < CONNECTIONS; i++) {
      assertTrue(new SlowClient(head, first).socket.isConnected());
    }
    assertEquals(200, ordinary().statusCode());
  }

  @ParameterizedTest
  @MethodSource("slow")
  void slowBody_ofWhoeverIsLetIn_endsAtTheDeadline(String head) throws Exception {
    start(Duration.ofMillis(700));
    boolean chunked = head.contains("chunked");
    SlowClient client = new SlowClient(head, chunked ? "1\r\n{\r\n" : "{");
    String answer = client.untilClosed(chunked ? "1\r\n \r\n" : " ");
    assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
    assertEquals(200, ordinary().statusCode());
  }

  /** Nobody who was not let in is read: the answer comes, and then the end. */
  @ParameterizedTest
  @EnumSource(Stranger.class)
  void slowBodies_ofStrangers_areNotWaitedFor(Stranger stranger) throws Exception {
    start(Duration.ofHours(1));
    String head = stranger.line + "\r\n" + stranger.headers;
    for (int i = 0; i < CONNECTIONS; i++) {
      SlowClient client = new SlowClient(head, "");
      String answer = client.untilClosed(head.contains("chunked") ? "1\r\n \r\n" : " ");
      assertTrue(answer.startsWith("HTTP/1.1 " + stranger.status), answer);
    }
    assertEquals(200, ordinary().statusCode());
  }

  @Test
  void wholeBody_inPieces_isTaken() throws Exception {
    start(Duration.ofHours(1));
    String head = "POST /ofrep/v1/evaluate/flags/a HTTP/1.1\r\nContent-Length: 14\r\n";
    SlowClient client = new SlowClient(head + "Connection: close\r\n", "{\"context\":");
    assertEquals(200, ordinary().statusCode());
    client.send("{}}");
    String answer = client.untilClosed("");
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.contains("\"key\":\"a\""), answer);
  }

  /** A filter that asks for a parameter reads the whole form before the console sees it. */
  @Test
  void form_thatAFilterHasRead_isTaken() throws Exception {
    Filter reader =
        (request, response, chain) -> {
          assertNull(request.getParameter("_method"));
          chain.doFilter(request, response);
        };
    container =
        ServletContainerFixture.startOnFewThreads(
            context -> {
              var filter = context.addFilter("reader", reader);
              filter.setAsyncSupported(true);
              filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
              register(context, Duration.ofHours(1));
            });
    String form = "reason=too+slow";
    String head =
        "POST /flags/flag/a/kill HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
            + "\r\nConnection: close\r\nContent-Length: "
            + form.length();
    String bearer = "\r\nAuthorization: Bearer " + TOKEN + "\r\n";
    String answer = new SlowClient(head + bearer, form).untilClosed("");
    assertTrue(answer.startsWith("HTTP/1.1 303"), answer);
    assertEquals("too slow", store.find("a").orElseThrow().value().killed().reason());
  }

  @Test
  void bodyThatIsTooLarge_ofWhoeverIsLetIn_isAnswered() throws Exception {
    start(Duration.ofHours(1));
    String head = "POST /ofrep/v1/evaluate/flags HTTP/1.1\r\nContent-Length: 100000\r\n";
    SlowClient client = new SlowClient(head, "x".repeat(100_000));
    String answer = client.untilClosed("");
    assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
  }
}
