package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

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
  void rule_looksAtAuthorities() throws Exception {
    assertEquals("true", shop.get("/on?flag=staff_tools", "anna", "one").body());
    assertEquals("false", shop.get("/on?flag=staff_tools", "ben", "two").body());
  }

  @Test
  void asyncMethod_hasTheFlagsOfTheRequest() throws Exception {
    assertEquals("task-N true", shop.get("/async", "anna", "one").body());
    assertEquals("task-N false", shop.get("/async").body());
  }

  @Test
  void asyncMethod_hasThem_alsoWhereTheApplicationCarriesWhatMicrometerKnows() throws Exception {
    try (Server other = Server.start("flags.file=" + file, "spring.profiles.active=micrometer")) {
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

  @Test
  void flagsThatAreNowhere_areSaidAtTheStart() {
    Exception refusal =
        assertThrows(Exception.class, () -> Server.start("jackstaff.flags=classpath:none.json"));
    assertTrue(messages(refusal).contains("there is no classpath:none.json; jackstaff.flags"));
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
