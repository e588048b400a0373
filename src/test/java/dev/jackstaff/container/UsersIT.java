package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.TrustedProxies;
import dev.jackstaff.servlet.UserResolver;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Behaviours 1 and 3: users who share threads, filters that share requests. */
class UsersIT {
  private static final FlagSet FLAGS =
      FlagSet.of(Flag.users("even", even()), Flag.off("off"), Flag.on("always"));

  private static String[] even() {
    return IntStream.range(0, 300)
        .filter(i -> i % 2 == 0)
        .mapToObj(i -> "u" + i)
        .toArray(String[]::new);
  }

  @Test
  void requestsOfManyUsersOnFewThreads_eachSeeOnlyTheirOwn() throws Exception {
    ThreadProbe probe = new ThreadProbe();
    App app =
        new App()
            .with(probe::register)
            .with(filter(FeatureFlags.of(FLAGS))::register)
            .page("/who", (request, response) -> response.getWriter().print(who()))
            .page("/async", (request, response) -> later(request))
            .page("/throw", (request, response) -> fail());
    try (ServletContainerFixture server = app.startOnFewThreads()) {
      for (int i = 0; i < 200; i++) {
        String user = "u" + i;
        String expected = user + " " + (i % 2 == 0);
        assertEquals(expected, Browser.get(server, "who", "X-User-Id", user).body());
        assertEquals(expected, Browser.get(server, "async", "X-User-Id", user).body());
        if (i % 40 == 0) {
          assertEquals(500, Browser.get(server, "throw", "X-User-Id", user).statusCode());
        }
        assertEquals("null false", Browser.get(server, "who").body());
      }
      assertEquals(List.of(), probe.left());
      assertTrue(
          ServletContainerFixture.virtual() || probe.threads() <= 4, probe.threads() + " threads");
    }
  }

  private static String who() {
    var evaluation = Flags.current();
    return (evaluation == null ? "nobody" : evaluation.user().id()) + " " + Flags.on("even");
  }

  private static void fail() {
    throw new IllegalStateException("asked");
  }

  private static void later(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.start(
        () -> {
          try {
            context.getResponse().getWriter().print(who());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          context.complete();
        });
  }

  private static FlagFilter.Builder filter(FeatureFlags features) {
    return FlagFilter.builder(features)
        .user(UserResolver.header("X-User-Id", TrustedProxies.of("loopback")));
  }

  /** Registers a filter behind the others. */
  private static void second(ServletContext context, FlagFilter filter) {
    FilterRegistration.Dynamic registration = context.addFilter("second", filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
  }

  private static App asking() {
    return new App()
        .page("/who", (request, response) -> response.getWriter().print(who()))
        .page("/error", (request, response) -> response.sendError(404))
        .page(
            "/forward",
            (request, response) -> request.getRequestDispatcher("/who").forward(request, response));
  }

  @Test
  void secondFilterOfTheSameEngine_isSilent() throws Exception {
    FeatureFlags features = FeatureFlags.of(FLAGS);
    App app =
        asking()
            .with(filter(features)::register)
            .with(context -> second(context, filter(features).header("X-Second").build()));
    try (Logged log = Logged.library();
        ServletContainerFixture server = app.start()) {
      for (String path : List.of("who", "forward")) {
        HttpResponse<String> response = Browser.get(server, path, "X-User-Id", "u2");
        assertEquals("u2 true", response.body());
        assertEquals(List.of("even,always"), response.headers().allValues("X-Active-Flags"));
        assertEquals(List.of(), response.headers().allValues("X-Second"));
      }
      assertEquals(List.of(), log.warnings());
    }
  }

  @Test
  void secondFilterOfAnotherEngine_isWarnedOfOnce_andChangesNothing() throws Exception {
    FeatureFlags other = FeatureFlags.of(FlagSet.of(Flag.off("even"), Flag.on("other")));
    App app =
        asking()
            .with(filter(FeatureFlags.of(FLAGS))::register)
            .with(context -> second(context, filter(other).header("X-Second").build()));
    try (Logged log = Logged.library();
        ServletContainerFixture server = app.start(ErrorPage.of(404, "/who"))) {
      for (String path : List.of("who", "forward", "error")) {
        HttpResponse<String> response = Browser.get(server, path, "X-User-Id", "u2");
        assertEquals("u2 true", response.body());
        assertEquals(List.of("even,always"), response.headers().allValues("X-Active-Flags"));
        assertEquals(List.of(), response.headers().allValues("X-Second"));
      }
      assertEquals(1, log.warnings().size(), log.warnings().toString());
      assertEquals(1, log.lines("another filter with a FeatureFlags of its own").size());
    }
  }

  @Test
  void viewOfTheSameEngine_inASecondFilter_isSilent() throws Exception {
    FeatureFlags features = FeatureFlags.of(FLAGS);
    App app =
        asking()
            .with(filter(features).only("even")::register)
            .with(context -> second(context, filter(features).build()));
    try (Logged log = Logged.library();
        ServletContainerFixture server = app.start()) {
      HttpResponse<String> response = Browser.get(server, "who", "X-User-Id", "u2");
      assertEquals(List.of("even"), response.headers().allValues("X-Active-Flags"));
      assertEquals(List.of(), log.warnings());
    }
  }

  @Test
  void flagsThatChangeBetweenDispatches_changeNoAnswerOfTheRequest() throws Exception {
    MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("changing")));
    App app =
        new App()
            .with(filter(FeatureFlags.of(store))::register)
            .page(
                "/",
                (request, response) -> {
                  put(store, Flag.off("changing"));
                  request.getRequestDispatcher("/forwarded").forward(request, response);
                })
            .page(
                "/forwarded",
                (request, response) -> {
                  request.setAttribute("forwarded", Flags.on("changing"));
                  request.startAsync().dispatch("/async");
                })
            .page(
                "/async",
                (request, response) ->
                    response
                        .getWriter()
                        .print(request.getAttribute("forwarded") + " " + Flags.on("changing")));
    try (ServletContainerFixture server = app.start()) {
      HttpResponse<String> before = Browser.get(server, "");
      assertEquals("true true", before.body());
      assertEquals(List.of("changing"), before.headers().allValues("X-Active-Flags"));
      HttpResponse<String> after = Browser.get(server, "");
      assertEquals("false false", after.body());
      assertEquals(List.of(), after.headers().allValues("X-Active-Flags"));
    }
  }

  private static void put(MemoryFlagStore store, Flag flag) {
    String revision = store.find(flag.name()).orElseThrow().revision();
    store.put(flag, revision, new Change("test", "it changes"));
  }
}
