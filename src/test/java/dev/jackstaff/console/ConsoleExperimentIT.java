package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.experiment.DatabaseExposures;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An experiment from the first visitor to the winner. */
@OnlyWithAll
class ConsoleExperimentIT {
  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  private JdbcDataSource source;
  private JdbcFlagStore store;
  private FeatureFlags features;
  private ConsoleServer server;

  @BeforeEach
  void start() {
    source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:experiment" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    store = JdbcFlagStore.builder(source).createTables(true).build();
    Flag button =
        Flag.builder("button")
            .type(FlagType.EXPERIMENT)
            .enabled(true)
            .variant(Variant.of("control", 50))
            .variant(Variant.of("green", 50))
            .layer(new Layer("shop", 0, 100))
            .build();
    store.put(button, null, Change.by("setup", "to begin with"));
    features = FeatureFlags.of(store);
    Experiments experiments =
        Experiments.builder(features)
            .sink(DatabaseExposures.builder(source).createTables(true).build())
            .conversionWindow(Duration.ofDays(2))
            .attach();
    visit(3000);
    assertTrue(experiments.flush(Await.LONG));
    server = ConsoleServer.start(features, it -> it);
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    // Until they are counted for the first time, the page and the API say only that.
    Await.until(
        "the results are counted",
        () -> script.get(server.unguarded("api/flags/button/results")).statusCode() == 200);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Two of ten visitors with the green button buy, and one of ten without it. */
  private void visit(int visitors) {
    for (int i = 0; i < visitors; i++) {
      User user = User.of("user:" + i);
      Evaluation evaluation = features.integration().begin(user, Map.of());
      int of = evaluation.variant("button", "").equals("green") ? 2 : 1;
      features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
      if (i % 10 < of) {
        features.track(user, "purchase");
        features.track(user, "revenue", 10 + i % 7);
      }
    }
  }

  @Test
  void winner_takesOnePress_andIsInTheHistory() {
    Page page = CHROMIUM.as("ann");
    page.navigate(server.uri("flag/button").toString());
    assertThat(page.locator("#experiment")).containsText("green is higher than control.");
    assertThat(page.locator("#experiment")).containsText("The group sizes match");
    assertThat(page.locator("#experiment .range").first()).isAttached();
    assertThat(page.locator("#experiment"))
        .containsText("of all users, 99.9\u00a0% have no more than that.");
    assertThat(page.locator("#experiment"))
        .containsText("within 2 days after the user first saw a variant.");
    assertThat(page.locator("#experiment")).containsText("from 0 to 100\u00a0% of the layer shop");
    page.getByText("How long it will take to compare green").first().click();
    assertThat(page.locator("#experiment")).containsText("Users still needed");
    page.getByLabel("Reason for the winner").fill("it sells");
    page.getByRole(
            AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Serve to everybody: green"))
        .click();
    assertThat(page.locator("#history")).containsText("the winner is green: it sells");
    assertEquals("green", features.evaluate(User.of("somebody")).variant("button", ""));
    assertEquals(0, store.find("button").orElseThrow().value().variants().get(0).weight());
    assertEquals(List.of(), CHROMIUM.complaints());
    page.context().close();
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "1280, DARK"})
  void page_hasNoSeriousAccessibilityFault_andFits(int width, ColorScheme scheme) {
    Page page = CHROMIUM.as("ann", width, scheme);
    page.navigate(server.uri("flag/button").toString());
    for (Locator closed : page.locator("#experiment details > summary").all()) {
      closed.click();
    }
    assertEquals(List.of(), Chromium.faults(page));
    String text = page.locator("#experiment").innerText();
    assertEquals(List.of(), RetiredWords.in(text));
    assertEquals(List.of(), RetiredWords.isoDurations(text));
    assertEquals(List.of(), CHROMIUM.complaints());
    page.context().close();
  }

  @Test
  void viewer_seesTheResults_andNoPress() {
    Page page = CHROMIUM.as("vic");
    page.navigate(server.uri("flag/button").toString());
    assertThat(page.locator("#experiment")).containsText("purchase");
    assertThat(page.locator(".winner")).hasCount(0);
    page.context().close();
    var refused = ConsoleClient.as("vic").send("POST", server.uri("flag/button/winner"), "");
    assertEquals(403, refused.statusCode());
  }

  /** The results are counted in a database, while the flags come from elsewhere. */
  @Test
  void winnerOfFlagsInCode_isRefused_inTheConsoleAndTheApi() throws IOException {
    FlagSet set = FlagSet.of(store.find("button").orElseThrow().value());
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:readonly" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    FeatureFlags fixed = FeatureFlags.of(set);
    Experiments.attach(fixed, DatabaseExposures.builder(source).createTables(true).build());
    try (ConsoleServer other = ConsoleServer.start(fixed, it -> it)) {
      Page page = CHROMIUM.as("ann");
      page.navigate(other.uri("flag/button").toString());
      assertThat(page.locator("#experiment")).containsText("control");
      assertThat(page.locator(".winner")).hasCount(0);
      page.context().close();
      ConsoleClient ann = ConsoleClient.as("ann");
      String status = ann.get(other.uri("api/status")).body();
      String csrf = status.replaceFirst(".*\"csrf\":\"([^\"]+)\".*", "$1");
      var form = Map.of("_csrf", csrf, "variant", "green", "reason", "");
      var pressed = ann.post(other.uri("flag/button/winner"), form);
      assertEquals(409, pressed.statusCode(), pressed::body);
      assertTrue(pressed.body().contains("no winner can be declared here"), pressed.body());
      refused(other);
    }
  }

  /** The database role has SELECT only. */
  @Test
  void winnerThatTheDatabaseRefuses_isAConflict_andNoOutage() throws Exception {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE USER looker PASSWORD 'looker'");
      statement.execute("GRANT SELECT ON SCHEMA public TO looker");
    }
    JdbcDataSource poorer = new JdbcDataSource();
    poorer.setURL(source.getURL().replaceAll(";.*", ""));
    poorer.setUser("looker");
    poorer.setPassword("looker");
    FeatureFlags looking = FeatureFlags.of(JdbcFlagStore.builder(poorer).build());
    try (ConsoleServer other = ConsoleServer.start(looking, it -> it)) {
      refused(other);
      assertEquals(50, store.find("button").orElseThrow().value().variants().get(0).weight());
    }
  }

