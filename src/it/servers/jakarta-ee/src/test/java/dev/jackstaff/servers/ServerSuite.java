package dev.jackstaff.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One evaluation for each request, and its header on each answer, whatever is dispatched. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerSuite {
  private static final String HEADER = "X-Active-Flags";

  private Server server;

  /**
   * A page.
   *
   * @param status the status of its answer
   * @param body the whole body, or null where the server writes it
   */
  record Row(String path, int status, String body) {
    @Override
    public String toString() {
      return path;
    }
  }

  abstract Server start() throws Exception;

  /** Returns the pattern of the server's own name. */
  abstract String info();

  /** The pages whose answer this server resets after the filter, without error pages. */
  abstract List<String> unnamedWhenPlain();

  /** The pages whose answer this server resets after the filter, even with error pages. */
  abstract List<String> unnamedWhenPaged();

  /** The pages that this server answers with another status, with and without the filter. */
  List<String> otherStatus() {
    return List.of();
  }

  @BeforeAll
  void startServer() throws Exception {
    server = start();
  }

  @AfterAll
  void stopServer() throws InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        new Row("ok", 200, "true"),
        new Row("set-status", 404, ""),
        new Row("redirect", 302, null),
        new Row("long", 200, null),
        new Row("nowhere", 404, null),
        new Row("reset", 200, "true"),
        new Row("reset-buffer", 200, "true"),
        new Row("send-error?404", 404, null),
        new Row("send-error?500", 500, null),
        new Row("throw", 500, null),
        new Row("throw-servlet", 500, null),
        new Row("forward?/ok", 200, "true"),
        new Row("forward?/reset", 200, "true"),
        new Row("forward?/send-error", 404, null),
        new Row("include?/ok", 200, "true"),
        new Row("async/complete", 200, "true"),
        new Row("async/start", 200, "true"),
        new Row("async/wrapped", 200, "true"),
        new Row("async/bare", 200, "false"),
        new Row("async/dispatch?/ok", 200, "true"),
        new Row("async/dispatch?/send-error", 404, null),
        new Row("async/dispatch?/throw", 500, null),
        new Row("async/dispatch-at-once?/ok", 200, "true"),
        new Row("async/timeout", 500, null),
        new Row("async/timeout-answered", 503, ""),
        new Row("async/send-error", 500, null),
        new Row("async/throw", 500, null));
  }

  @Test
  void server_isTheOneItIsSaidToBe() throws Exception {
    String info = server.get("plain", "info").body();
    assertTrue(info.matches(info()), info);
  }

  /** Jackson beside whatever the server has of it. */
  @Test
  void ofrep_answersInJson() throws Exception {
    HttpResponse<String> response = server.post("plain", "ofrep/v1/evaluate/flags", "{}");
    assertEquals(200, response.statusCode(), response.body());
    assertTrue(response.body().contains("\"key\":\"one\""), response.body());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void request_isDecidedOnceAndNamed_withoutErrorPages(Row row) throws Exception {
    check("plain", row, unnamedWhenPlain());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void request_isDecidedOnceAndNamed_withErrorPages(Row row) throws Exception {
    check("error-pages", row, unnamedWhenPaged());
  }

  private void check(String application, Row row, List<String> unnamed) throws Exception {
    server.get(application, "reset-count");
    HttpResponse<String> response = server.get(application, row.path());
    if (!otherStatus().contains(row.path())) {
      assertEquals(row.status(), response.statusCode());
    }
    if (row.body() != null) {
      assertEquals(row.body(), response.body());
    }
    assertEquals(
        unnamed.contains(row.path()) ? List.of() : List.of("first,one,two"),
        response.headers().allValues(HEADER));
    assertEquals("1", server.get(application, "count").body(), "evaluations");
  }
}
