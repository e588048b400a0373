package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.TrustedProxies;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A header with the user's id, where the container takes addresses from what clients may write:
 * Jetty by its ForwardedRequestCustomizer, Tomcat by its RemoteIpValve, Undertow by its
 * ProxyPeerAddressHandler.
 */
class ForwardedAddressIT {
  @TempDir Path directory;

  private ServletContainerFixture start(TrustedProxies proxies, boolean rewriting) {
    FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on("a")));
    FlagFilter.Builder filter =
        FlagFilter.builder(features).user(UserResolver.header("X-User-Id", proxies));
    App app = new App().with(filter::register).page("/who", ForwardedAddressIT::answerWho);
    Site site = new Site(directory).application("", app::register);
    return (rewriting ? site.rewritingAddresses() : site).start();
  }

  private static void answerWho(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String id = Objects.requireNonNull(Flags.current()).user().id();
    byte[] text = String.valueOf(id).getBytes(StandardCharsets.UTF_8);
    response.setContentLength(text.length);
    response.getOutputStream().write(text);
  }

  /** Each is what somebody outside may write, or what a proxy makes of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          X-Forwarded-For: 127.0.0.1, 203.0.113.9
          X-Forwarded-For: 127.0.0.1, 10.0.0.5
          X-Forwarded-For: 127.0.0.1
          X-Forwarded-For: 10.0.0.5
          X-Forwarded-For: [::1]:4711
          X-Forwarded-For: localhost
          Forwarded: for=127.0.0.1
          """)
  void headerOfARewrittenAddress_countsForNobody(String forged) throws Exception {
    for (TrustedProxies proxies :
        new TrustedProxies[] {
          TrustedProxies.loopback(), TrustedProxies.of("loopback", "10.0.0.0/8")
        }) {
      try (ServletContainerFixture server = start(proxies, true);
          Connection connection = new Connection(server)) {
        assertEquals("null", connection.get("/who", "X-User-Id: admin", forged).body());
      }
    }
  }

  @Test
  void headerOfANamedPeer_counts_whereAddressesAreNotRewritten() throws Exception {
    String forwarded = "X-Forwarded-For: 203.0.113.9";
    try (ServletContainerFixture server = start(TrustedProxies.of("loopback"), false);
        Connection connection = new Connection(server)) {
      assertEquals("anna", connection.get("/who", "X-User-Id: anna", forwarded).body());
      assertEquals(
          "null", connection.get("/who", "X-User-Id: admin", "X-User-Id: anna", forwarded).body());
    }
    try (ServletContainerFixture server = start(TrustedProxies.loopback(), false);
        Connection connection = new Connection(server)) {
      assertEquals("anna", connection.get("/who", "X-User-Id: anna").body());
      assertEquals("null", connection.get("/who", "X-User-Id: anna", forwarded).body());
    }
    try (ServletContainerFixture server = start(TrustedProxies.none(), false);
        Connection connection = new Connection(server)) {
      assertEquals("null", connection.get("/who", "X-User-Id: anna").body());
    }
  }

  @Test
  void idInUtf8_isReadAsSuch() throws Exception {
    try (ServletContainerFixture server = start(TrustedProxies.of("loopback"), false);
        Connection connection = new Connection(server)) {
      for (String id : new String[] {"anna", "Ünï→🏴", "Żółć", "ид-42"}) {
        assertEquals(id, connection.get("/who", "X-User-Id: " + id).body());
      }
    }
  }
}
