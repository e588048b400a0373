package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.Flags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener is told once of each request, when it has ended, however it went on and ended. */
class FinishIT {
  private static final FlagSet FLAGS =
      FlagSet.of(Flag.on("a"), Flag.off("b"), Flag.on("c"), Flag.on("never_asked_for"));

  private final BlockingQueue<FinishedRequest> finished = new LinkedBlockingQueue<>();
  private final FeatureFlags features = FeatureFlags.builder(FLAGS).listener(finished::add).build();

  /** A page, the status that is told, the failure's message, and the flags that it asks for. */
  private record Row(String path, int status, String failure, List<String> asked) {
    static Row of(String path, int status, String... asked) {
      return new Row(path, status, null, List.of(asked));
    }

    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        Row.of("ok", 200, "a", "b"),
        Row.of("silent", 200),
        Row.of("unknown-flag", 200),
        Row.of("send-error", 404, "c"),
        Row.of("nowhere", 404),
        new Row("throw", 500, "asked", List.of("a")),
        Row.of("forward", 200, "a", "b", "c"),
        Row.of("include", 200, "a", "b", "c"),
        Row.of("async/complete", 200, "a", "c"),
        Row.of("async/start", 200, "a", "b"),
        Row.of("async/dispatch?/ok", 200, "a", "b"),
        Row.of("async/dispatch?/send-error", 404, "c"),
        Row.of("async/dispatch?/async/complete", 200, "a", "c"),
        Row.of("async/twice", 200, "a", "b", "c"),
        Row.of("async/timeout", 500, "a"),
        Row.of("async/timeout-answered", 503, "a", "b"),
        Row.of("async/send-error", 500, "b"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void listener_isToldOnce_howARequestEnded(Row row) throws Exception {
    try (ServletContainerFixture server = app().start()) {
      HttpResponse<String> response = Browser.get(server, row.path(), "X-User-Id", "u");
      FinishedRequest request = finished.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(request);
      assertEquals(row.status(), response.statusCode());
      assertEquals(row.status(), request.status());
      assertEquals(row.asked(), request.asked());
      assertEquals("u", request.evaluation().user().id());
      assertTrue(request.duration().toNanos() > 0);
      assertEquals(
          row.failure(), request.failure() == null ? null : request.failure().getMessage());
    }
    assertNull(finished.poll(), "told twice");
  }

  @Test
  void listener_isTold_whenADispatchThrows() throws Exception {
    try (ServletContainerFixture server = app().start()) {
      assertEquals(500, Browser.get(server, "async/dispatch?/throw").statusCode());
      FinishedRequest request = finished.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(request);
      assertEquals(500, request.status());
      assertNotNull(request.failure());
      assertEquals("asked", request.failure().getMessage());
    }
    assertNull(finished.poll(), "told twice");
  }

  @Test
  void listener_isToldOnce_whenAServletThrowsAfterStartAsync() throws Exception {
    try (ServletContainerFixture server = app().start(ErrorPage.of(500, "/ok"))) {
      assertEquals(500, Browser.get(server, "async/throw").statusCode());
      FinishedRequest request = finished.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(request);
      assertEquals(500, request.status());
      assertEquals("asked", request.failure().getMessage());
    }
    assertNull(finished.poll(), "told twice");
  }

  /** Tomcat may not answer at all here, depending on which of two threads is faster. */
  @Test
  void listener_isToldOnce_whenAStartedTaskThrows() throws Exception {
    try (ServletContainerFixture server = app().start(ErrorPage.of(500, "/ok"))) {
      try {
        assertEquals(500, Browser.get(server, "async/start-throws").statusCode());
      } catch (IOException e) {
        assertTrue(ServletContainerFixture.name().startsWith("tomcat"), e.toString());
      }
      FinishedRequest request = finished.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(request);
      assertEquals(500, request.status());
      assertEquals("asked", request.failure().getMessage());
    }
    assertNull(finished.poll(), "told twice");
  }

  @Test
  void listener_isTold_whenTheErrorPageAnswers() throws Exception {
    try (ServletContainerFixture server =
        app().start(ErrorPage.of(500, "/ok"), ErrorPage.of(404, "/ok"))) {
      for (String path : List.of("throw", "async/timeout", "async/send-error")) {
        assertEquals(500, Browser.get(server, path).statusCode());
        FinishedRequest request = finished.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(request, path);
        assertEquals(500, request.status(), path);
      }
    }
    assertNull(finished.poll(), "told twice");
  }

  @Test
  void listener_isToldOfTheWholeTime_ofAnAsynchronousRequest() throws Exception {
    try (ServletContainerFixture server = app().start()) {
      Browser.get(server, "async/timeout");
      FinishedRequest request = finished.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      assertNotNull(request);
      assertTrue(request.duration().toMillis() >= 190, request.duration().toString());
    }
  }

  @Test
  void request_isNotObserved_ifNobodyListens() throws Exception {
    FeatureFlags quiet = FeatureFlags.of(FLAGS);
    App app =
        new App()
            .with(FlagFilter.builder(quiet)::register)
            .page("/", (request, response) -> response.getWriter().print(Flags.on("a")));
    try (ServletContainerFixture server = app.start()) {
      assertEquals("true", Browser.get(server, "").body());
    }
    assertEquals(List.of(), quiet.status().faults());
  }

  private App app() {
    return new App()
        .with(FlagFilter.builder(features).user(UserResolver.header("X-User-Id"))::register)
        .page("/ok", (request, response) -> ask("b", "a", "a"))
        .page("/silent", (request, response) -> response.getWriter().print("silent"))
        .page("/unknown-flag", (request, response) -> ask("unknown"))
        .page("/send-error", FinishIT::sendError)
        .page("/throw", (request, response) -> fail())
        .page("/forward", FinishIT::forward)
        .page("/include", FinishIT::include)
        .page("/async/complete", (request, response) -> complete(request))
        .page("/async/start", (request, response) -> start(request))
        .page("/async/dispatch", (request, response) -> dispatch(request))
        .page("/async/twice", (request, response) -> twice(request))
        .page("/async/timeout", (request, response) -> timeout(request))
        .page("/async/timeout-answered", (request, response) -> timeoutAnswered(request))
        .page("/async/throw", (request, response) -> throwAsync(request))
        .page("/async/start-throws", (request, response) -> startThrowing(request))
        .page("/async/send-error", (request, response) -> sendErrorLater(request));
  }

  private static void ask(String... flags) {
    for (String flag : flags) {
      Flags.variant(flag, "");
    }
  }

  private static void sendError(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ask("c");
    response.sendError(404);
  }

  private static void fail() {
    ask("a");
    throw new IllegalStateException("asked");
  }

  private static void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    ask("c");
    request.getRequestDispatcher("/ok").forward(request, response);
  }

