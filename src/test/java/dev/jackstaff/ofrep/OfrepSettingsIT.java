package dev.jackstaff.ofrep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The settings of the OFREP server: keys, origins, the subject, and init-params. */
class OfrepSettingsIT extends OfrepFixture {
  /** Auth: optional {@code Authorization: Bearer} or {@code X-API-Key}; 401 has a body. */
  @Test
  void apiKey_isAskedFor_whereConfigured() throws Exception {
    String key = "k-0123456789abcdef";
    restart(OfrepServlet.builder().expose(OfrepIT.EXPOSED).apiKey(key));
    for (HttpResponse<String> refused :
        List.of(
            server.bulk(OfrepIT.USER_1),
            server.single("plain", OfrepIT.USER_1, "Authorization", "Bearer " + key + "x"),
            server.single("plain", OfrepIT.USER_1, "X-API-Key", key.substring(1)),
            server.single("plain", OfrepIT.USER_1, "Authorization", "Basic " + key))) {
      assertEquals(401, refused.statusCode());
      assertEquals("Bearer", refused.headers().firstValue("WWW-Authenticate").orElse(""));
      assertEquals("GENERAL", OfrepIT.json(refused).get("errorCode").asString());
    }
    assertEquals(200, server.bulk(OfrepIT.USER_1, "Authorization", "Bearer " + key).statusCode());
    assertEquals(200, server.single("plain", OfrepIT.USER_1, "X-API-Key", key).statusCode());
  }

  @Test
  void subjectOfRequest_ignoresTheClientsContext() throws Exception {
    assertTrue(server.single("listed", OfrepIT.USER_1).body().contains("\"value\":true"));
    restart(OfrepServlet.builder().expose(OfrepIT.EXPOSED).subjectOfRequest());
    String probe = "{\"context\": {\"targetingKey\": \"user:1\", \"plan\": \"pro\"}}";
    assertTrue(
        server.single("listed", probe, "X-User-Id", "user:2").body().contains("\"value\":false"));
    assertTrue(
        server.single("pro", probe, "X-User-Id", "user:2").body().contains("\"value\":false"));
    HttpResponse<String> own = server.bulk("{}", "X-User-Id", "user:1");
    assertTrue(own.body().contains("{\"key\":\"listed\",\"value\":true"), own.body());
    assertFalse(own.body().contains("hidden"), own.body());
  }

  @Test
  void otherOrigins_areToldNothing_untilConfigured() throws Exception {
    String origin = "https://shop.example";
    HttpResponse<String> before = server.bulk(OfrepIT.USER_1, "Origin", origin);
    assertEquals(Map.of(), cors(before));
    restart(OfrepServlet.builder().expose(OfrepIT.EXPOSED).allowedOrigins(origin));
    assertEquals(Map.of(), cors(server.bulk(OfrepIT.USER_1, "Origin", "https://evil.example")));
    HttpResponse<String> allowed = server.bulk(OfrepIT.USER_1, "Origin", origin);
    assertEquals(List.of(origin), cors(allowed).get("access-control-allow-origin"));
    HttpResponse<String> preflight =
        server.send(
            "/ofrep/v1/evaluate/flags",
            request -> request.method("OPTIONS", BodyPublishers.noBody()),
            "Origin",
            origin,
            "Access-Control-Request-Method",
            "POST");
    assertEquals(204, preflight.statusCode());
    assertEquals(
        List.of("Authorization, Content-Type, If-None-Match, X-API-Key"),
        cors(preflight).get("access-control-allow-headers"));
  }

  @Test
  void wrongInitParams_stopTheDeployment_withAllProblems() {
    ServletHolder servlet = new ServletHolder(new OfrepServlet());
    servlet.setInitParameter("exposed", "*");
    servlet.setInitParameter("subject", "me");
    servlet.setInitParameter("apiKey", "my-very-secret-key-itself");
    servlet.setInitParameter("allowedOrigins", "https://shop.example/path");
    servlet.setInitParameter("maxStreams", "-1");
    servlet.setInitParameter("streamSecret", "env:JACKSTAFF_THERE_IS_NO_SUCH_VARIABLE");
    String message =
        assertThrows(IllegalStateException.class, () -> new OfrepServer(features, servlet))
            .getCause()
            .getMessage();
    assertTrue(message.contains("unknown init-param 'exposed'; did you mean 'expose'?"), message);
    assertTrue(message.contains("subject: must be context or request, was 'me'"), message);
    assertTrue(message.contains("apiKey: should be env:NAME or attribute:NAME"), message);
    assertFalse(message.contains("secret-key-itself"), message);
    assertTrue(message.contains("should be an origin such as https://shop.example, or *"), message);
    assertTrue(message.contains("maxStreams: must be a number of streams from 0"), message);
    assertTrue(message.contains("streamSecret: 'env:JACKSTAFF_THERE_IS_NO_SUCH"), message);
  }

  @Test
  void initParams_setUpTheServlet() throws Exception {
    server.close();
    ServletHolder servlet = new ServletHolder(new OfrepServlet());
    servlet.setInitParameter("expose", "pl*, off");
    servlet.setInitParameter("subject", "request");
    servlet.setInitParameter("maxStreams", "0");
    servlet.setInitParameter("apiKey", "env:PATH");
    server = new OfrepServer(features, servlet);
    JsonNode body = OfrepIT.json(server.bulk(OfrepIT.USER_1, "X-API-Key", System.getenv("PATH")));
    assertEquals(2, body.get("flags").size());
    assertFalse(body.has("eventStreams"));
  }

  private static Map<String, List<String>> cors(HttpResponse<String> response) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeIf(name -> !name.startsWith("access-control-"));
    return headers;
  }
}
