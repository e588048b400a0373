package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The parts of OFREP that depend on the container: paths, error pages, and streams without threads.
 */
@Timeout(60)
class OfrepIT {
  private static final Pattern ADDRESS = Pattern.compile("\"requestUri\":\"([^\"]+)\"");
  private static final String REFETCH = "data: {\"type\":\"refetchEvaluation\"}";
  private static final String FLAGS = "ofrep/v1/evaluate/flags";

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("plain")));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final HttpClient client = HttpClient.newHttpClient();
  private final ServletContainerFixture container =
      ServletContainerFixture.start(this::application, ErrorPage.of(404, "/page"));

  private void application(ServletContext context) {
    FlagFilter.builder(features).register(context);
    ServletRegistration.Dynamic ofrep =
        context.addServlet("ofrep", OfrepServlet.builder().expose("*").maxStreams(1).build());
    ofrep.addMapping("/ofrep/v1/*");
    ofrep.setAsyncSupported(true);
    ofrep.setLoadOnStartup(1);
  }

  private boolean stopped;

  @AfterEach
  void stop() {
    if (!stopped) {
      container.close();
    }
    features.close();
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(container.baseUri().resolve(path))
            .POST(BodyPublishers.ofString("{\"context\": {}}"))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<InputStream> listen(String address) throws Exception {
    URI uri = container.baseUri().resolve(address);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
  }

  /** Empty if no stream is offered. */
  private String address() throws Exception {
    Matcher matcher = ADDRESS.matcher(post(FLAGS).body());
    return matcher.find() ? matcher.group(1) : "";
  }

  @Test
  void flag_isAnswered() throws Exception {
    assertEquals(
        "{\"key\":\"plain\",\"value\":true,\"reason\":\"STATIC\",\"variant\":\"on\"}",
        post(FLAGS + "/plain").body());
  }

  @Test
  void oddKey_isNotFound_inTheProtocolsOwnBody_despiteAnErrorPage() throws Exception {
    for (String key : new String[] {"a/b", "a+b", "a%20b", "%C3%BC", "a:b", ""}) {
      HttpResponse<String> response = post(FLAGS + "/" + key);
      assertEquals(404, response.statusCode(), key);
      assertTrue(response.body().contains("\"errorCode\":\"FLAG_NOT_FOUND\""), response.body());
    }
  }

  /** A slash that was encoded most containers refuse before any servlet is asked. */
  @Test
  void encodedSlash_isRefusedOrNotFound() throws Exception {
    HttpResponse<String> response = post(FLAGS + "/a%2Fb");
    boolean undertow = ServletContainerFixture.name().equals("undertow");
    assertEquals(undertow ? 404 : 400, response.statusCode());
  }

  @Test
  void listener_isTold_andItsPlaceIsFreeWhenItHangsUp() throws Exception {
    HttpResponse<InputStream> response = listen(address());
    assertEquals(200, response.statusCode());
    InputStreamReader text = new InputStreamReader(response.body(), StandardCharsets.UTF_8);
    try (BufferedReader lines = new BufferedReader(text)) {
      assertEquals(REFETCH, lines.readLine());
      assertEquals("", lines.readLine());
      store.kill("plain", Change.by("ann", null));
      assertEquals(REFETCH, lines.readLine());
      assertEquals("", address());
    }
    for (int i = 0; address().isEmpty(); i++) {
      // A container notices at the next write that nobody reads.
      toggle(i);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(200, listen(address()).statusCode());
  }

  private void toggle(int round) {
    Change change = Change.by("ann", null);
    String revision = round % 2 == 0 ? store.lift("plain", change) : store.kill("plain", change);
    assertTrue(!revision.isEmpty());
  }

  @Test
  void stoppedApplication_hangsUp() throws Exception {
    HttpResponse<InputStream> response = listen(address());
    assertEquals('d', response.body().read());
    container.close();
    stopped = true;
    try {
      String rest = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(REFETCH, "d" + rest.strip());
    } catch (IOException e) {
      assertTrue(e.getMessage() != null, "or the connection is reset");
    }
  }
}
