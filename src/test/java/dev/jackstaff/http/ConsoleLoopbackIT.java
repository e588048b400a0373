package dev.jackstaff.http;

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
  private ConsoleServer server;

  @BeforeEach
  void start() {
    server =
        ConsoleServer.start(
            FeatureFlags.of(store), builder -> builder.access(new ConsoleLoopback()));
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

  private static String get(String host, String more) {
    return "GET /unguarded/ HTTP/1.1\r\nHost: "
        + host
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

  @Test
  void proxies_areRefused() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    String forwarded = ask(here, get("localhost", "X-Forwarded-For: 127.0.0.1\r\n"));
    assertTrue(forwarded.startsWith("HTTP/1.1 403"), forwarded);
    String standard = ask(here, get("localhost", "Forwarded: for=127.0.0.1\r\n"));
    assertTrue(standard.startsWith("HTTP/1.1 403"), standard);
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
    var page = somebody.get(server.unguarded("flag/a"));
    String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
    assertTrue(cookie.matches("(?i).*HttpOnly.*SameSite=Lax.*"), cookie);
    String token = page.body().replaceAll("(?s).*?name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
    var fields = java.util.Map.of("_csrf", token, "reason", "x");
    assertEquals(403, somebody.post(server.unguarded("flag/a/kill"), fields).statusCode());
    String own = cookie.substring(0, cookie.indexOf(';'));
    assertEquals(
        303, somebody.post(server.unguarded("flag/a/kill"), fields, "Cookie", own).statusCode());
    assertTrue(store.flags().find("a").orElseThrow().isKilled());
  }
}
