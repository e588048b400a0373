package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.integrations.TestData;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.launchdarkly.LaunchDarklyFlags;
import dev.jackstaff.launchdarkly.TestClients;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.openfeature.OpenFeatureFlags;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.openfeature.sdk.Hook;
import dev.openfeature.sdk.HookContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Own flags, OpenFeature's and LaunchDarkly's behind one filter, over real HTTP. */
final class JoinedSourcesIT {
  private static final OverrideTokens TOKENS =
      OverrideTokens.of(
          "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.UTF_8), "shop");

  private final MemoryFlagStore store =
      MemoryFlagStore.of(FlagSet.of(dev.jackstaff.model.Flag.users("own", "user:1")));
  private final TestData data = TestData.dataSource();
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final AtomicInteger asked = new AtomicInteger();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private LDClient client;
  private FeatureFlags features;

  @BeforeEach
  void start() throws Exception {
    data.update(
        data.flag("theirs")
            .booleanFlag()
            .fallthroughVariation(false)
            .ifMatch("country", LDValue.of("DK"))
            .thenReturn(true));
    client = TestClients.of(data);
    Flag<String> button =
        Flag.<String>builder().variant("green", "#0f0").defaultVariant("green").build();
    api.setProviderAndWait("shop", new InMemoryProvider(Map.of("button", button)));
    api.addHooks(counting());
    features =
        FeatureFlags.builder(store)
            .join(OpenFeatureFlags.builder(api.getClient("shop")).string("button", "gone").build())
            .join(LaunchDarklyFlags.of(client, "theirs", "hidden"))
            .build();
    serve(
        FlagFilter.builder(features)
            .user(UserResolver.id(request -> request.getHeader("X-User")))
            .attribute("country", RequestValue.header("X-Country", TrustedProxies.loopback()))
            .only("own", "button", "gone", "theirs")
            .overrides(TOKENS));
  }

  private Hook<Object> counting() {
    return new Hook<>() {
      @Override
      public void finallyAfter(
          HookContext<Object> context,
          dev.openfeature.sdk.FlagEvaluationDetails<Object> details,
          Map<String, Object> hints) {
        asked.incrementAndGet();
      }
    };
  }

  private void serve(FlagFilter.Builder filter) throws Exception {
    ServletContextHandler application = new ServletContextHandler("/");
    application.addServletContainerInitializer((classes, context) -> filter.register(context));
    application.addServlet(new ServletHolder(new Page()), "/*");
    server.addConnector(connector);
    server.setHandler(application);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    features.close();
    client.close();
    api.shutdown();
  }

  /** Asks each flag twice. */
  private static final class Page extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      for (int i = 0; i < 2; i++) {
        response.getWriter().print(Flags.on("own") + " " + Flags.on("theirs") + " ");
        response.getWriter().print(Flags.variant("button", "control") + " ");
        response.getWriter().print(Flags.value("button", String.class, "#fff") + "\n");
      }
    }
  }

  private HttpResponse<String> get(String... headers) throws Exception {
    URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode());
    return response;
  }

  private static String header(HttpResponse<String> response) {
    return response.headers().firstValue("X-Active-Flags").orElse("");
  }

  @Test
  void header_hasTheFlagsOfAllSources_inOrder_andTheServletGetsTheSame() throws Exception {
    HttpResponse<String> response = get("X-User", "user:1", "X-Country", "DK");
    assertEquals("own,button,theirs", header(response));
    assertEquals("true true green #0f0\n".repeat(2), response.body());
    assertEquals(2, asked.get(), "each of the two flags was asked once");
  }

  @Test
  void anonymousUser_isDecidedByAll() throws Exception {
    HttpResponse<String> response = get();
    assertEquals("button", header(response));
    assertEquals("false false green #0f0\n".repeat(2), response.body());
    assertEquals("button,theirs", header(get("X-Country", "DK")));
  }

  @Test
  void changeOfAnySource_isSeenByTheNextRequest() throws Exception {
    store.put(
        dev.jackstaff.model.Flag.on("own"), store.find("own").orElseThrow().revision(), change());
    data.update(data.flag("theirs").variationForAll(true));
    assertEquals("own,button,theirs", header(get()));
    store.kill("own", change());
    assertEquals("button,theirs", header(get()));
  }

  private static Change change() {
    return Change.by("test", null);
  }

  @Test
  void testersToken_overridesTheFlagsOfAllSources_butNoKillSwitch() throws Exception {
    store.kill("own", change());
    String token =
        TOKENS.issue(
            Map.of(
                "own", FlagOverride.ON,
                "theirs", FlagOverride.ON,
                "button", FlagOverride.variant("blue")),
            null,
            Instant.now().plusSeconds(3600));
    HttpResponse<String> response = get(OverrideTokens.NAME, token);
    assertEquals("button,theirs", header(response));
    assertEquals("false true blue blue\n".repeat(2), response.body());
  }

  @Test
  void systemThatFails_costsItsFlagsOnly_andNeverTheRequest() throws Exception {
    client.close();
    api.addHooks(
        new Hook<Object>() {
          @Override
          public void finallyAfter(
              HookContext<Object> context,
              dev.openfeature.sdk.FlagEvaluationDetails<Object> details,
              Map<String, Object> hints) {
            throw new AssertionError("aground");
          }
        });
    HttpResponse<String> response = get("X-User", "user:1", "X-Country", "DK");
    assertTrue(header(response).startsWith("own"), header(response));
    assertTrue(features.status().faults().toString().contains("shop flag gone"));
  }
}
