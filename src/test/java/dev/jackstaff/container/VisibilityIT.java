package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.LoggingContext;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.FlagsBean;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/**
 * The log's context and the pages' bean, on every dispatch and on threads that a request starts.
 */
class VisibilityIT {
  private static final String OUTER = "from outside";
  private static final List<String> LEFT = new CopyOnWriteArrayList<>();

  private static LoggingContext context;
  private static FeatureFlags features;
  private static ServletContainerFixture server;

  @BeforeAll
  static void start() {
    context = LoggingContext.open();
    features = FeatureFlags.of(FlagSet.of(Flag.on("new_search"), Flag.off("dark_mode")));
    FlagFilter.Builder filter = FlagFilter.builder(features).mdc("flags").bean("flags");
    server =
        new App()
            .with(VisibilityIT::surround)
            .with(filter::register)
            .page("/ask", (request, response) -> answer(request, response))
            .page("/throw", (request, response) -> fail())
            .page("/forward", (request, response) -> forward(request, response))
            .page("/dispatch", (request, response) -> request.startAsync().dispatch("/ask"))
            .page("/start", (request, response) -> started(request))
            .start(ErrorPage.of(500, "/ask"));
  }

  @AfterAll
  static void stop() {
    server.close();
    features.close();
    context.close();
  }

  /** Stands around the flag filter, with a value of its own under the key. */
  private static void surround(ServletContext application) {
    Filter outer =
        (request, response, chain) -> {
          MDC.put("flags", OUTER);
          try {
            chain.doFilter(request, response);
          } finally {
            LEFT.add(MDC.get("flags"));
            MDC.remove("flags");
          }
        };
    FilterRegistration.Dynamic registration = application.addFilter("outer", outer);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR, DispatcherType.ASYNC),
        false,
        "/*");
  }

  private static void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    FlagsBean bean = (FlagsBean) request.getAttribute("flags");
    response
        .getWriter()
        .print(MDC.get("flags") + " " + bean.on("new_search") + " " + bean.on("dark_mode"));
  }

  private static void fail() {
    throw new IllegalStateException("asked");
  }

  private static void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.getRequestDispatcher("/ask").forward(request, response);
  }

  private static void started(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.start(
        () -> {
          try {
            answer(request, (HttpServletResponse) async.getResponse());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          async.complete();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ask", "throw", "forward", "dispatch", "start"})
  void flags_areInTheLogAndInThePage_wherever(String page) throws Exception {
    LEFT.clear();
    assertEquals("new_search true false", Browser.get(server, page).body());
    assertEquals(List.of(), LEFT.stream().filter(value -> !OUTER.equals(value)).toList());
  }
}