  private static void include(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.getRequestDispatcher("/ok").include(request, response);
    ask("c");
  }

  private static void later(Runnable task) {
    new Thread(task).start();
  }

  private static void complete(HttpServletRequest request) {
    ask("a");
    AsyncContext context = request.startAsync();
    later(
        Flags.wrap(
            () -> {
              ask("c");
              context.complete();
            }));
  }

  private static void start(HttpServletRequest request) {
    ask("a");
    AsyncContext context = request.startAsync();
    context.start(
        () -> {
          ask("b");
          context.complete();
        });
  }

  private static void dispatch(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    String target = request.getQueryString();
    later(() -> context.dispatch(target));
  }

  /** Three rounds, each with a startAsync of its own. */
  private static void twice(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    Object round = request.getAttribute("round");
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      ask("a");
      request.setAttribute("round", 2);
      later(() -> context.dispatch("/async/twice"));
    } else if (Integer.valueOf(2).equals(round)) {
      ask("b");
      request.setAttribute("round", 3);
      later(() -> context.dispatch("/async/twice"));
    } else {
      ask("c");
      later(context::complete);
    }
  }

  private static void throwAsync(HttpServletRequest request) {
    request.startAsync().setTimeout(200);
    fail();
  }

  private static void startThrowing(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.setTimeout(2_000);
    context.start(FinishIT::fail);
  }

  private static void timeout(HttpServletRequest request) {
    ask("a");
    request.startAsync().setTimeout(200);
  }

  private static void timeoutAnswered(HttpServletRequest request) {
    ask("a");
    AsyncContext context = request.startAsync();
    context.setTimeout(200);
    context.addListener(
        new QuietListener() {
          @Override
          public void onTimeout(AsyncEvent event) {
            ((HttpServletResponse) context.getResponse()).setStatus(503);
            Flags.from(context.getRequest()).isOn("b");
            context.complete();
          }
        });
  }

  private static void sendErrorLater(HttpServletRequest request) {
    ask("b");
    AsyncContext context = request.startAsync();
    later(
        () -> {
          try {
            ((HttpServletResponse) context.getResponse()).sendError(500);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          context.complete();
        });
  }
}
