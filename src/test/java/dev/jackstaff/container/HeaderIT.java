package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Behaviour 2: the header is there on every kind of answer, and never spoils one. */
class HeaderIT {
  private static final String HEADER = "X-Active-Flags";
  private static final String OMITTED = "X-Active-Flags-Omitted";
  private static final FlagSet FLAGS =
      FlagSet.of(Flag.on("one"), Flag.off("off"), Flag.users("two", "u"), Flag.on("three"));

  private static ServletContainerFixture plain;
  private static ServletContainerFixture withErrorPages;

  @BeforeAll
  static void start() {
    plain = app(FLAGS, filter -> filter).start();
    withErrorPages =
        app(FLAGS, filter -> filter)
            .start(ErrorPage.of(404, "/error-page"), ErrorPage.of(500, "/error-page"));
  }

  @AfterAll
  static void stop() {
    plain.close();
    withErrorPages.close();
  }

  /** An answer, and what keeps the header from it, without error pages and with them. */
  private record Row(
      String path, int status, List<ContainerLimit> plain, List<ContainerLimit> withErrorPages) {
    static Row of(String path, int status) {
      return new Row(path, status, List.of(), List.of());
    }

    Row butPlain(ContainerLimit limit) {
      return new Row(path, status, List.of(limit), withErrorPages);
    }

    Row but(ContainerLimit limit) {
      return new Row(path, status, List.of(limit), List.of(limit));
    }

    static Outcome here(List<ContainerLimit> limits) {
      return limits.stream()
          .map(ContainerLimit::here)
          .filter(outcome -> outcome != Outcome.NAMED)
          .findFirst()
          .orElse(Outcome.NAMED);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(
        Row.of("ok", 200),
        Row.of("set-status", 404),
        Row.of("redirect", 302),
        Row.of("long", 200),
        Row.of("nowhere", 404),
        Row.of("send-error?404", 404),
        Row.of("send-error?500", 500),
        Row.of("throw/runtime", 500).butPlain(ContainerLimit.THROWN_WITHOUT_ERROR_PAGE),
        Row.of("throw/servlet", 500).butPlain(ContainerLimit.THROWN_WITHOUT_ERROR_PAGE),
        Row.of("throw/io", 500).butPlain(ContainerLimit.THROWN_WITHOUT_ERROR_PAGE),
        Row.of("reset", 200),
        Row.of("reset-buffer", 200),
        Row.of("forward?/ok", 200),
        Row.of("forward?/send-error", 404),
        Row.of("forward?/reset", 200),
        Row.of("include", 200),
        Row.of("async/complete", 200),
        Row.of("async/start", 200),
        Row.of("async/dispatch?/ok", 200),
        Row.of("async/dispatch?/send-error", 404),
        Row.of("async/dispatch?/reset", 200),
        Row.of("async/dispatch?/throw/runtime", 500).but(ContainerLimit.THROWN_IN_ASYNC_DISPATCH),
        Row.of("async/timeout", 500),
        Row.of("async/timeout-answered", 503),
        Row.of("async/send-error", 500),
        new Row(
            "async/throw",
            500,
            List.of(
                ContainerLimit.THROWN_AFTER_START_ASYNC,
                ContainerLimit.UNANSWERED_AFTER_START_ASYNC),
            List.of(ContainerLimit.THROWN_AFTER_START_ASYNC)),
        Row.of("async/start-throws", 500).butPlain(ContainerLimit.THROWN_BY_STARTED_TASK));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_namesTheActiveFlags_withoutErrorPages(Row row) throws Exception {
    check(plain, row, Row.here(row.plain()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_namesTheActiveFlags_withErrorPages(Row row) throws Exception {
    check(withErrorPages, row, Row.here(row.withErrorPages()));
  }

  private static void check(ServletContainerFixture server, Row row, Outcome outcome)
      throws Exception {
    HttpResponse<String> response;
    try {
      response = Browser.get(server, row.path(), "X-User-Id", "u");
    } catch (IOException e) {
      assertTrue(
          outcome == Outcome.NO_ANSWER || outcome == Outcome.NAMED_OR_NO_ANSWER, e::toString);
      return;
    }
    assertNotEquals(Outcome.NO_ANSWER, outcome);
    assertEquals(row.status(), response.statusCode());
    assertEquals(
        outcome == Outcome.UNNAMED ? List.of() : List.of("one,two,three"),
        response.headers().allValues(HEADER));
    assertEquals(List.of(), response.headers().allValues(OMITTED));
  }

  @Test
  void answerToHead_namesTheActiveFlags() throws Exception {
    // Not the long page: Undertow's own writer never returns from it.
    HttpResponse<String> response = Browser.head(plain, "ok");
    assertEquals(200, response.statusCode());
    assertEquals(List.of("one,three"), response.headers().allValues(HEADER));
  }

  @Test
  void header_isAbsent_whenNoFlagIsOn() throws Exception {
    FlagSet none = FlagSet.of(Flag.off("one"), Flag.users("two", "u"));
    try (ServletContainerFixture server = app(none, filter -> filter).start()) {
      for (String path : List.of("ok", "reset", "send-error?404", "forward?/ok")) {
        HttpResponse<String> response = Browser.get(server, path);
        assertEquals(List.of(), response.headers().allValues(HEADER), path);
        assertEquals(List.of(), response.headers().allValues(OMITTED), path);
      }
    }
  }

  @Test
  void header_isCutAtAName_andSaysHowManyAreMissing() throws Exception {
    try (ServletContainerFixture server = app(FLAGS, f -> f.headerMaxBytes(8)).start()) {
      for (String path : List.of("ok", "reset", "throw/runtime", "async/complete")) {
        HttpResponse<String> response = Browser.get(server, path, "X-User-Id", "u");
        if (response.statusCode() == 200) {
          assertEquals(List.of("one,two"), response.headers().allValues(HEADER), path);
          assertEquals(List.of("1"), response.headers().allValues(OMITTED), path);
        }
      }
    }
  }

  @Test
  void header_isAbsentButCounted_whenNotEvenOneNameFits() throws Exception {
    try (ServletContainerFixture server = app(FLAGS, f -> f.headerMaxBytes(2)).start()) {
      HttpResponse<String> response = Browser.get(server, "ok");
      assertEquals(List.of(), response.headers().allValues(HEADER));
      assertEquals(List.of("2"), response.headers().allValues(OMITTED));
    }
  }

  @Test
  void tenThousandFlagsThatAreOn_spoilNoGoodAnswer() throws Exception {
    List<Flag> many =
        IntStream.range(0, 10_000).mapToObj(i -> Flag.on("a_flag_with_a_name_" + i)).toList();
    try (ServletContainerFixture server = app(FlagSet.of(many), filter -> filter).start()) {
      for (String path : List.of("ok", "long", "reset", "forward?/ok", "async/complete")) {
        HttpResponse<String> response = Browser.get(server, path);
        String value = response.headers().firstValue(HEADER).orElseThrow();
        int omitted = Integer.parseInt(response.headers().firstValue(OMITTED).orElseThrow());
        assertEquals(200, response.statusCode(), path);
        assertTrue(value.length() <= 2048, value);
        assertEquals(10_000, value.split(",").length + omitted);
      }
    }
  }

  @Test
  void header_hasTheNameThatWasChosen() throws Exception {
    try (ServletContainerFixture server = app(FLAGS, f -> f.header("X-Flags")).start()) {
      HttpResponse<String> response = Browser.get(server, "reset");
      assertEquals(List.of("one,three"), response.headers().allValues("X-Flags"));
      assertEquals(List.of(), response.headers().allValues(HEADER));
    }
  }

  @Test
  void header_isAbsent_whenItIsSwitchedOff() throws Exception {
    try (ServletContainerFixture server = app(FLAGS, f -> f.header(null)).start()) {
      assertEquals(List.of(), Browser.get(server, "reset").headers().allValues(HEADER));
    }
  }

  private static App app(FlagSet flags, UnaryOperator<FlagFilter.Builder> options) {
    FlagFilter.Builder filter =
        FlagFilter.builder(FeatureFlags.of(flags)).user(UserResolver.header("X-User-Id"));
    return new App()
        .with(options.apply(filter)::register)
        .page("/ok", (request, response) -> response.getWriter().print("ok"))
        .page("/set-status", (request, response) -> response.setStatus(404))
        .page("/redirect", (request, response) -> response.sendRedirect("/ok"))
        .page("/long", (request, response) -> response.getWriter().print("x".repeat(200_000)))
        .page("/send-error", (request, response) -> response.sendError(status(request)))
        .page("/throw/runtime", (request, response) -> thrown(new IllegalStateException("asked")))
        .page("/throw/servlet", (request, response) -> thrown(new ServletException("asked")))
        .page("/throw/io", (request, response) -> thrown(new IOException("asked")))
        .page("/reset", HeaderIT::reset)
        .page("/reset-buffer", HeaderIT::resetBuffer)
        .page("/forward", HeaderIT::forward)
        .page("/include", HeaderIT::include)
        .page("/error-page", (request, response) -> response.getWriter().print("error page"))
        .page("/async/complete", (request, response) -> later(request, HeaderIT::complete))
        .page("/async/start", (request, response) -> started(request, HeaderIT::complete))
        .page("/async/dispatch", (request, response) -> later(request, HeaderIT::dispatch))
        .page("/async/timeout", (request, response) -> request.startAsync().setTimeout(200))
        .page("/async/timeout-answered", (request, response) -> timeoutAnswered(request))
        .page("/async/send-error", (request, response) -> later(request, HeaderIT::sendError))
        .page("/async/throw", (request, response) -> throwAsync(request))
        .page("/async/start-throws", (request, response) -> startedThrows(request));
  }

  private static int status(HttpServletRequest request) {
    String query = request.getQueryString();
    return query != null && query.matches("[0-9]+") ? Integer.parseInt(query) : 404;
  }

  private static void thrown(Exception e) throws IOException, ServletException {
    if (e instanceof IOException io) {
      throw io;
    }
    if (e instanceof ServletException servlet) {
      throw servlet;
    }
    throw (RuntimeException) e;
  }

  private static void reset(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("X-Other", "gone");
    response.getWriter().print("gone");
    response.reset();
    response.getWriter().print("reset");
  }

  private static void resetBuffer(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print("gone");
    response.resetBuffer();
    response.getWriter().print("reset");
  }

  private static void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.getRequestDispatcher(request.getQueryString()).forward(request, response);
  }

  private static void include(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.getRequestDispatcher("/ok").include(request, response);
    response.getWriter().print("included");
  }

  private interface Step {
    void take(AsyncContext context) throws IOException;
  }

  private static void later(HttpServletRequest request, Step step) {
    AsyncContext context = request.startAsync();
    new Thread(() -> take(context, step)).start();
  }

  private static void started(HttpServletRequest request, Step step) {
    AsyncContext context = request.startAsync();
    context.start(() -> take(context, step));
  }

  private static void take(AsyncContext context, Step step) {
    try {
      step.take(context);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void complete(AsyncContext context) throws IOException {
    context.getResponse().getWriter().print("completed");
    context.complete();
  }

  private static void dispatch(AsyncContext context) {
    context.dispatch(((HttpServletRequest) context.getRequest()).getQueryString());
  }

  private static void sendError(AsyncContext context) throws IOException {
    ((HttpServletResponse) context.getResponse()).sendError(500);
    context.complete();
  }

  private static void timeoutAnswered(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.setTimeout(200);
    context.addListener(
        new QuietListener() {
          @Override
          public void onTimeout(AsyncEvent event) {
            ((HttpServletResponse) context.getResponse()).setStatus(503);
            context.complete();
          }
        });
  }

  private static void throwAsync(HttpServletRequest request) {
    request.startAsync().setTimeout(200);
    throw new IllegalStateException("asked");
  }

  private static void startedThrows(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.setTimeout(2_000);
    context.start(
        () -> {
          throw new IllegalStateException("asked");
        });
  }
}