  private static void refused(ConsoleServer other) throws IOException {
    var answer =
        ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN)
            .json("POST", other.unguarded("api/flags/button/winner"), "{\"variant\": \"green\"}");
    assertEquals(409, answer.statusCode(), answer::body);
    assertTrue(answer.body().contains("urn:jackstaff:problem:read-only"), answer.body());
    new ApiDescription().check("POST /flags/{name}/winner", answer);
  }

  /** With millions of rows, no request waits for the count; it is shown later. */
  @Test
  void countThatTakesAWhile_isSaid_andIsThereLater() throws IOException {
    CountDownLatch counted = new CountDownLatch(1);
    FeatureFlags slow = FeatureFlags.of(FlagSet.of(store.find("button").orElseThrow().value()));
    Experiments.attach(slow, DatabaseExposures.builder(slowly(counted)).build());
    try (ConsoleServer other = ConsoleServer.start(slow, it -> it)) {
      Page page = CHROMIUM.as("ann");
      page.navigate(other.uri("flag/button").toString());
      assertThat(page.locator("#experiment")).containsText("The results are being counted");
      ConsoleClient nightly = ConsoleClient.bearer(ConsoleServer.VIEWER_TOKEN);
      var results = other.unguarded("api/flags/button/results");
      var waiting = nightly.get(results);
      assertEquals(503, waiting.statusCode(), waiting::body);
      assertEquals("5", waiting.headers().firstValue("Retry-After").orElse(""));
      new ApiDescription().check("GET /flags/{name}/results", waiting);
      counted.countDown();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("try again")).click();
      assertThat(page.locator("#experiment")).containsText("green is higher than control.");
      assertEquals(200, nightly.get(results).statusCode());
      page.context().close();
    }
  }

  private DataSource slowly(CountDownLatch counted) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> {
              counted.await();
              return source.getConnection();
            });
  }

  @Test
  void api_answersTheSame_asDescribed() throws IOException {
    ApiDescription description = new ApiDescription();
    ConsoleClient deploy = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    var results = deploy.get(server.unguarded("api/flags/button/results"));
    assertEquals(200, results.statusCode(), results::body);
    assertTrue(results.body().contains("\"sizesFit\":true"), results.body());
    description.check("GET /flags/{name}/results", results);
    rawRows(deploy);
    var wrong =
        deploy.json("POST", server.unguarded("api/flags/button/winner"), "{\"variant\": \"red\"}");
    assertEquals(422, wrong.statusCode(), wrong::body);
    var won =
        deploy.json(
            "POST", server.unguarded("api/flags/button/winner"), "{\"variant\": \"green\"}");
    assertEquals(200, won.statusCode(), won::body);
    description.check("POST /flags/{name}/winner", won);
  }

  private void rawRows(ConsoleClient deploy) throws IOException {
    var exposures = deploy.get(server.unguarded("api/flags/button/exposures.csv"));
    assertEquals(200, exposures.statusCode(), exposures::body);
    assertEquals(3001, exposures.body().lines().count());
    assertTrue(exposures.body().startsWith("flag,salt,subject,variant,split,at\r\nbutton,button,"));
    var conversions = deploy.get(server.unguarded("api/flags/button/conversions.csv"));
    assertTrue(conversions.body().startsWith("event,subject,at,id,amount\r\npurchase,"));
    ConsoleClient viewer = ConsoleClient.bearer(ConsoleServer.VIEWER_TOKEN);
    var refused = viewer.get(server.unguarded("api/flags/button/exposures.csv"));
    assertEquals(403, refused.statusCode(), refused::body);
  }
}
