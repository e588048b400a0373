package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import dev.jackstaff.store.StoreStatus;
import dev.jackstaff.store.WritableFlagStore;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The application as its users, its operators and its own code see it. */
class ShopIT {
  private static final String FLAGS =
      """
      { "new_checkout": {"users": ["anna"]},
        "new_search": true,
        "staff_tools": {"rules": [{"if": {"authorities": {"$in": ["ROLE_STAFF"]}}, "enabled": true}]},
        "german": {"rules": [{"if": {"language": "de"}, "enabled": true}]},
        "checkout_button": {"users": ["anna"], "variants": {"green": 1}},
        "search_limit": {"enabled": true, "variants": {"few": {"weight": 1, "value": 3}}} }
      """;

  @TempDir static Path directory;
  private static Path file;
  private static Server shop;

  @BeforeAll
  static void start() throws Exception {
    file = Files.writeString(directory.resolve("flags.json"), FLAGS);
    shop = Server.start("flags.file=" + file);
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @Test
  void application_runsOnTheLineThatItIsTestedFor() {
    assertEquals(System.getProperty("line"), SpringBootVersion.getVersion());
  }

  @Test
  void flags_andHeader_areThoseOfTheAuthenticatedUser() throws Exception {
    HttpResponse<String> known = shop.get("/on?flag=new_checkout", "anna", "one");
    assertEquals("true", known.body());
    assertEquals(
        "new_checkout,new_search,staff_tools,checkout_button,search_limit",
        known.headers().firstValue("X-Active-Flags").orElseThrow());
    HttpResponse<String> unknown = shop.get("/on?flag=new_checkout");
    assertEquals("false", unknown.body());
    assertEquals(
        "new_search,search_limit", unknown.headers().firstValue("X-Active-Flags").orElseThrow());
  }

  @Test
  void user_isWhomThePropertySays() throws Exception {
    try (Server other = Server.start("flags.file=" + file, "jackstaff.user=principal, anonymous")) {
      HttpResponse<String> known = other.get("/on?flag=new_checkout", "anna", "one");
      assertEquals("true", known.body());
      assertFalse(known.headers().map().containsKey("Set-Cookie"));
      String cookie =
          other.get("/on?flag=new_checkout").headers().firstValue("Set-Cookie").orElse("");
      assertTrue(cookie.startsWith("jackstaff_visitor=anon-"), cookie);
    }
  }

  @Test
  void rule_looksAtAuthorities() throws Exception {
    assertEquals("true", shop.get("/on?flag=staff_tools", "anna", "one").body());
    assertEquals("false", shop.get("/on?flag=staff_tools", "ben", "two").body());
  }

  @Test
  void asyncMethod_hasTheFlagsOfTheRequest() throws Exception {
    assertEquals("task-N true", shop.get("/async", "anna", "one").body());
    assertEquals("task-N false", shop.get("/async").body());
  }

  /** By its own decorator, and by Spring Boot's of 4.1. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "spring.profiles.active=micrometer",
        "spring.task.execution.propagate-context=true"
      })
  void asyncMethod_hasThem_alsoWhereTheApplicationCarriesWhatMicrometerKnows(String property)
      throws Exception {
    try (Server other = Server.start("flags.file=" + file, property)) {
      assertEquals("task-N true", other.get("/async", "anna", "one").body());
      assertEquals("task-N false", other.get("/async").body());
    }
  }

  @Test
  void everyDispatch_hasTheFlagsOfTheRequest() throws Exception {
    HttpResponse<String> async = shop.get("/callable", "anna", "one");
    assertEquals("true", async.body());
    assertEquals(List.of("REQUEST=true", "ASYNC=true"), async.headers().allValues("X-Told"));
    HttpResponse<String> error = shop.get("/boom", "anna", "one");
    assertEquals(500, error.statusCode());
    assertTrue(error.headers().allValues("X-Told").contains("ERROR=true"));
    assertTrue(error.headers().firstValue("X-Active-Flags").isPresent());
  }

  @Test
  void log_hasTheActiveFlags() throws Exception {
    assertEquals("new_search,search_limit", shop.get("/log").body());
  }

  @Test
  void page_asksTheBean() throws Exception {
    assertEquals(
        List.of("checkout new", "button green", "limit 4"),
        lines(shop.get("/page", "anna", "one").body()));
    assertEquals(
        List.of("checkout old", "button control", "limit 4"), lines(shop.get("/page").body()));
  }

  private static List<String> lines(String page) {
    return page.lines().filter(line -> !line.isBlank()).toList();
  }

  @Test
  void health_isUp_andSaysStale_withoutTakingTheNodeAway() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.json"), FLAGS);
    try (Server other = Server.start("flags.file=" + broken)) {
      String up = other.get("/actuator/health").body();
      assertTrue(up.contains("{\"flags\":6,\"store\":\"READY\",\"since\":\"2"), up);
      assertFalse(up.contains("STALE"), up);
      Files.writeString(broken, "{");
      await(() -> other.bean(FeatureFlags.class).status().state() == StoreStatus.State.STALE);
      HttpResponse<String> stale = other.get("/actuator/health");
      assertEquals(200, stale.statusCode());
      assertTrue(stale.body().contains("\"store\":\"STALE\""), stale.body());
      assertTrue(stale.body().contains("\"reason\":\"broken.json:1:"), stale.body());
      assertTrue(stale.body().contains("\"status\":\"STALE\""), stale.body());
      assertEquals("true", other.get("/on?flag=new_search").body());
    }
  }

  @Test
  void info_hasTheFlags() throws Exception {
    String info = shop.get("/actuator/info").body();
    assertTrue(info.contains("\"jackstaff\":{\"flags\":6,\"store\":\"READY\",\"since\":\"2"), info);
  }

  @Test
  void healthAndInfo_areSilent_whereTheyAreSwitchedOff() throws Exception {
    try (Server other =
        Server.start(
            "flags.file=" + file,
            "management.health.jackstaff.enabled=false",
            "management.info.jackstaff.enabled=false")) {
      assertFalse(other.get("/actuator/health").body().contains("jackstaff"));
      assertEquals("{}", other.get("/actuator/info").body());
    }
  }

  @Test
  void metrics_countDecisions() throws Exception {
    try (Server other = Server.start("flags.file=" + file)) {
      other.get("/on?flag=new_checkout", "anna", "one");
      other.get("/on?flag=nowhere");
      assertTrue(other.bean(FeatureFlags.class).evidence().flush(Duration.ofMinutes(5)));
      String decided = "/actuator/metrics/jackstaff.decisions?tag=flag:new_checkout&tag=outcome:on";
      assertTrue(other.get(decided).body().contains("\"value\":1.0"), other.get(decided).body());
      assertEquals(
          404, other.get("/actuator/metrics/jackstaff.decisions?tag=flag:nowhere").statusCode());
      for (String meter : List.of("evaluation", "store.ready", "store.age", "overrides.rejected")) {
        assertEquals(200, other.get("/actuator/metrics/jackstaff." + meter).statusCode(), meter);
      }
    }
  }

  @Test
  void openTelemetry_isToldOfTheFirstCheck_whereThatIsAskedFor() throws Exception {
    shop.get("/on?flag=new_search", "anna", "one");
    assertEquals(List.of(), Telemetry.keys(shop, "anna"));
    try (Server other =
        Server.start("flags.file=" + file, "jackstaff.opentelemetry.enabled=true")) {
      other.get("/log");
      other.get("/page", "anna", "one");
      assertEquals(
          List.of("new_checkout", "checkout_button", "search_limit"),
          Telemetry.keys(other, "anna"));
    }
  }

  @Test
  void ofrep_answersForWhatIsExposed() throws Exception {
    String context = "{\"context\":{\"targetingKey\":\"anna\"}}";
    String path = "/ofrep/v1/evaluate/flags/";
    assertTrue(shop.post(path + "new_checkout", context).body().contains("\"value\":true"));
    assertEquals(404, shop.post(path + "staff_tools", context).statusCode());
  }

  @Test
  void console_isForAdministrators() throws Exception {
    assertEquals(403, shop.get("/flags/api/status").statusCode());
    assertEquals(403, shop.get("/flags/api/status", "anna", "one").statusCode());
    assertEquals(200, shop.get("/flags/api/status", "ben", "two").statusCode());
  }

  @Test
  void change_ofTheFile_isSeen() throws Exception {
    Path own = Files.writeString(directory.resolve("own.json"), "{\"new_search\": false}");
    try (Server other = Server.start("flags.file=" + own)) {
      assertEquals("false", other.get("/on?flag=new_search").body());
      Files.writeString(own, "{\"new_search\": true}");
      await(() -> other.get("/on?flag=new_search").body().equals("true"));
    }
  }

  @Test
  void flags_areInTheApplicationsDatabase() throws Exception {
    try (Server other =
        Server.start(
            "jackstaff.flags=datasource",
            "spring.datasource.url=jdbc:h2:mem:flags",
            "management.endpoint.health.show-details=never")) {
      FeatureFlags features = other.bean(FeatureFlags.class);
      WritableFlagStore store = (WritableFlagStore) features.store().orElseThrow();
      assertEquals(JdbcFlagStore.class, store.getClass());
      store.put(Flag.on("new_search"), null, new Change("test", "shown"));
      assertEquals("true", other.get("/on?flag=new_search").body());
      assertFalse(other.get("/actuator/health").body().contains("details"));
    }
  }

  private static final String RISKY =
      """
      { "risky": {"percentage": 50, "guard": {"errors": true}},
        "button": {"type": "experiment", "percentage": 50} }
      """;

  @Test
  void guard_watchesFlagsThatHaveOne_unlessItIsSwitchedOff() throws Exception {
    Path risky = Files.writeString(directory.resolve("risky.json"), RISKY);
    try (Server other = Server.start("flags.file=" + risky)) {
      assertEquals(
          "{\"guards\":[{\"flag\":\"risky\",\"phase\":\"watching\"}]}",
          other.get("/flags/api/guards", "ben", "two").body());
    }
    try (Server other = Server.start("flags.file=" + risky, "jackstaff.guard=off")) {
      assertEquals("{\"guards\":[]}", other.get("/flags/api/guards", "ben", "two").body());
    }
  }

  @Test
  void experiments_areCountedInTheApplicationsDatabase() throws Exception {
    Path risky = Files.writeString(directory.resolve("measured.json"), RISKY);
    try (Server other =
        Server.start(
            "flags.file=" + risky,
            "spring.datasource.url=jdbc:h2:mem:measured",
            "jackstaff.experiments=datasource",
            "jackstaff.retention=30d")) {
      FeatureFlags features = other.bean(FeatureFlags.class);
      CountDownLatch ended = new CountDownLatch(1);
      features
          .evidence()
          .listen(
              new EvidenceListener() {
                @Override
                public void finished(FinishedRequest request) {
                  ended.countDown();
                }
              });
      other.get("/on?flag=button", "anna", "one");
      // The answer is there before the request has ended.
      assertTrue(ended.await(300, TimeUnit.SECONDS));
      Experiments experiments = features.integration().attachment(Experiments.class).orElseThrow();
      assertTrue(experiments.flush(Duration.ofMinutes(5)));
      String results = other.get("/flags/api/flags/button/results", "ben", "two").body();
      assertTrue(results.contains("\"users\":1"), results);
    }
  }

  @Test
  void everythingThatIsWrong_isSaidAtTheStart() {
    Exception refusal =
        assertThrows(
            Exception.class,
            () ->
                Server.start(
                    "flags.file=" + file,
                    "jackstaff.user=princpal",
                    "jackstaff.header-max-bytes=0",
                    "jackstaff.attributes.country=heade:X"));
    String messages = messages(refusal);
    assertTrue(messages.contains("jackstaff.user: unknown 'princpal'; did you mean"), messages);
    assertTrue(messages.contains("jackstaff.header-max-bytes: headerMaxBytes must be"), messages);
    assertTrue(messages.contains("jackstaff.attributes.country: unknown 'heade:X'"), messages);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "override-secret=short       | jackstaff.override-secret: the override secret",
        "console.path=flags          | jackstaff.console.path: 'flags' should be a path such as",
        "console.secret=short        | jackstaff.console.secret: ",
        "console.admin-tokens.ci=x   | jackstaff.console.admin-tokens.ci: ",
        "ofrep.api-key=short         | jackstaff.ofrep.api-key: ",
        "ofrep.allowed-origins=shop  | jackstaff.ofrep.allowed-origins: 'shop' should be an origin",
        "bean=my flags               | jackstaff.bean: 'my flags' is not a name such as flags",
        "trusted-proxies=proxy       | jackstaff.trusted-proxies: 'proxy' is not an address",
        "client-address=nearby       | jackstaff.client-address: 'nearby' should be remote or",
        "flags=jdbc:none             | jdbc:none",
        "experiments=here            | jackstaff.experiments: 'here' should be file:…,",
        "retention=9d                | jackstaff.retention: is for jackstaff.experiments",
        "ofrep.subject=somebody      | jackstaff.ofrep.subject: 'somebody' should be context or request",
        "visitor-secret=short        | jackstaff.visitor-secret: the visitor secret must have at least 32 bytes, has 5",
        "secure-cookies=true         | jackstaff.user: visitorSecret, secureCookies and",
        "flgas=x                     | jackstaff.flgas: unknown property; did you mean 'jackstaff.flags'?"
      })
  void whatIsWrong_isSaidWithItsProperty(String property, String wrong) {
    Exception refusal =
        assertThrows(
            Exception.class, () -> Server.start("flags.file=" + file, "jackstaff." + property));
    assertTrue(messages(refusal).contains(wrong), messages(refusal));
  }

  /** The log for an operator: no stack trace, and the place of each fault. */
  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void failedStart_isExplainedOnOneScreen(CapturedOutput output) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("wrong.properties"),
            "jackstaff.user=principle, anonymus\njackstaff.flgas=file:x\n");
    assertThrows(
        Exception.class,
        () -> Server.start("flags.file=" + file, "spring.config.additional-location=" + config));
    String screen = output.getAll().substring(output.getAll().indexOf("APPLICATION FAILED"));
    assertTrue(screen.startsWith("APPLICATION FAILED TO START"), screen);
    assertTrue(screen.contains("unknown 'principle'; did you mean 'principal'?; unknown"), screen);
    assertTrue(screen.contains("did you mean 'anonymous'?"), screen);
    assertTrue(screen.contains("jackstaff.flgas: unknown property; did you mean"), screen);
    assertTrue(screen.contains("wrong.properties] - 2:17)"), screen);
    assertFalse(screen.contains("\tat "), screen);
    assertTrue(screen.lines().count() <= 24, screen);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void start_isOneLine_withHowManyFlagsAreThereAndWhereTheyCameFrom(CapturedOutput output) {
    try (Server other =
        Server.start(
            "jackstaff.flags=datasource",
            "jackstaff.initial=classpath:shop-flags.json",
            "spring.datasource.url=jdbc:h2:mem:started")) {
      assertEquals(1, lines(output, "was empty: filled with 2 flags").count());
      assertEquals(1, lines(output, "decides 2 flags from JdbcFlagStore; header").count());
      assertEquals(1, lines(output, "user Spring Security's authentication").count());
      assertEquals(2, other.bean(FeatureFlags.class).names().size());
    }
  }

