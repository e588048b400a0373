package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.Databases;
import dev.jackstaff.store.FlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StoreStatus;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The filter as web.xml sets it up, from the start of the application to its end. */
class DeploymentIT {
  @TempDir private Path directory;

  private static void register(ServletContext context, Map<String, String> params) {
    FilterRegistration.Dynamic filter = context.addFilter("flags", FlagFilter.class);
    filter.setAsyncSupported(true);
    params.forEach(filter::setInitParameter);
    filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
  }

  private static App app(Map<String, String> params) {
    return new App()
        .with(context -> register(context, params))
        .page("/", (request, response) -> response.getWriter().print(Flags.on("new_search")));
  }

  private Path file(String document) throws Exception {
    return Files.writeString(directory.resolve("flags.json"), document);
  }

  /** All that was said of a start that failed: Tomcat keeps the reason to its log. */
  private static String refusal(App app) {
    try (Logged log = Logged.of("")) {
      StringBuilder said = new StringBuilder();
      Throwable refused = assertThrows(IllegalStateException.class, app::start);
      for (Throwable t = refused; t != null; t = t.getCause()) {
        said.append(t).append('\n');
      }
      return said.append(String.join("\n", log.thrown())).toString();
    }
  }

  @Test
  void applicationWithAWrongInitParam_doesNotStart_andSaysWhy() throws Exception {
    String flags = file("{\"flags\": {\"new_search\": true}}").toString();
    String said =
        refusal(app(Map.of("flags", "file:" + flags, "usr", "principal", "headerMaxBytes", "x")));
    assertTrue(said.contains("filter 'flags': unknown init-param 'usr'"), said);
    assertTrue(said.contains("did you mean 'user'?"), said);
    assertTrue(said.contains("init-param headerMaxBytes: must be a number"), said);
    assertEquals(List.of(), threads());
  }

  @Test
  void applicationWithABrokenFile_doesNotStart_andSaysWhere() throws Exception {
    String flags = file("{\"flags\": {\n  \"new_search\": {\"percentage\": 140}}}").toString();
    String said = refusal(app(Map.of("flags", "file:" + flags)));
    assertTrue(said.contains("flags.json:2:"), said);
    assertTrue(said.contains("140"), said);
    assertEquals(List.of(), threads());
  }

  @Test
  void applicationWithoutItsFile_doesNotStart() {
    String said = refusal(app(Map.of("flags", "file:" + directory.resolve("none.json"))));
    assertTrue(said.contains("none.json: there is no such file"), said);
  }

  @Test
  void applicationWithAFile_answersFromIt_andLeavesNoThread() throws Exception {
    String flags = file("{\"flags\": {\"new_search\": true, \"hidden\": true}}").toString();
    Map<String, String> params =
        Map.of("flags", "file:" + flags, "only", "new_*", "header", "X-Flags");
    AtomicReference<ServletContext> seen = new AtomicReference<>();
    Object published;
    try (ServletContainerFixture server = app(params).with(seen::set).start()) {
      HttpResponse<String> response = Browser.get(server, "");
      assertEquals("true", response.body());
      assertEquals(List.of("new_search"), response.headers().allValues("X-Flags"));
      published = seen.get().getAttribute(FeatureFlags.ATTRIBUTE);
      assertEquals(List.of("new_search", "hidden"), ((FeatureFlags) published).names());
    }
    assertEquals(List.of(), threads());
  }

