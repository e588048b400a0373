package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.OverrideTokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console as web.xml sets it up. */
class ConsoleParamsIT {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef-token";

  private final FeatureFlags features =
      FeatureFlags.of(FlagSet.of(Flag.on("a"), Flag.off("hidden")));
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @AfterEach
  void stop() throws Exception {
    server.stop();
    features.close();
  }

  private void start(Map<String, String> params) throws Exception {
    ServletContextHandler application = new ServletContextHandler("/");
    application.addServletContainerInitializer(
        (classes, context) -> FlagFilter.builder(features).register(context));
    application.getServletContext().setAttribute("token", TOKEN);
    application.getServletContext().setAttribute("access", ConsoleAccess.roles("a", "b"));
    ServletHolder console = new ServletHolder("console", new ConsoleServlet());
    console.setInitOrder(1);
    params.forEach(console::setInitParameter);
    application.addServlet(console, "/flags/*");
    server.addConnector(connector);
    server.setHandler(application);
    server.start();
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + connector.getLocalPort() + "/flags" + path);
  }

  @Test
  void withoutParams_everybodyIsDenied() throws Exception {
    start(Map.of());
    assertEquals(403, ConsoleClient.nobody().get(uri("/")).statusCode());
    assertEquals(302, ConsoleClient.nobody().get(uri("")).statusCode());
  }

  @Test
  void goodParams_areTaken() throws Exception {
    start(
        Map.of(
            "access", "attribute:access",
            "consoleSecret", "attribute:token",
            "viewerTokens", "nightly=attribute:token",
            "origins", "https://shop.example",
            "maxBodyBytes", "2048",
            "maxStreams", "0"));
    ConsoleClient nightly = ConsoleClient.bearer(TOKEN);
    assertTrue(nightly.get(uri("/api/status")).body().contains("\"actor\":\"nightly\""));
    assertEquals(204, nightly.get(uri("/events")).statusCode());
  }

  @Test
  void wrongParams_stopTheDeployment_allAtOnce() {
    Exception stopped =
        assertThrows(
            Exception.class,
            () ->
                start(
                    Map.of(
                        "acess", "roles",
                        "access", "everybody",
                        "consoleSecret", "hunter2",
                        "adminTokens", "deploy=attribute:nothing",
                        "overrideSecret", "attribute:token",
                        "origins", "shop.example",
                        "references", "classpath:nowhere.json",
                        "lifetimes", "release=P60D, ops=long",
                        "maxBodyBytes", "1")));
    String message = String.valueOf(stopped.getMessage());
    for (String part :
        new String[] {
          "servlet 'console': unknown init-param 'acess'; did you mean 'access'?",
          "init-param access: 'everybody' should be roles, loopback or attribute:NAME",
          "init-param consoleSecret: should be env:NAME or attribute:NAME",
          "init-param adminTokens: 'attribute:nothing' is not set",
          "init-param overrideSecret: the application must have a name",
          "init-param origins: 'shop.example' should be an origin",
          "init-param references: there is no classpath:nowhere.json",
          "init-param lifetimes: 'ops=long' should be a flag type and its lifetime",
          "init-param maxBodyBytes: must be a number of bytes from 1024, was '1'"
        }) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(!message.contains("hunter2"), message);
  }

  @Test
  void referencesAndLifetimes_areTaken(@TempDir Path place) throws Exception {
    Path file = place.resolve("references.json");
    Files.writeString(
        file,
        """
        {"flags": {"a": [{"file": "Shop.java", "line": 7, "kind": "asked", "how": "Flags.on",
          "since": "2026-01-01", "owner": "ann"}]},
         "unknown": [], "findings": [], "classes": 1, "files": 0}""");
    start(
        Map.of(
            "viewerTokens", "nightly=attribute:token",
            "lifetimes", "release=P60D, ops=P1D, experiment=never",
            "references", file.toUri().toString()));
    String answer = ConsoleClient.bearer(TOKEN).get(uri("/api/cleanup")).body();
    assertTrue(answer.contains("{\"flag\":\"hidden\",\"verdict\":\"unreferenced\","), answer);
    assertTrue(!answer.contains("\"flag\":\"a\""), answer);
    String page = ConsoleClient.bearer(TOKEN).get(uri("/cleanup")).body();
    assertTrue(page.contains("is defined but not used in the code"), page);
  }

  @Test
  void referencesThatAreNone_areRefused(@TempDir Path place) throws Exception {
    Path file = Files.writeString(place.resolve("wrong.json"), "{\"flags\": []}");
    Exception stopped =
        assertThrows(Exception.class, () -> start(Map.of("references", "file:" + file)));
    String message = String.valueOf(stopped.getMessage());
    assertTrue(message.contains("wrong.json was not written by refs --format json"), message);
  }

  @Test
  void testersToken_isIssued_andCounts() throws Exception {
    start(
        Map.of(
            "adminTokens", "deploy=attribute:token",
            "overrideSecret", "attribute:token",
            "application", "shop"));
    ConsoleClient deploy = ConsoleClient.bearer(TOKEN);
    var page =
        deploy.post(uri("/testers"), Map.of("flags", "hidden\n!a", "subject", "u", "days", "7"));
    assertEquals(200, page.statusCode(), page::body);
    String token = page.body().replaceAll("(?s).*<code>([^<]+)</code>.*", "$1");
    var read = OverrideTokens.of(TOKEN.getBytes(StandardCharsets.UTF_8), "shop").verify(token);
    assertEquals(
        Map.of("hidden", FlagOverride.ON, "a", FlagOverride.OFF), read.orElseThrow().flags());
    assertEquals("u", read.orElseThrow().subject());
    var wrong = deploy.post(uri("/testers"), Map.of("flags", "hiden", "days", "8"));
    assertEquals(422, wrong.statusCode());
    assertTrue(wrong.body().contains("did you mean &#39;hidden&#39;?"), wrong.body());
    assertTrue(wrong.body().contains("must be 1 to 7 days"), wrong.body());
  }
}
