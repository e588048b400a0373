package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The stream that tells clients to ask again (ADR-0008). */
class OfrepStreamIT {
  private static final String REFETCH = "data: {\"type\":\"refetchEvaluation\"}";
  private static final Change CHANGE = Change.by("ann", null);

  private final MemoryFlagStore store = MemoryFlagStore.of(OfrepIT.set(OfrepIT.DOCUMENT));
  private final FeatureFlags features = FeatureFlags.of(store);
  private final List<Listener> listeners = new ArrayList<>();
  private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private OfrepServer server = start(builder());

  private OfrepBuilder builder() {
    return OfrepServlet.builder()
        .expose(OfrepIT.EXPOSED)
        .clock(() -> now)
        .heartbeat(Duration.ofHours(1));
  }

  private OfrepServer start(OfrepBuilder builder) {
    return new OfrepServer(features, builder.build());
  }

  private void restart(OfrepBuilder builder) {
    server.close();
    server = start(builder);
  }

  @AfterEach
  void stop() throws IOException {
    for (Listener listener : listeners) {
      listener.lines.close();
    }
    server.close();
    features.close();
  }

  private record Listener(HttpResponse<InputStream> response, BufferedReader lines) {
    /** The next line that is not empty; fails after a while. */
    String next() throws Exception {
      return CompletableFuture.supplyAsync(this::read)
          .get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private String read() {
      try {
        String line = lines.readLine();
        return line != null && line.isEmpty() ? read() : line;
      } catch (IOException e) {
        return null;
      }
    }
  }

  /** Returns the address of the event stream in the bulk response, or null. */
  private String address() throws Exception {
    var body = new JsonMapper().readTree(server.bulk("{}").body());
    return body.has("eventStreams")
        ? body.get("eventStreams").get(0).get("endpoint").get("requestUri").asString()
        : null;
  }

  private Listener listen(String address) throws Exception {
    URI uri = URI.create(server.base()).resolve(address);
    HttpResponse<InputStream> response =
        server.client().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream());
    InputStreamReader text = new InputStreamReader(response.body(), StandardCharsets.UTF_8);
    Listener listener = new Listener(response, new BufferedReader(text));
    listeners.add(listener);
    return listener;
  }

  @Test
  void listener_isToldAtOnce_sinceItMayHaveMissedAChange_andThenOfEveryChange() throws Exception {
    Listener listener = listen(address());
    assertEquals(200, listener.response().statusCode());
    assertEquals(
        "text/event-stream;charset=utf-8",
        listener
            .response()
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .toLowerCase(Locale.ROOT));
    assertEquals(REFETCH, listener.next());
    store.kill("plain", CHANGE);
    assertEquals(REFETCH, listener.next());
    store.lift("plain", CHANGE);
    assertEquals(REFETCH, listener.next());
  }

  @Test
  void changeOfAFlagThatIsNotExposed_isNotTold() throws Exception {
    restart(builder().heartbeat(Duration.ofMillis(300)));
    Listener listener = listen(address());
    assertEquals(REFETCH, listener.next());
    store.kill("hidden", CHANGE);
    assertEquals(": still here", listener.next());
  }

  /** Without heartbeats, a proxy could take a quiet connection for a dead one. */
  @Test
  void quietStream_hasHeartbeats() throws Exception {
    restart(builder().heartbeat(Duration.ofMillis(50)));
    Listener listener = listen(address());
    assertEquals(REFETCH, listener.next());
    assertEquals(": still here", listener.next());
    assertEquals(": still here", listener.next());
  }

  /** "authorised by a short-lived signed token in its URL". */
  @Test
  void ticket_isNeeded_andDoesNotLast() throws Exception {
    String address = address();
    for (String wrong :
        List.of(
            address.substring(0, address.indexOf('?')),
            address + "x",
            address.replaceFirst("ticket=\\d", "ticket=9"),
            address.replaceFirst("ticket=.*", "ticket=" + "9".repeat(5000)),
            address.replaceFirst("ticket=.*", "ticket=."))) {
      Listener refused = listen(wrong);
      assertEquals(403, refused.response().statusCode(), wrong);
      assertTrue(refused.next().contains("\"errorCode\":\"GENERAL\""));
    }
    now = now.plus(Duration.ofMinutes(29));
    assertEquals(200, listen(address).response().statusCode());
    now = now.plus(Duration.ofMinutes(31));
    assertEquals(403, listen(address).response().statusCode());
    assertEquals(200, listen(address()).response().statusCode());
  }

  /** A client that keeps a 304 must not keep an address that no longer lets it in. */
  @Test
  void newTicket_isANewEntityTag_andTheSameTicketTheSame() throws Exception {
    String etag = server.bulk("{}").headers().firstValue("ETag").orElseThrow();
    now = now.plus(Duration.ofMinutes(29));
    assertEquals(304, server.bulk("{}", "If-None-Match", etag).statusCode());
    now = now.plus(Duration.ofMinutes(1));
    assertEquals(200, server.bulk("{}", "If-None-Match", etag).statusCode());
  }

  @Test
  void ticketOfAnotherNode_isRight_withTheSameSecret() throws Exception {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    restart(builder().streamSecret(secret));
    String address = address();
    restart(builder().streamSecret(secret));
    assertEquals(200, listen(address).response().statusCode());
    restart(builder());
    assertEquals(403, listen(address).response().statusCode());
  }

  @Test
  void streams_areBounded_andThenNotOffered_untilOneLeaves() throws Exception {
    restart(builder().maxStreams(2).heartbeat(Duration.ofMillis(20)));
    String address = address();
    Listener first = listen(address);
    listen(address);
    assertNull(address());
    Listener third = listen(address);
    assertEquals(503, third.response().statusCode());
    assertEquals("30", third.response().headers().firstValue("Retry-After").orElse(""));
    first.lines().close();
    for (int i = 0; address() == null && i < 500; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(200, listen(address()).response().statusCode());
  }

  @Test
  void withoutStreams_noneIsOffered() throws Exception {
    String address = address();
    restart(builder().maxStreams(0));
    assertNull(address());
    assertEquals(404, listen(address).response().statusCode());
  }

  @Test
  void manyListeners_needNoThreadEach_andAreAllTold() throws Exception {
    restart(builder().maxStreams(150));
    String address = address();
    int before = Thread.activeCount();
    List<Listener> many = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      many.add(listen(address));
    }
    for (Listener listener : many) {
      assertEquals(REFETCH, listener.next());
    }
    int more = Thread.activeCount() - before;
    assertTrue(more < 50, more + " threads more for 150 listeners");
    store.kill("plain", CHANGE);
    for (Listener listener : many) {
      assertEquals(REFETCH, listener.next());
    }
  }

  @Test
  void endOfTheApplication_hangsUp() throws Exception {
    Listener listener = listen(address());
    assertEquals(REFETCH, listener.next());
    server.close();
    assertNull(listener.next());
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().equals("jackstaff-ofrep")));
  }
}
