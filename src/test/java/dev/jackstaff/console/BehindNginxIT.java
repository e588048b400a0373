package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.ofrep.OfrepServer;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.OverrideTokens;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console and OFREP behind a real nginx: plain, with a prefix that it strips, with TLS. */
@OnlyWithAll
class BehindNginxIT {
  private static final byte[] KEY = ConsoleServer.SECRET.getBytes(StandardCharsets.UTF_8);
  private static final Pattern LINK = Pattern.compile("(?:href|src|action)=\"([^\"#]*)\"");
  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
  private static final List<String> PAGES =
      List.of(
          "",
          "evaluate",
          "cleanup",
          "new",
          "file",
          "flag/a",
          "flag/a/edit",
          "flag/a/json",
          "flag/a/delete",
          "nowhere/at/all");

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("a")));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final List<AutoCloseable> servers = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
    features.close();
  }

  private Nginx nginx(String locations, boolean tls) {
    Nginx nginx = Nginx.start(locations, tls);
    servers.add(0, nginx);
    return nginx;
  }

  private static HttpResponse<String> get(URI uri, String... headers) {
    return ConsoleClient.nobody().get(uri, headers);
  }

  /** A client that takes the proxy's own certificate. */
  private static HttpClient client() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static HttpResponse<String> ask(HttpClient client, URI uri, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Authorization", basic());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String basic() {
    return "Basic "
        + Base64.getEncoder().encodeToString("ann:ann".getBytes(StandardCharsets.UTF_8));
  }

  /** The plain proxy_pass that everybody writes, and those that people add to. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "proxy_http_version 1.1;",
        "proxy_set_header Host localhost; proxy_http_version 1.1;",
        "proxy_set_header Host localhost; proxy_set_header X-Real-IP $remote_addr; proxy_http_version 1.1;",
        "proxy_set_header Host localhost; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
      })
  void openConsole_behindAProxy_letsNobodyIn(String settings) {
    ConsoleServer server =
        ConsoleServer.start(features, builder -> builder.access(new LoopbackAccess()));
    servers.add(server);
    Nginx nginx =
        nginx(
            "location / { proxy_pass http://127.0.0.1:" + server.port() + "; " + settings + " }",
            false);
    for (String path : List.of("", "flag/a", "api/flags", "api/status", "events", "version")) {
      assertEquals(403, get(nginx.uri("/unguarded/" + path)).statusCode(), path);
    }
    var kill = ConsoleClient.nobody().json("POST", nginx.uri("/unguarded/api/flags/a/kill"), "{}");
    assertEquals(403, kill.statusCode());
    assertTrue(!store.flags().find("a").orElseThrow().isKilled());
  }

  @ParameterizedTest
  @CsvSource({"/,false", "/shop/,false", "/a/b/c/,false", "/,true", "/shop/,true"})
  void console_behindAProxyThatStripsAPrefix_linksToItself(String prefix, boolean tls)
      throws Exception {
    ConsoleServer server = ConsoleServer.start(features, builder -> builder);
    servers.add(server);
    Nginx nginx =
        nginx(
            "location "
                + prefix
                + " { proxy_pass http://127.0.0.1:"
                + server.port()
                + "/; proxy_set_header Host $http_host; }",
            tls);
    HttpClient client = client();
    URI base = nginx.uri(prefix + "flags/");
    Set<URI> links = new LinkedHashSet<>();
    for (String page : PAGES) {
      URI uri = base.resolve(page);
      HttpResponse<String> answer = ask(client, uri);
      assertEquals(page.startsWith("nowhere") ? 404 : 200, answer.statusCode(), page);
      Matcher link = LINK.matcher(answer.body());
      while (link.find()) {
        links.add(uri.resolve(link.group(1)));
      }
    }
    assertTrue(links.size() > 15, links::toString);
    for (URI link : links) {
      assertTrue(link.toString().startsWith(base.toString()), link::toString);
      int status = ask(client, link).statusCode();
      assertTrue(status == 200 || status == 405, () -> link + ": " + status);
    }
    killed(client, base);
    HttpResponse<String> mount = ask(client, nginx.uri(prefix + "flags"));
    String location = mount.headers().firstValue("Location").orElse("");
    assertEquals(base, nginx.uri(prefix + "flags").resolve(location));
  }

  /** Through the form, as a browser sends it. */
  private void killed(HttpClient client, URI base) throws Exception {
    URI page = base.resolve("flag/a");
    Matcher token = CSRF.matcher(ask(client, page).body());
    assertTrue(token.find());
    URI kill = base.resolve("flag/a/kill");
    HttpResponse<String> answer =
        post(client, kill, "_csrf=" + ConsoleClient.encode(token.group(1)));
    assertEquals(303, answer.statusCode(), answer.body());
    URI location = kill.resolve(answer.headers().firstValue("Location").orElse(""));
    assertEquals(page, location);
    assertTrue(store.flags().find("a").orElseThrow().isKilled());
    store.lift("a", Change.by("test", null));
  }

  /**
   * With roles the console has no cookie of its own that could lack Secure, and no redirect names a
   * scheme, so it does not matter what the container thinks of the connection.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "proxy_set_header X-Forwarded-Proto https;"})
  void tlsEndedInFront_costsNoCookieAndNoRedirectItsScheme(String more) throws Exception {
    ConsoleServer server =
        ConsoleServer.start(features, builder -> builder.overrides(OverrideTokens.of(KEY, "shop")));
    servers.add(server);
    String pass = "proxy_pass http://127.0.0.1:" + server.port() + "; ";
    Nginx nginx =
        nginx("location / { " + pass + "proxy_set_header Host $http_host; " + more + " }", true);
    HttpClient client = client();
    for (String path : List.of("", "flag/a", "testers", "new", "api/status", "nowhere")) {
      plain(ask(client, nginx.uri("/flags/" + path)));
    }
    plain(ask(client, nginx.uri("/flags")));
    for (String form : List.of("flag/a/kill", "flag/a/lift", "flag/a/rollout", "new")) {
      Matcher token = CSRF.matcher(ask(client, nginx.uri("/flags/flag/a")).body());
      assertTrue(token.find());
      HttpResponse<String> answer =
          post(
              client,
              nginx.uri("/flags/" + form),
              "percentage=5&name=b&_csrf=" + ConsoleClient.encode(token.group(1)));
      assertEquals(303, answer.statusCode(), form + answer.body());
      plain(answer);
    }
  }

  private static void plain(HttpResponse<String> answer) {
    assertEquals(List.of(), answer.headers().allValues("Set-Cookie"), answer.uri().toString());
    String location = answer.headers().firstValue("Location").orElse("");
    assertFalse(location.contains("//") || location.startsWith("/"), location);
    URI there = answer.uri().resolve(location);
    assertEquals("https", there.getScheme());
    assertEquals(answer.uri().getAuthority(), there.getAuthority());
  }

  private static HttpResponse<String> post(HttpClient client, URI uri, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", basic())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", uri.getScheme() + "://" + uri.getAuthority())
            .header("Sec-Fetch-Site", "same-origin")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  /** nginx makes the tag of what it compresses a weak one. */
  @Test
  void tags_thatACompressingProxyMadeWeak_areKnown() throws Exception {
    ConsoleServer server = ConsoleServer.start(features, builder -> builder);
    servers.add(server);
    Nginx nginx =
        nginx(
            "location / { proxy_pass http://127.0.0.1:"
                + server.port()
                + "; proxy_http_version 1.1; proxy_set_header Host $http_host; }",
            false);
    HttpClient client = client();
    URI uri = nginx.uri("/flags/api/flags/a");
    String tag =
        ask(client, uri, "Accept-Encoding", "gzip").headers().firstValue("ETag").orElse("");
    assertTrue(tag.startsWith("W/\""), tag);
    assertEquals(304, ask(client, uri, "If-None-Match", tag).statusCode());
    assertEquals(304, ask(client, uri, "If-None-Match", "\"x\", " + tag).statusCode());
    assertEquals(304, ask(client, uri, "If-None-Match", "*").statusCode());
    assertEquals(200, ask(client, uri, "If-None-Match", "\"x\"").statusCode());
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    URI open = nginx.uri("/unguarded/api/flags/a");
    assertEquals(412, script.json("PUT", open, "false", "If-Match", "W/\"x\"").statusCode());
    assertEquals(200, script.json("PUT", open, "false", "If-Match", "\"x\", " + tag).statusCode());
    assertEquals(412, script.json("PUT", open, "true", "If-Match", tag).statusCode());
    assertEquals(200, script.json("PUT", open, "true", "If-Match", "*").statusCode());
  }

  @Test
  void ofrepStream_behindAProxyThatStripsAPrefix_isFound_byThePublicPath() throws Exception {
    OfrepServer server =
        new OfrepServer(
            features, OfrepServlet.builder().expose("*").publicPath("/shop/ofrep/v1").build());
    servers.add(server);
    URI inner = URI.create(server.base());
    Nginx nginx =
        nginx(
            "location /shop/ { proxy_pass http://localhost:" + inner.getPort() + "/app/; }", false);
    HttpRequest bulk =
        HttpRequest.newBuilder(nginx.uri("/shop/ofrep/v1/evaluate/flags"))
            .POST(BodyPublishers.ofString("{}"))
            .build();
    String body = client().send(bulk, BodyHandlers.ofString()).body();
    String path = body.replaceFirst(".*\"requestUri\":\"([^\"]+)\".*", "$1");
    assertTrue(path.startsWith("/shop/ofrep/v1/stream?ticket="), body);
    var stream =
        client()
            .send(HttpRequest.newBuilder(nginx.uri(path)).build(), BodyHandlers.ofInputStream());
    assertEquals(200, stream.statusCode());
    assertEquals('d', stream.body().read());
    stream.body().close();
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
