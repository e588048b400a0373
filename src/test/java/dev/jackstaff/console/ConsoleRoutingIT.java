package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Paths that a proxy, the container's constraints and the console may read differently. Each is
 * sent as it stands, since clients tidy paths up.
 */
class ConsoleRoutingIT {
  private static final String HIDDEN = "hidden-user";
  private static final FlagSet FLAGS =
      FlagSet.of(Flag.on("victim"), Flag.builder("other").users(HIDDEN).build());

  /** Ways to write a path in the console, which begins with a slash. */
  private static final List<String> WAYS =
      List.of(
          "/flags;x%s",
          "/flags;/unguarded%s",
          "/flags/;x%s",
          "/flags/%%2e%%2e/flags%s",
          "/flags/../flags%s",
          "/flags/..;/flags%s",
          "/flags/./%s",
          "/flags/%s",
          "//flags%s",
          "/./flags%s",
          "/public/../flags%s",
          "/public/..;/flags%s",
          "/public/%%2e%%2e/flags%s",
          "/%%66lags%s",
          "/FLAGS%s",
          "/flags/assets/..%s",
          "/flags/assets/..;%s",
          "/flags/assets%s",
          "/flags/x%s",
          "/flags/api%s",
          "/flags%%2F%s",
          "/flags/.%s",
          "/flags%s;jsessionid=1",
          "/flags%s/",
          "/flags%s/.",
          "/flags%s%%20",
          "/flags%s%%00",
          "/flags%s?x=/flags/assets/console.css",
          "/flags%s#/assets/console.css");

  private final MemoryFlagStore store = MemoryFlagStore.of(FLAGS);
  private ConsoleServer server;

  @BeforeEach
  void start() {
    server = ConsoleServer.start(store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<String> ways() {
    return WAYS.stream();
  }

  private String send(String method, String path, String headers, String body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
      String request =
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost:"
              + server.port()
              + "\r\nConnection: close\r\n"
              + headers
              + "Content-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String basic(String user) {
    byte[] both = (user + ":" + user).getBytes(StandardCharsets.UTF_8);
    return "Authorization: Basic " + Base64.getEncoder().encodeToString(both) + "\r\n";
  }

  @ParameterizedTest
  @MethodSource("ways")
  void nobody_seesAndChangesNothing_byWhateverPath(String way) throws IOException {
    for (String path :
        List.of("/", "/flag/other", "/api/flags", "/api/status", "/events", "/flags.json")) {
      hidden(send("GET", way.formatted(path), "", ""), way);
      hidden(send("GET", way.replace("/flags", "/unguarded").formatted(path), "", ""), way);
    }
    for (String path : List.of("/flag/victim/kill", "/api/flags/victim/kill")) {
      hidden(send("POST", way.formatted(path), "Content-Type: application/json\r\n", "{}"), way);
    }
    assertEquals(FLAGS, store.flags());
  }

  private static void hidden(String answer, String way) {
    assertFalse(answer.startsWith("HTTP/1.1 200"), way + ": " + answer);
    assertFalse(answer.startsWith("HTTP/1.1 303"), way + ": " + answer);
    assertFalse(answer.contains(HIDDEN), way + ": " + answer);
  }

  /** One who may look does not change by another path what is refused by the straight one. */
  @ParameterizedTest
  @MethodSource("ways")
  void viewer_changesNothing_byWhateverPath(String way) throws IOException {
    String token =
        new CsrfTokens(SecretRules.keys(ConsoleServer.SECRET), java.time.InstantSource.system())
            .token("user vic");
    String form = "_csrf=" + ConsoleClient.encode(token);
    String type = "Content-Type: application/x-www-form-urlencoded\r\n";
    send("POST", way.formatted("/flag/victim/kill"), basic("vic") + type, form);
    String json = "X-CSRF-Token: " + token + "\r\nContent-Type: application/json\r\n";
    send("POST", way.formatted("/api/flags/victim/kill"), basic("vic") + json, "{}");
    assertEquals(FLAGS, store.flags());
  }

  /** The mapped path alone counts, so no part of an address passes for another. */
  @Test
  void pathBesideTheRoutes_isNotFound() throws IOException {
    for (String path :
        List.of(
            "/flags/x/flag/other",
            "/flags/api/api/flags",
            "/flags/API/flags",
            "/flags/Flag/other",
            "/flags/api/flags/victim/kill/api/flags",
            "/flags/assets/console.css/api/flags",
            "/flags/flag/victim/../other/x")) {
      String answer = send("GET", path, basic("ann"), "");
      assertFalse(answer.startsWith("HTTP/1.1 200"), path + ": " + answer);
    }
  }

  /** A proxy in front may have read the path differently. */
  @Test
  void pathThatIsNotWrittenStraight_isNotFound() throws IOException {
    for (String path :
        List.of(
            "/flags/..;/flags/api/status",
            "/flags;x/api/status",
            "/flags/;x/api/status",
            "/flags/%61pi/status",
            "/flags/./api/status")) {
      String answer = send("GET", path, basic("ann"), "");
      assertFalse(answer.startsWith("HTTP/1.1 200"), path + ": " + answer);
    }
    for (String path :
        List.of("/flags/api/status", "/flags/api/status;jsessionid=node01.x", "/flags/")) {
      String answer = send("GET", path, basic("ann"), "");
      assertTrue(answer.startsWith("HTTP/1.1 200"), path + ": " + answer);
    }
  }
}
