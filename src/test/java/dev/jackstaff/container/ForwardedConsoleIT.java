package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Logged;
import dev.jackstaff.console.ConsoleAccess;
import dev.jackstaff.console.ConsoleServlet;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.TrustedProxies;
import dev.jackstaff.servlet.UserResolver;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The open console and OFREP's own users, where the container takes addresses from what clients may
 * write: Jetty by its ForwardedRequestCustomizer, Tomcat by its RemoteIpValve, which takes the
 * header away as well, Undertow by its ProxyPeerAddressHandler.
 */
class ForwardedConsoleIT {
  @TempDir Path directory;

  private final MemoryFlagStore store =
      MemoryFlagStore.of(FlagSet.of(Flag.builder("for_admins").users("admin").build()));
  private final FeatureFlags features = FeatureFlags.of(store);

  @AfterEach
  void close() {
    features.close();
  }

  private ServletContainerFixture start() {
    return new Site(directory).rewritingAddresses().application("", this::application).start();
  }

  private void application(ServletContext context) {
    UserResolver named =
        UserResolver.header("X-User-Id", TrustedProxies.of("loopback", "10.0.0.0/8"));
    FlagFilter.builder(features).user(named).register(context);
    ConsoleServlet.builder(features)
        .access(ConsoleAccess.loopback())
        .register(context, "/flags/*")
        .setLoadOnStartup(1);
    ServletRegistration.Dynamic ofrep =
        context.addServlet(
            "ofrep", OfrepServlet.builder().expose("*").subjectOfRequest().maxStreams(0).build());
    ofrep.addMapping("/ofrep/v1/*");
    ofrep.setAsyncSupported(true);
  }

  /** Tomcat's valve marks what comes from an inner address as forwarded, also if it is not. */
  private static boolean marksEverything() {
    return ServletContainerFixture.name().startsWith("tomcat");
  }

  private static Connection.Answer get(
      ServletContainerFixture server, String path, String... headers) throws Exception {
    try (Connection connection = new Connection(server)) {
      return connection.get(path, headers);
    }
  }

  /** Even somebody who has read the log comes through no proxy. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-For: 127.0.0.1, 10.0.0.5",
        "X-Forwarded-For: 127.0.0.1, 203.0.113.9",
        "X-Forwarded-For: [::1]:4711",
        "X-Forwarded-For: localhost",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Server: localhost",
        "X-Forwarded-Ssl: on",
        "X-Real-IP: 127.0.0.1",
        "True-Client-IP: 127.0.0.1",
        "Via: 1.1 proxy",
        "Forwarded: for=127.0.0.1",
        "Forwarded: for=127.0.0.1;host=localhost;proto=https",
      })
  void openConsole_ofARewrittenAddress_isShut_alsoWithTheCode(String forged) throws Exception {
    try (Logged log = Logged.of(ConsoleServlet.class.getName());
        ServletContainerFixture server = start()) {
      String code = log.lines("code=").get(0).replaceAll("(?s).*code=([0-9a-f]{32}).*", "$1");
      String door = "/flags/?code=" + code;
      assertEquals(403, get(server, door, forged).status());
      assertEquals(403, get(server, "/flags/api/flags", forged).status());

      if (marksEverything()) {
        assertEquals(403, get(server, door).status());
        return;
      }
      Connection.Answer entered = get(server, door);
      assertEquals(303, entered.status(), entered.head());
      String cookie = "Cookie: " + entered.head().replaceAll("(?is).*Set-Cookie: ([^;]+);.*", "$1");
      assertEquals(200, get(server, "/flags/api/flags", cookie).status());
      Connection.Answer refused = get(server, "/flags/api/flags", cookie, forged);
      assertEquals(403, refused.status(), refused.body());
      assertFalse(refused.body().contains("for_admins"), refused.body());
    }
  }

  /** The answer of OFREP for the server's own user is the one of the filter. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-For: 127.0.0.1, 10.0.0.5",
        "X-Forwarded-For: 127.0.0.1, 203.0.113.9",
        "X-Forwarded-For: 10.0.0.5",
        "X-Forwarded-For: [::1]:4711",
        "Forwarded: for=127.0.0.1",
      })
  void ofrep_ofARewrittenAddress_answersForNobody(String forged) throws Exception {
    try (ServletContainerFixture server = start();
        Connection connection = new Connection(server)) {
      String path = "/ofrep/v1/evaluate/flags/for_admins";
      String known = connection.post(path, "{}", "X-User-Id: admin").body();
      assertTrue(known.contains("\"value\":" + !marksEverything()), known);
      for (String body : List.of("{}", "{\"context\":{\"targetingKey\":\"admin\"}}")) {
        Connection.Answer answer = connection.post(path, body, "X-User-Id: admin", forged);
        assertEquals(200, answer.status());
        assertTrue(answer.body().contains("\"value\":false"), answer.body());
      }
    }
  }
}
