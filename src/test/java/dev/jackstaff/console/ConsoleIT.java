package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Each action of the console, as people do it. */
@OnlyWithAll
class ConsoleIT {
  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  private ConsoleServer server;
  private JdbcFlagStore store;
  private Page page;

  @BeforeEach
  void start() {
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:console" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
    store = JdbcFlagStore.builder(source).createTables(true).build();
    Change set = Change.by("setup", "to begin with");
    store.put(Flag.on("dashboard"), null, set);
    store.put(Flag.percentage("search", 20), null, set);
    store.put(Flag.builder("delivery").enabled(true).requires("search").build(), null, set);
    Instant start = Instant.now().minus(4, ChronoUnit.DAYS);
    Schedule ramp =
        Schedule.from(
            start, Schedule.Step.days(0, 5), Schedule.Step.days(3, 25), Schedule.Step.days(9, 100));
    store.put(Flag.builder("ramp").schedule(ramp).build(), null, set);
    server = ConsoleServer.start(store);
    page = CHROMIUM.as("ann");
  }

  @AfterEach
  void stop() {
    List<String> complaints = CHROMIUM.complaints();
    page.context().close();
    server.close();
    assertEquals(List.of(), complaints);
  }

  private void open(String path) {
    page.navigate(server.uri(path).toString());
  }

  private Flag flag(String name) {
    return store.find(name).orElseThrow().value();
  }

