package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The warnings about an incomplete registration, logged once when a request shows it. */
class RegistrationIT {
  private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);
  private static final EnumSet<DispatcherType> REQUEST = EnumSet.of(DispatcherType.REQUEST);

  private static App app(boolean async, EnumSet<DispatcherType> dispatchers) {
    FlagFilter filter = FlagFilter.builder(FeatureFlags.of(FlagSet.of(Flag.on("a")))).build();
    return new App()
        .with(context -> register(context, filter, async, dispatchers))
        .page("/ask", (request, response) -> response.getWriter().print(Flags.on("a")))
        .page("/dispatch", (request, response) -> request.startAsync().dispatch("/ask"))
        .page("/complete", (request, response) -> request.startAsync().complete())
        .page(
            "/start",
            (request, response) -> {
              AsyncContext context = request.startAsync();
              context.start(() -> context.dispatch("/ask"));
            });
  }

  private static void register(
      ServletContext context,
      FlagFilter filter,
      boolean async,
      EnumSet<DispatcherType> dispatchers) {
    FilterRegistration.Dynamic registration = context.addFilter("flags", filter);
    registration.setAsyncSupported(async);
    if (!dispatchers.isEmpty()) {
      registration.addMappingForUrlPatterns(dispatchers, false, "/*");
    }
  }

  /** The container may tell the filter after the client has its answer. */
  private static void await(Logged log, String part) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (log.lines(part).isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void dispatchThatDoesNotComeThroughTheFilter_isLoggedOnce() throws Exception {
    try (Logged log = Logged.library();
        ServletContainerFixture server = app(true, REQUEST).start()) {
      assertEquals("false", Browser.get(server, "dispatch").body());
      await(log, "an asynchronous dispatch did not come through the filter 'flags'");
      assertEquals("false", Browser.get(server, "start").body());
      assertEquals("true", Browser.get(server, "ask").body());
      List<String> lines = log.lines("<dispatcher>ASYNC</dispatcher>");
      assertEquals(1, lines.size(), log.warnings()::toString);
    }
  }

  @Test
  void requestThatMayNotBeAsynchronous_isLoggedOnce() throws Exception {
    try (Logged log = Logged.library();
        ServletContainerFixture server = app(false, ALL).start()) {
      assertEquals(500, Browser.get(server, "dispatch").statusCode());
      assertEquals(500, Browser.get(server, "complete").statusCode());
      List<String> lines = log.lines("<async-supported>true</async-supported>");
      assertEquals(1, lines.size(), log.warnings()::toString);
    }
  }

  @Test
  void filterWithoutAMapping_isLogged() throws Exception {
    try (Logged log = Logged.library();
        ServletContainerFixture server = app(true, EnumSet.noneOf(DispatcherType.class)).start()) {
      assertEquals("false", Browser.get(server, "ask").body());
      assertEquals(1, log.lines("filter 'flags' is mapped to no request").size());
    }
  }

  @Test
  void wholeRegistration_isLoggedAsOneLine() throws Exception {
    try (Logged log = Logged.library();
        ServletContainerFixture server = app(true, ALL).start()) {
      for (String page : List.of("ask", "dispatch", "start")) {
        assertEquals("true", Browser.get(server, page).body(), page);
      }
      assertEquals(200, Browser.get(server, "complete").statusCode());
      assertEquals(List.of(), log.warnings());
      assertEquals(1, log.lines("filter 'flags' decides 1 flags from code").size());
    }
  }
}
