package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The open console of a laptop: for this machine, by a name of this machine, and nobody else. */
class ConsoleLoopbackIT {
  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("a")));
  private final LoopbackAccess local = new LoopbackAccess();
  private ConsoleServer server;
  private String cookie;

  @BeforeEach
  void start() {
    server = ConsoleServer.start(FeatureFlags.of(store), builder -> builder.access(local));
    cookie = enter(local.code());
  }

  /** The cookie that the code of the log is changed for; empty if it is not right. */
  private String enter(String code) {
    var answer = ConsoleClient.nobody().get(server.unguarded("?code=" + code));
    String set = answer.headers().firstValue("Set-Cookie").orElse("");
    if (!set.startsWith("jackstaff_local_")) {
      return "";
    }
    assertEquals("./", answer.headers().firstValue("Location").orElse(""));
    assertTrue(set.matches("(?i).*HttpOnly.*SameSite=Lax.*"), set);
    return set.substring(0, set.indexOf(';'));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ask(InetAddress address, String request) throws IOException {
    try (Socket socket = new Socket(address, server.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String host, String more) {
    return "GET /unguarded/ HTTP/1.1\r\nHost: "
        + host
        + "\r\nCookie: "
        + cookie
        + "\r\n"
        + more
        + "Connection: close\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:80", "[::1]:9"})
  void ownNames_areAnswered(String host) throws IOException {
    String answer = ask(InetAddress.getLoopbackAddress(), get(host, ""));
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "LOCALHOST.:80",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "127.0.0.2",
        "localhost:80:80"
      })
  void namesThatADnsServerCouldPointHere_areRefused(String host) throws IOException {
    String answer = ask(InetAddress.getLoopbackAddress(), get(host, ""));
    assertTrue(answer.matches("(?s)HTTP/1.1 (400|403).*"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 127.0.0.1",
        "x-forwarded-proto: http",
        "X-Forwarded-Prefix: /",
        "X-Forwarded: 127.0.0.1",
        "X-Real-IP: 127.0.0.1",
        "Via: 1.1 proxy",
        "CF-Connecting-IP: 127.0.0.1",
        "true-client-ip: 127.0.0.1",
        "Forwarded: for=127.0.0.1"
      })
  void proxies_areRefused_evenWithTheCookie(String header) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    String answer = ask(here, get("localhost", header + "\r\n"));
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertTrue(answer.contains("access through a proxy"), answer);
  }

  @Test
  void olderProtocol_asNginxSpeaksIt_isRefused_evenWithTheCookie() throws IOException {
    String request = get("localhost", "").replace("HTTP/1.1", "HTTP/1.0");
    String answer = ask(InetAddress.getLoopbackAddress(), request);
    assertTrue(answer.contains(" 403 "), answer);
  }

  @Test
  void nobody_withoutTheCode_isLetIn_andIsToldWhereItIs() throws IOException {
    for (String other :
        java.util.List.of(
            "",
            "jackstaff_local_" + server.port() + "=" + "0".repeat(32) + "." + "A".repeat(43),
            cookie + "A")) {
      var answer =
          ConsoleClient.nobody()
              .get(server.unguarded("api/flags"), "Cookie", other.isEmpty() ? "a=b" : other);
      assertEquals(403, answer.statusCode(), other);
      assertTrue(answer.body().contains("the application's log"), answer.body());
    }
  }

  @Test
  void code_worksOnce_andTheNextOneIsAnother() {
    String code = local.code();
    assertTrue(!enter(code).isEmpty());
    assertEquals("", enter(code));
    assertEquals("", enter("0".repeat(32)));
    assertTrue(!enter(local.code()).isEmpty());
  }

  /** The status, of an unknown bearer on a console that is open to whoever sits here. */
  @Test
  void unknownBearer_isRefused_andWaivesNoToken() {
    ConsoleClient stranger = ConsoleClient.bearer("x".repeat(40));
    assertEquals(401, stranger.get(server.unguarded("api/flags"), "Cookie", cookie).statusCode());
    var kill = stranger.json("POST", server.unguarded("api/flags/a/kill"), "{}", "Cookie", cookie);
    assertEquals(401, kill.statusCode());
    assertTrue(!store.flags().find("a").orElseThrow().isKilled());
  }

  @Test
  void knownBearer_needsNoCode() {
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    assertEquals(200, script.get(server.unguarded("api/flags")).statusCode());
  }

  @Test
  void otherAddresses_areRefused_whateverTheHost() throws IOException {
    Optional<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    if (outside.isPresent()) {
      String answer = ask(outside.get(), get("localhost", ""));
      assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    }
  }

  @Test
  void change_needsTheBrowsersOwnToken() {
    ConsoleClient somebody = ConsoleClient.nobody();
    var page = somebody.get(server.unguarded("flag/a"), "Cookie", cookie);
    String owner = page.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(owner.matches("(?i).*HttpOnly.*SameSite=Lax.*"), owner);
    String token = page.body().replaceAll("(?s).*?name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
    var fields = java.util.Map.of("_csrf", token, "reason", "x");
    assertEquals(
        403, somebody.post(server.unguarded("flag/a/kill"), fields, "Cookie", cookie).statusCode());
    String own = cookie + "; " + owner.substring(0, owner.indexOf(';'));
    assertEquals(
        303, somebody.post(server.unguarded("flag/a/kill"), fields, "Cookie", own).statusCode());
    assertTrue(store.flags().find("a").orElseThrow().isKilled());
  }
}
