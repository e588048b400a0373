package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Testers' overrides, as requests bring them to the filter. */
class OverrideIT {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
  private static final String DOCUMENT =
      """
      {"new_search": false,
       "button": {"variants": {"green": 1, "blue": 1}},
       "needs": {"enabled": true, "requires": ["new_search"]},
       "admin": {"type": "permission"},
       "mail": {"type": "ops"}}
      """;

  private final MemoryFlagStore store =
      MemoryFlagStore.of(
          FlagDocument.read(DOCUMENT.getBytes(StandardCharsets.UTF_8), "flags.json"));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final OverrideTokens tokens = OverrideTokens.of(SECRET, "shop");
  private final Instant soon = Instant.now().plus(Duration.ofHours(1));
  private Server server = new Server();

  private void start(Map<String, String> params) throws Exception {
    server.addConnector(new ServerConnector(server));
    ServletContextHandler application = new ServletContextHandler("/");
    application.setAttribute("features", features);
    application.setAttribute("secret", SECRET);
    application.setAttribute("short", "short");
    FilterHolder filter = new FilterHolder(new FlagFilter());
    filter.setInitParameter("flags", "attribute:features");
    filter.setInitParameter("user", "header:X-User-Id");
    params.forEach(filter::setInitParameter);
    application.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    application.addServlet(new Decisions(), "/*");
    server.setHandler(application);
    server.start();
  }

  private void startHonouring() throws Exception {
    start(Map.of("overrideSecret", "attribute:secret", "application", "shop"));
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    features.close();
  }