  private static Stream<String> lines(CapturedOutput output, String part) {
    return output.getAll().lines().filter(line -> line.contains(part));
  }

  /** By Spring's own handler, which copies files in any case: a wrapper costs nothing there. */
  @Test
  void staticFile_isServedAsWithoutTheFilter() throws Exception {
    HttpResponse<String> with = shop.get("/logo.txt");
    try (Server other = Server.start("flags.file=" + file, "jackstaff.exclude=*.txt, /assets/*")) {
      HttpResponse<String> without = other.get("/logo.txt");
      assertEquals("Jackstaff\n", without.body());
      assertEquals(without.body(), with.body());
      assertTrue(names(with).remove("x-active-flags"));
      Set<String> expected = names(with);
      expected.remove("x-active-flags");
      assertEquals(expected, names(without));
      assertTrue(names(other.get("/on?flag=new_search")).contains("x-active-flags"));
    }
  }

  private static Set<String> names(HttpResponse<?> response) {
    return new TreeSet<>(response.headers().map().keySet());
  }

  @Test
  void flagsThatAreNowhere_areSaidAtTheStart() {
    Exception refusal =
        assertThrows(Exception.class, () -> Server.start("jackstaff.flags=classpath:none.json"));
    String messages = messages(refusal);
    assertTrue(
        messages.contains("jackstaff.flags: there is no classpath:none.json; put none.json into"),
        messages);
  }

  private static String messages(Throwable thrown) {
    AtomicReference<Throwable> cause = new AtomicReference<>(thrown);
    StringBuilder all = new StringBuilder();
    while (cause.get() != null) {
      all.append(cause.get().getMessage()).append('\n');
      cause.set(cause.get().getCause());
    }
    return all.toString();
  }

  /** Something that a test waits for. */
  private interface Awaited {
    boolean isSo() throws Exception;
  }

  private static void await(Awaited awaited) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!awaited.isSo()) {
      assertTrue(System.nanoTime() < end, "still not so after 20 s");
      LockSupport.parkNanos(20_000_000);
    }
  }
}