  private void press(String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true))
        .click();
  }

  @Test
  void killAndLift_takeOnePressEach_andAreInTheHistoryWithReason() {
    open("flag/search");
    page.getByLabel("Reason for the kill").fill("the index is broken");
    press("Kill");
    assertThat(page.locator(".killed")).containsText("Killed by ann");
    assertThat(page.locator(".killed")).containsText("the index is broken");
    assertTrue(flag("search").isKilled());
    press("Re-enable");
    assertThat(page.locator(".summary")).containsText("On for 20 % of users");
    assertFalse(flag("search").isKilled());
    assertThat(page.locator("#history li").nth(1)).containsText("ann changed it");
    assertThat(page.locator("#history li").nth(1)).containsText("the index is broken");
  }

  @Test
  void percentage_isSetBySliderAndByNumber() {
    open("flag/search");
    page.locator("input[type=range]").fill("35");
    assertThat(page.locator("[name=percentage]")).hasValue("35");
    press("Set");
    assertThat(page.locator(".summary")).containsText("On for 35 % of users");
    page.locator("[name=percentage]").fill("0.5");
    press("Set");
    assertThat(page.locator(".summary")).containsText("On for 0.5 % of users");
    assertEquals(0.5, flag("search").percentage().orElseThrow());
  }

  @Test
  void holdAndResume_freezeTheSchedule() {
    open("flag/ramp");
    assertThat(page.locator("#schedule")).containsText("Today 25 %");
    press("Hold the schedule");
    assertThat(page.locator("#schedule")).containsText("on hold since");
    press("Resume");
    assertThat(page.locator("#schedule")).containsText("100 % in");
    assertEquals(null, flag("ramp").schedule().hold());
  }

  @Test
  void form_editsUsersVariantsAndRules() {
    open("flag/dashboard/edit");
    page.getByLabel("Targeted users").fill("user:1\nuser:42");
    page.locator("[name=variantName]").nth(0).fill("plain");
    page.locator("[name=variantWeight]").nth(0).fill("3");
    page.locator("[name=variantName]").nth(1).fill("rich");
    page.locator("[name=variantWeight]").nth(1).fill("1");
    page.locator("[name='rule.new.outcome']").selectOption("variant");
    page.locator("[name='rule.new.variant']").fill("rich");
    page.locator("[name='rule.new.path']").first().fill("country");
    page.locator("[name='rule.new.operator']").first().selectOption("$in");
    page.locator("[name='rule.new.value']").first().fill("DK, SE");
    page.locator("[name='rule.new1.outcome']").selectOption("off");
    page.locator("[name='rule.new1.path']").first().fill("age");
    page.locator("[name='rule.new1.operator']").first().selectOption("$lt");
    page.locator("[name='rule.new1.value']").first().fill("18");
    page.getByLabel("Reason").fill("try the rich one");
    press("Save");
    assertThat(page.locator("#who")).containsText("rich where country is one of \"DK\", \"SE\"");
    assertThat(page.locator("#who")).containsText("Off where age < 18");
    assertEquals(2, flag("dashboard").users().size());
    assertEquals(2, flag("dashboard").rules().size());
    assertEquals(2, flag("dashboard").variants().size());
  }

  @Test
  void rules_areMovedAndRemoved() {
    store.put(
        dev.jackstaff.internal.json.FlagJson.readFlag(
            "dashboard",
            "{\"rules\": [{\"if\": {\"a\": 1}, \"enabled\": true}, {\"if\": {\"b\": \"2\"},"
                + " \"enabled\": false}, {\"if\": {\"$or\": [{\"c\": 1}, {\"d\": 2}]},"
                + " \"percentage\": 5}]}",
            "test"),
        store.find("dashboard").orElseThrow().revision(),
        Change.by("test", null));
    open("flag/dashboard/edit");
    page.locator("[data-rule='2'] [data-move=up]").click();
    page.locator("[data-rule='0'] [data-move=out]").click();
    press("Save");
    assertThat(page.locator("#who li").nth(0)).containsText("5 % of users where c is 1 or d is 2");
    assertThat(page.locator("#who li").nth(1)).containsText("Off where b is \"2\"");
    assertEquals(2, flag("dashboard").rules().size());
  }

  @Test
  void form_putsTheReadersMessageAtTheField() {
    open("flag/search/edit");
    page.getByLabel("Percentage", new Page.GetByLabelOptions().setExact(true)).fill("140");
    page.locator("[name='rule.new.outcome']").selectOption("variant");
    page.locator("[name='rule.new.variant']").fill("blue");
    press("Save");
    assertThat(page.locator("#f-percentage-error"))
        .containsText("percentage must be between 0 and 100, was 140");
    assertThat(page.locator("[data-rule='0'] .error")).containsText("unknown variant 'blue'");
    assertThat(page.locator("#f-percentage")).hasValue("140");
    assertEquals(20, flag("search").percentage().orElseThrow());
  }

  @Test
  void json_showsTheReadersMessagesWithTheirPlaces() {
    open("flag/search/json");
    page.getByLabel("Definition").fill("{\n  \"percentge\": 5\n}");
    press("Save");
    assertThat(page.locator("#problems"))
        .containsText("line 2, column 3: unknown property 'percentge'; did you mean 'percentage'?");
    page.locator("[data-line]").click();
    assertEquals(4, page.evaluate("document.querySelector('#f-definition').selectionStart"));
    page.getByLabel("Definition").fill("{\"percentage\": 5}");
    press("Save");
    assertThat(page.locator(".summary")).containsText("On for 5 % of users");
  }

  @Test
  void schedule_isMadeInTheForm_andDrawn() {
    open("flag/search/edit");
    page.getByLabel("A schedule").check();
    page.getByLabel("Schedule starts").fill(Instant.now().truncatedTo(ChronoUnit.DAYS).toString());
    page.locator("[name=stepOffset]").nth(0).fill("0");
    page.locator("[name=stepPercentage]").nth(0).fill("10");
    page.locator("[name=stepOffset]").nth(1).fill("soon");
    page.locator("[name=stepPercentage]").nth(1).fill("100");
    press("Save");
    assertThat(page.locator("#f-step-1-offset-error")).containsText("'soon'");
    assertThat(page.locator("[name=stepOffset]").nth(1))
        .hasAttribute("aria-describedby", "f-step-1-offset-error");
    page.locator("[name=stepOffset]").nth(1).fill("7");
    press("Save");
    assertThat(page.locator("#schedule svg.ramp")).isVisible();
    assertThat(page.locator("#schedule tbody tr")).hasCount(2);
    assertThat(page.locator("#schedule")).containsText("Today 10 %");
  }

  @Test
  void history_showsWhatChanged_andReverts() {
    store.setRollout("search", 60, Change.by("cas", "looks good"));
    open("flag/search");
    assertThat(page.locator("#history li").first()).containsText("cas changed it");
    assertThat(page.locator("#history li del").first()).containsText("20");
    assertThat(page.locator("#history li ins").first()).containsText("60");
    page.locator("#history button").first().click();
    assertThat(page.locator(".summary")).containsText("On for 20 % of users");
    assertEquals(20, flag("search").percentage().orElseThrow());
  }

  @Test
  void why_saysWhatTheLibraryDecides() {
    open("evaluate");
    page.getByLabel("User id").fill("user:123");
    page.getByLabel("Attributes").fill("country=DE");
    press("Evaluate");
    boolean on = server.features().isEnabled("search", "user:123");
    assertThat(page.locator("#row-search .result")).containsText(on ? "on" : "off");
    assertThat(page.locator("#row-search .because")).containsText("its percentage decides");
    double bucket = dev.jackstaff.internal.eval.Buckets.bucket("search", "user:123");
    assertThat(page.locator("#row-search .percentage"))
        .containsText(Formats.rounded(bucket) + (on ? " < 20" : " ≥ 20"));
    assertTrue(page.url().contains("id=user%3A123"), page.url());
  }

  @Test
  void newFlag_isMade_withItsTypeExplained() {
    open("");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("New flag")).click();
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("bad name");
    press("Create");
    assertThat(page.locator("#problems")).containsText("the name 'bad name' is not allowed");
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("search");
    press("Create");
    assertThat(page.locator("#problems")).containsText("there is a flag of this name already");
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("brand_new");
    page.getByText("A switch for operators").click();
    page.getByLabel("Owner").fill("harbour");
    press("Create");
    assertThat(page.locator("h1")).containsText("brand_new");
    assertEquals("harbour", flag("brand_new").about().owner());
    assertEquals(dev.jackstaff.model.FlagType.OPS, flag("brand_new").type());
  }

  @Test
  void deleting_saysWhatStillRefersToIt() {
    open("flag/search/delete");
    assertThat(page.locator("main")).containsText("These flags require it");
    press("Delete");
    assertThat(page.locator(".banner.bad")).containsText("Not deleted");
    page.getByLabel("Remove their requirements of it as well").check();
    press("Delete");
    assertThat(page.locator("#row-delivery")).isVisible();
    assertThat(page.locator("#row-search")).hasCount(0);
    assertTrue(flag("delivery").requires().isEmpty());
  }

  @Test
  void exportAndImport_previewWhatChanges(@TempDir Path directory) throws Exception {
    open("file");
    var download = page.waitForDownload(() -> page.getByText("Download flags.json").click());
    FlagSet exported = FlagDocument.read(Files.readAllBytes(download.path()), "export");
    assertEquals(4, exported.size());
    Path file = directory.resolve("flags.json");
    String document =
        "{\"flags\": {\"search\": {\"percentage\": 70, \"rules\": [{\"if\": {\"$inSegment\":"
            + " \"beta\"}, \"enabled\": true}]}, \"needs_fresh\": {\"requires\": [\"fresh\"]},"
            + " \"fresh\": true}, \"segments\": {\"beta\": {\"plan\": \"beta\"}}}";
    Files.write(file, document.getBytes(StandardCharsets.UTF_8));
    page.locator("input[type=file]").setInputFiles(file);
    page.waitForCondition(() -> !page.locator("#f-file").inputValue().isEmpty());
    press("Preview");
    assertThat(page.locator(".preview")).containsText("Segment beta is created");
    assertThat(page.locator(".preview")).containsText("search is changed");
    assertThat(page.locator(".preview")).containsText("fresh is created");
    store.setRollout("search", 21, Change.by("cas", null));
    press("Import");
    assertThat(page.locator(".banner.bad")).containsText("changed since the preview");
    press("Import");
    assertThat(page.locator("#row-fresh")).isVisible();
    assertEquals(70, flag("search").percentage().orElseThrow());
    assertEquals(6, store.flags().size());
  }

  @Test
  void list_filtersInTheUrl_whileOneTypes() {
    open("");
    page.getByLabel("Search").fill("dash");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertTrue(page.url().endsWith("?q=dash"), page.url());
    page.reload();
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.getByLabel("Search").fill("");
    page.getByLabel("Any state").selectOption("partial");
    assertThat(page.locator("tbody tr")).hasCount(2);
  }

  @Test
  void changesByOthers_appearWithoutAReload_inTwoBrowsers() {
    Page cas = CHROMIUM.as("cas");
    cas.navigate(server.uri("flag/search").toString());
    open("");
    page.evaluate("window.notReloaded = true");
    assertThat(page.locator("#row-search")).containsText("20 %");
    cas.locator("[name=percentage]").fill("45");
    cas.locator(".rollout button").click();
    assertThat(cas.locator(".summary")).containsText("45 %");
    assertThat(page.locator("#row-search")).containsText("45 %");
    store.put(Flag.on("from_outside"), null, Change.by("script", null));
    assertThat(page.locator("#row-from_outside")).isVisible();
    assertEquals(true, page.evaluate("window.notReloaded"));
    cas.context().close();
  }

  @Test
  void withoutEventStream_thePagePolls() {
    page.route(
        "**/events",
        route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions().setStatus(204)));
    open("");
    assertThat(page.locator("#row-search")).containsText("20 %");
    store.setRollout("search", 55, Change.by("cas", null));
    assertThat(page.locator("#row-search")).containsText("55 %");
  }

  @Test
  void whatOneTypes_isKeptWhenOthersChangeTheFlag() {
    open("flag/search");
    page.getByLabel("Reason for the kill").fill("half a sentence");
    store.setRollout("search", 46, Change.by("cas", null));
    assertThat(page.locator("#notice")).containsText("changed while you were typing");
    assertThat(page.getByLabel("Reason for the kill")).hasValue("half a sentence");
    assertThat(page.locator("#head")).containsText("46 %");
  }

  @Test
  void conflict_showsBothVersions_andOverwritesNothingUnseen() {
    Page cas = CHROMIUM.as("cas");
    cas.navigate(server.uri("flag/search/edit").toString());
    open("flag/search/edit");
    page.getByLabel("Owner").fill("search team");
    page.getByLabel("Reason").fill("mine");
    cas.getByLabel("Percentage", new Page.GetByLabelOptions().setExact(true)).fill("33");
    cas.locator(".save button").click();
    assertThat(cas.locator(".summary")).containsText("33 %");
    assertThat(page.locator("#notice")).containsText("This flag was changed since you opened it");
    press("Save");
    assertThat(page.locator("h1")).containsText("Two versions of search");
    assertThat(page.locator(".banner")).containsText("cas changed this flag");
    assertThat(page.locator("section[aria-labelledby=theirs]")).containsText("33");
    assertThat(page.locator("section[aria-labelledby=mine]")).containsText("search team");
    assertEquals(33, flag("search").percentage().orElseThrow());
    press("Overwrite theirs");
    assertThat(page.locator("#about")).containsText("search team");
    assertEquals(20, flag("search").percentage().orElseThrow());
    cas.context().close();
  }

  @Test
  void viewer_seesEverything_andNoButtons() {
    Page vic = CHROMIUM.as("vic");
    vic.navigate(server.uri("flag/search").toString());
    assertThat(vic.locator(".summary")).containsText("20 %");
    assertThat(vic.locator("form[method=post]")).hasCount(0);
    assertThat(vic.getByText("(read-only)")).isVisible();
    vic.context().close();
  }

  @Test
  void readOnlyFlags_showAReadOnlyConsole() {
    try (ConsoleServer fixed =
        ConsoleServer.start(
            dev.jackstaff.FeatureFlags.of(FlagSet.of(Flag.on("in_code"))), it -> it)) {
      page.navigate(fixed.uri("flag/in_code").toString());
      assertThat(page.locator("#banners")).containsText("read-only here");
      assertThat(page.locator("form[method=post]")).hasCount(0);
      page.navigate("about:blank");
    }
  }

  @Test
  void withoutScripts_everythingCanBeRead_andChanged() {
    Page plain = CHROMIUM.open(1280, ColorScheme.LIGHT, false);
    String base = "http://ann:ann@localhost:" + server.port() + "/flags/";
    plain.navigate(base + "flag/ramp");
    assertThat(plain.locator("#schedule svg.ramp")).isVisible();
    plain.navigate(base + "?q=dash");
    assertThat(plain.locator("tbody tr")).hasCount(1);
    plain.navigate(base + "flag/search");
    plain.locator(".kill button").click();
    assertThat(plain.locator(".killed")).containsText("Killed by ann");
    plain.context().close();
  }

  @Test
  void keyboard_reachesEverything() {
    open("");
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();
    page.keyboard().press("/");
    assertThat(page.getByLabel("Search")).isFocused();
    page.keyboard().type("ramp");
    assertThat(page.locator("tbody tr")).hasCount(1);
    page.locator("#row-ramp a").focus();
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).containsText("ramp");
    page.getByLabel("Reason for the kill").focus();
    page.keyboard().type("by keyboard");
    page.keyboard().press("Enter");
    assertThat(page.locator(".killed")).containsText("by keyboard");
  }
}