  private static final class Decisions extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      var decisions = Flags.from(request).decisions().values();
      for (var decision : decisions) {
        response
            .getWriter()
            .println(
                decision.flag()
                    + " "
                    + decision.on()
                    + " "
                    + decision.variant()
                    + " "
                    + decision.sourceText());
      }
    }
  }

  private String get(String... headers) throws Exception {
    URI uri = URI.create("http://localhost:" + port());
    HttpRequest request = HttpRequest.newBuilder(uri).headers(headers).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  private int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  private String token(String subject, Map<String, FlagOverride> flags) {
    return tokens.issue(flags, subject, soon);
  }

  @Test
  void header_overrides_andTheSourceSaysSo() throws Exception {
    startHonouring();
    String token =
        token(null, Map.of("new_search", FlagOverride.ON, "button", FlagOverride.variant("blue")));
    String said = get("X-Flag-Override", token);
    assertTrue(said.contains("new_search true on override"), said);
    assertTrue(said.contains("button true blue override"), said);
    assertTrue(said.contains("needs true on default"), "what requires it sees it too: " + said);
  }

  @Test
  void cookie_overrides() throws Exception {
    startHonouring();
    String token = token(null, Map.of("new_search", FlagOverride.ON));
    String said = get("Cookie", "a=b; X-Flag-Override=" + token + "; c=d");
    assertTrue(said.contains("new_search true on override"), said);
  }

  @Test
  void firstValidCookie_overrides_andARevokedOneNeverDoes() throws Exception {
    String revoked = token(null, Map.of("mail", FlagOverride.ON));
    start(
        Map.of(
            "overrideSecret", "attribute:secret, attribute:secret",
            "application", "shop",
            "overridable", "mail",
            "headerFor", "overrides",
            "revokedOverrides", OverrideTokens.idOf(revoked)));
    String valid = token(null, Map.of("new_search", FlagOverride.ON));
    String cookie = "; X-Flag-Override=";
    String said =
        get("Cookie", "X-Flag-Override=tossed" + cookie + revoked + cookie + valid + cookie + "x");
    assertTrue(said.contains("new_search true on override"), said);
    assertTrue(said.contains("mail false"), said);
    assertEquals(Map.of(), features.status().rejectedOverrides());
    assertTrue(get("Cookie", "X-Flag-Override=" + revoked).contains("mail false"));
    assertEquals(Map.of("revoked", 1L), features.status().rejectedOverrides());
  }

  @Test
  void tokenOfOneUser_doesNotCountForAnother() throws Exception {
    startHonouring();
    String token = token("user:1", Map.of("new_search", FlagOverride.ON));
    assertTrue(get("X-Flag-Override", token, "X-User-Id", "user:1").contains("search true"));
    assertTrue(get("X-Flag-Override", token, "X-User-Id", "user:2").contains("search false"));
    assertTrue(get("X-Flag-Override", token).contains("search false"));
    assertEquals(Map.of("foreign", 2L), features.status().rejectedOverrides());
  }

  @Test
  void killSwitch_wins() throws Exception {
    startHonouring();
    store.kill("new_search", Change.by("ann", null));
    String said = get("X-Flag-Override", token(null, Map.of("new_search", FlagOverride.ON)));
    assertTrue(said.contains("new_search false off kill"), said);
  }

  @Test
  void permissionAndOpsFlags_areOverriddenOnlyWhereNamed() throws Exception {
    start(
        Map.of("overrideSecret", "attribute:secret", "application", "shop", "overridable", "ma*"));
    String token = token(null, Map.of("admin", FlagOverride.ON, "mail", FlagOverride.ON));
    String said = get("X-Flag-Override", token);
    assertTrue(said.contains("admin false"), said);
    assertTrue(said.contains("mail true on override"), said);
    assertEquals(Map.of("not overridable", 1L), features.status().rejectedOverrides());
  }

  @Test
  void forgedExpiredAndForeignTokens_areIgnoredAndCounted() throws Exception {
    startHonouring();
    Map<String, FlagOverride> on = Map.of("new_search", FlagOverride.ON);
    Instant then = Instant.now().minus(Duration.ofDays(2));
    String expired =
        OverrideTokens.of(SECRET, "shop", () -> then)
            .issue(on, null, then.plus(Duration.ofDays(1)));
    String foreign = OverrideTokens.of(SECRET, "bank").issue(on, null, soon);
    for (String token : new String[] {"x", "x.y", token(null, on) + "x", expired, foreign}) {
      assertTrue(get("X-Flag-Override", token).contains("new_search false"), token);
    }
    assertEquals(
        Map.of("forged", 3L, "expired", 1L, "foreign", 1L), features.status().rejectedOverrides());
  }

  @Test
  void withoutASecret_nothingIsHonoured() throws Exception {
    start(Map.of());
    String token = token(null, Map.of("new_search", FlagOverride.ON));
    assertTrue(get("X-Flag-Override", token).contains("new_search false"));
  }

  @Test
  void wrongParams_stopTheDeployment_withAllProblems() {
    Map<String, String> params = new LinkedHashMap<>();
    params.put("overrideSecret", "attribute:short");
    params.put("application", "shop");
    params.put("overideable", "x");
    params.put("headerMaxBytes", "0");
    String message = assertThrows(Exception.class, () -> start(params)).getMessage();
    assertTrue(message.contains("'attribute:short' must have at least 32 bytes, has 5"), message);
    assertTrue(message.contains("did you mean 'overridable'?"), message);
    assertTrue(message.contains("headerMaxBytes: must be a number of bytes from 1"), message);
  }

  @Test
  void secretWithoutAnApplication_orTheOtherWayRound_stopsTheDeployment() {
    String message =
        assertThrows(Exception.class, () -> start(Map.of("overrideSecret", "attribute:secret")))
            .getMessage();
    assertTrue(message.contains("needs the init-param application"), message);
    server = new Server();
    message =
        assertThrows(Exception.class, () -> start(Map.of("overrideSecret", "attribute:short")))
            .getMessage();
    assertTrue(message.contains("needs the init-param application"), message);
    assertTrue(message.contains("'attribute:short' must have at least 32 bytes, has 5"), message);
    server = new Server();
    message = assertThrows(Exception.class, () -> start(Map.of("overridable", "*"))).getMessage();
    assertTrue(message.contains("are for an overrideSecret"), message);
    server = new Server();
    message =
        assertThrows(
                Exception.class,
                () -> start(Map.of("overrideSecret", "0123456789abcdef0123456789abcdef")))
            .getMessage();
    assertTrue(message.contains("should be env:NAME or attribute:NAME"), message);
    assertTrue(!message.contains("0123456789"), message);
  }
}