  @Test
  void engineInAnAttribute_isUsed_andLeftOpen() throws Exception {
    MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("new_search")));
    try (FeatureFlags features = FeatureFlags.of(store)) {
      AtomicReference<ServletContext> seen = new AtomicReference<>();
      App app =
          new App()
              .with(seen::set)
              .with(context -> context.setAttribute("engine", features))
              .with(context -> register(context, Map.of("flags", "attribute:engine")))
              .page("/", (request, response) -> response.getWriter().print(Flags.on("new_search")));
      try (ServletContainerFixture server = app.start()) {
        assertEquals("true", Browser.get(server, "").body());
        assertSame(features, seen.get().getAttribute(FeatureFlags.ATTRIBUTE));
      }
      store.put(
          Flag.off("new_search"),
          store.find("new_search").orElseThrow().revision(),
          Change.by("test", null));
      assertFalse(features.isEnabled("new_search", null));
    }
  }

  @Test
  void storeInAnAttribute_isUsedAndLeftOpen_butItsEngineEnds() throws Exception {
    Schedule ramp = Schedule.from(Instant.EPOCH, Schedule.Step.days(0, 100));
    Flag flag = Flag.builder("new_search").bucketBy("method").schedule(ramp).build();
    Kept store = new Kept(MemoryFlagStore.of(FlagSet.of(flag)));
    App app =
        new App()
            .with(context -> context.setAttribute("store", store))
            .with(
                context ->
                    register(
                        context, Map.of("flags", "attribute:store", "attributes", "method=method")))
            .page("/", (request, response) -> response.getWriter().print(Flags.on("new_search")));
    try (ServletContainerFixture server = app.start()) {
      assertEquals("true", Browser.get(server, "").body());
    }
    assertFalse(store.closed);
    assertEquals(List.of(), threads());
  }

  /** The names in web.xml: a pool of the container, and a separate connection for notifications. */
  private static final Map<String, String> NAMES =
      Map.of(
          "flags", "jndi:java:comp/env/jdbc/app",
          "listen", "jndi:java:comp/env/jdbc/listen",
          "refresh", "P1D");

  @Test
  void dataSourcesOfTheContainer_areFoundByTheirNames_andLeftToIt() throws Exception {
    if (!ServletContainerFixture.hasNames()) {
      assertTrue(refusal(app(NAMES)).contains("init-param flags: JNDI has no java:comp/env/jdbc"));
      return;
    }
    PGSimpleDataSource database = Databases.postgres();
    String url = database.getURL() + "&user=" + database.getUser();
    String port = Integer.toString(database.getPortNumbers()[0]);
    List<NamedSource> sources =
        List.of(
            NamedSource.pool("jdbc/app", url),
            NamedSource.postgres(
                "jdbc/listen", port, database.getDatabaseName(), database.getUser()));
    try (ServletContainerFixture server = app(NAMES).start(sources)) {
      assertEquals("false", Browser.get(server, "").body());
      Databases.run(
          database, "INSERT INTO feature_flags (name, enabled) VALUES ('new_search', true)");
      Await.until("new_search is on", () -> body(server).equals("true"));
    }
    assertEquals(List.of(), threads());
    String others =
        "SELECT count(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid()";
    Await.until("no connection is left", () -> Databases.count(database, others) == 0);
  }

  private static String body(ServletContainerFixture server) {
    try {
      return Browser.get(server, "").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nameThatTheContainerDoesNotHave_stopsTheStart_andIsSaid() throws Exception {
    String said =
        refusal(
            app(
                Map.of(
                    "flags", "jndi:java:comp/env/jdbc/none", "user", "nobody", "refresh", "PT1S")));
    assertTrue(said.contains("init-param flags: JNDI has no java:comp/env/jdbc/none"), said);
    assertTrue(said.contains("init-param user:"), said);
    assertEquals(List.of(), threads());
  }

  /** A store that knows whether it was closed. */
  private static final class Kept implements FlagStore {
    private final FlagStore store;
    private volatile boolean closed;

    Kept(FlagStore store) {
      this.store = store;
    }

    @Override
    public FlagSet flags() {
      return store.flags();
    }

    @Override
    public Watch watch(Consumer<FlagSet> listener) {
      return store.watch(listener);
    }

    @Override
    public StoreStatus status() {
      return store.status();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** The library's threads, once those that were told to end have had the time to. */
  private static List<String> threads() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("jackstaff")) {
        thread.join(2_000);
      }
    }
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("jackstaff"))
        .toList();
  }
}
