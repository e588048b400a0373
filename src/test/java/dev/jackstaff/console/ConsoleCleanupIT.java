package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.About;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cleanup page after three weeks of traffic. */
@OnlyWithAll
class ConsoleCleanupIT {
  private static final FlagSet FLAGS =
      FlagSet.of(
          Flag.on("launched"),
          Flag.percentage("rollout", 50),
          Flag.off("forgotten"),
          Flag.on("base"),
          Flag.builder("on_top").requires("base").percentage(50).build(),
          Flag.builder("sale").percentage(50).about(expires("2026-11-01T00:00:00Z")).build());

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  private Instant now = Instant.parse("2026-10-30T12:00:00Z");
  private FeatureFlags features;
  private ConsoleServer server;

  private static About expires(String when) {
    return new About(null, null, List.of(), null, Instant.parse(when), false, Map.of());
  }

  @BeforeEach
  void start() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:cleanup" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    JdbcFlagStore store =
        JdbcFlagStore.builder(source).createTables(true).initial(FLAGS).clock(() -> now).build();
    features = FeatureFlags.builder(store).clock(() -> now).build();
    UsageLog log = UsageLog.builder(features).interval(Duration.ofDays(1)).attach();
    for (int day = 0; day < 20; day++) {
      visit();
      now = now.plus(Duration.ofDays(1));
    }
    assertTrue(log.flush(Await.LONG));
  }

  private void start(List<Reference> found) {
    References references = found.isEmpty() ? null : References.of(found, 1, 0);
    server =
        ConsoleServer.start(features, it -> references == null ? it : it.references(references));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void visit() {
    for (int i = 0; i < 20; i++) {
      Evaluation evaluation = features.integration().begin(User.of("user:" + i), Map.of());
      for (String flag : List.of("launched", "rollout", "base", "on_top", "sale", "<b>gone")) {
        evaluation.isOn(flag);
      }
      features.integration().finish(evaluation, 200, null, Duration.ZERO);
    }
  }

  private static List<Reference> found() {
    List<Reference> places = new ArrayList<>();
    for (String flag : List.of("launched", "rollout", "base", "on_top", "lost")) {
      places.add(new Reference(flag, Reference.Kind.ASKED, "Flags.on", "Shop.java", 7, null));
    }
    IntStream.range(1, 8)
        .mapToObj(
            i -> new Reference("sale", Reference.Kind.ASKED, "Flags.on", "Sale.java", i, null))
        .forEach(places::add);
    return places;
  }

  private static Locator row(Page page, String table, String text) {
    return page.locator("#" + table + " tbody tr")
        .filter(new Locator.FilterOptions().setHasText(text));
  }

  @Test
  void page_saysWhatShouldGo_why_where_andWhatToDo() {
    start(found());
    Page page = CHROMIUM.as("vic");
    page.navigate(server.uri("").toString());
    assertThat(page.locator("#counts")).containsText("to clean up");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Clean-up")).click();
    Locator launched = row(page, "go", "launched");
    assertThat(launched).containsText("one-sided has returned on to everybody since 2026-10-30");
    assertThat(launched).containsText("on 400; used 24 hours ago");
    assertThat(launched).containsText("Shop.java:7");
    assertThat(launched.locator("code"))
        .hasText("java -jar jackstaff-tools.jar remove launched --keep on --write src");
    assertThat(row(page, "go", "forgotten")).hasCount(2);
    assertThat(row(page, "go", "not been checked")).containsText("20 days");
    assertThat(row(page, "go", "not used in the code")).containsText("none");
    assertThat(row(page, "go", "sale")).containsText("has expired on 2026-11-01");
    assertThat(row(page, "go", "sale")).containsText("and 2 more");
    assertThat(row(page, "held", "base")).containsText("Kept, since it is required by on_top.");
    assertThat(row(page, "undefined", "<b>gone")).containsText("400 times");
    assertThat(row(page, "undefined", "lost")).containsText("Shop.java:7");
    assertThat(page.locator("#go")).not().containsText("rollout");
    launched.getByRole(AriaRole.LINK).click();
    assertThat(page.locator("h1")).containsText("launched");
    assertThat(page.locator("#usage tbody th")).hasText("on");
    assertThat(page.locator("#usage tbody td"))
        .hasText(new String[] {"400", "24 hours ago", "current"});
    assertEquals(List.of(), CHROMIUM.complaints());
    page.context().close();
  }

  @Test
  void page_withoutReferences_saysHowToGetThem() {
    start(List.of());
    String page = ConsoleClient.as("ann").get(server.uri("cleanup")).body();
    assertTrue(page.contains("refs --format json target/classes src/main"), page);
    assertTrue(page.contains("not known"), page);
    assertFalse(page.contains("not used in the code"), page);
  }

  /** In the background, so that it waits for nothing. */
  @Test
  void list_marksWithTheSameVerdicts() {
    start(List.of());
    ConsoleClient ann = ConsoleClient.as("ann");
    ann.get(server.uri(""));
    Await.until(
        "the list knows the use of flags",
        () -> ann.get(server.uri("")).body().contains("<span class=\"mark\">one-sided</span>"));
    String stale = ann.get(server.uri("?state=stale")).body();
    for (String flag : List.of("launched", "forgotten", "sale")) {
      assertTrue(stale.contains("id=\"row-" + flag + "\""), flag);
    }
    assertFalse(stale.contains("id=\"row-base\""), "is held");
    assertFalse(stale.contains("id=\"row-rollout\""), "goes on");
    assertTrue(ann.get(server.uri("?state=expired")).body().contains("row-sale"));
    assertFalse(ann.get(server.uri("?state=expired")).body().contains("row-launched"));
  }

  @Test
  void api_answersTheSame_asDescribed() throws IOException {
    start(found());
    ApiDescription description = new ApiDescription();
    ConsoleClient nightly = ConsoleClient.bearer(ConsoleServer.VIEWER_TOKEN);
    var cleanup = nightly.get(server.unguarded("api/cleanup"));
    description.check("GET /cleanup", cleanup);
    assertTrue(
        cleanup.body().contains("{\"flag\":\"launched\",\"verdict\":\"one-sided\""),
        cleanup.body());
    assertTrue(cleanup.body().contains("\"held\":[\"required\"]"), cleanup.body());
    var usage = nightly.get(server.unguarded("api/usage"));
    description.check("GET /usage", usage);
    assertTrue(usage.body().contains("\"result\":\"on\""), usage.body());
    assertTrue(usage.body().contains("\"2026-10-30\":20"), usage.body());
  }

  @Test
  void nobodyElse_getsIn() {
    start(List.of());
    assertEquals(403, ConsoleClient.as("bob").get(server.uri("cleanup")).statusCode());
    assertEquals(403, ConsoleClient.nobody().get(server.unguarded("api/usage")).statusCode());
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "1280, DARK"})
  void page_hasNoSeriousAccessibilityFault_andFits(int width, ColorScheme scheme) {
    start(found());
    Page page = CHROMIUM.as("ann", width, scheme);
    page.navigate(server.uri("cleanup").toString());
    assertEquals(List.of(), Chromium.faults(page));
    assertEquals(List.of(), CHROMIUM.complaints());
    page.context().close();
  }
}
