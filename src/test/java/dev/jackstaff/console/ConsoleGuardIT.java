package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.guard.GuardState;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.guard.Signal;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evidence of a guard in the pages. */
@OnlyWithAll
class ConsoleGuardIT {
  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");

  private final MemoryFlagStore store =
      MemoryFlagStore.of(
          FlagSet.of(
              Flag.builder("checkout")
                  .percentage(25)
                  .guard(new Guard(true, null, 0.001, Guard.Then.KILL, 200))
                  .build()),
          () -> now);

  private FeatureFlags features;
  private RolloutGuard guard;
  private ConsoleServer server;
  private int users;

  @BeforeEach
  void start() {
    features = FeatureFlags.builder(store).clock(() -> now).build();
    guard = RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
    server = ConsoleServer.start(features, it -> it);
  }

  @AfterEach
  void stop() {
    server.close();
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  /**
   * Sends new users, of whom every n-th with the flag fails and every m-th without; the guard looks
   * once.
   */
  private void visit(int visitors, int with, int without) {
    int[] groups = new int[2];
    for (int i = 0; i < visitors; i++) {
      Evaluation evaluation = features.integration().begin(User.of("user:" + users++), Map.of());
      boolean on = evaluation.isOn("checkout");
      boolean fails = ++groups[on ? 1 : 0] % (on ? with : without) == 0;
      features.integration().finish(evaluation, fails ? 500 : 200, null, Duration.ofMillis(1));
    }
    assertTrue(features.evidence().flush(Await.LONG));
    now = now.plusSeconds(2);
    guard.look();
  }

  private void visitUntilItIsKilled() {
    visit(400, 50, 50);
    visit(400, 50, 50);
    for (int i = 0; i < 20 && !killed(); i++) {
      visit(40, 2, 50);
    }
    assertTrue(killed());
  }

  private boolean killed() {
    return store.flags().find("checkout").orElseThrow().isKilled();
  }

  private Page open(String user, int width, ColorScheme scheme) {
    Page page = CHROMIUM.as(user, width, scheme);
    page.navigate(server.uri("flag/checkout").toString());
    return page;
  }

  private Page open() {
    return open("ann", 1280, ColorScheme.LIGHT);
  }

  @Test
  void curves_areWhatTheGuardHasSeen() {
    visitUntilItIsKilled();
    Page page = open();
    GuardState state = guard.state("checkout").orElseThrow();
    Curves curves = Curves.of(page);
    double top = Charts.top(state.curve(), Signal.ERRORS);
    assertEquals(state.curve().size(), curves.on().size());
    assertEquals(state.curve().size(), curves.off().size());
    for (int i = 0; i < state.curve().size(); i++) {
      GuardState.Point point = state.curve().get(i);
      assertEquals(point.on().share(Signal.ERRORS), top * curves.on().get(i).height(), 0.001 * top);
      assertEquals(
          point.off().share(Signal.ERRORS), top * curves.off().get(i).height(), 0.001 * top);
      assertEquals(i / (state.curve().size() - 1.0), curves.on().get(i).x(), 0.001);
    }
    assertTrue(curves.parted() > 0.4, curves.toString());
    page.context().close();
  }

  @Test
  void alarm_isSaidWithItsNumbers_asReasonAndInBothGroups() {
    visitUntilItIsKilled();
    Page page = open("vic", 1280, ColorScheme.LIGHT);
    String reason = guard.state("checkout").orElseThrow().verdict().reason();
    assertThat(page.locator("#guard .summary")).hasText("Alarm: killed. " + reason);
    assertThat(page.locator(".killed")).containsText("Killed by guard");
    assertThat(page.locator(".killed .reason")).hasText(reason);
    GuardState state = guard.state("checkout").orElseThrow();
    Locator rows = page.locator("#guard table.groups tbody tr");
    assertThat(rows.nth(0).locator("td").first()).hasText(Long.toString(state.on().units()));
    assertThat(rows.nth(0)).containsText(state.on().failing() + " (");
    assertThat(rows.nth(1).locator("td").first()).hasText(Long.toString(state.off().units()));
    assertThat(rows.nth(1)).containsText(state.off().failing() + " (");
    page.context().close();
  }

  @Test
  void openPage_followsTheGuard_andKeepsWhatSomebodyTypes() {
    visit(100, 50, 50);
    Page page = open();
    assertThat(page.locator("#guard .summary")).hasText("Watching");
    page.getByLabel("Reason for the kill").fill("I have a feeling");
    visit(300, 50, 50);
    visit(300, 50, 50);
    page.waitForCondition(() -> Curves.of(page).on().size() == 3);
    assertThat(page.locator("#guard")).containsText("12:00:02 UTC");
    assertThat(page.locator("#guard")).containsText("12:00:06 UTC");
    assertThat(page.getByLabel("Reason for the kill")).hasValue("I have a feeling");
    page.context().close();
  }

  @Test
  void liftedFlag_isWatchedAfresh() {
    visitUntilItIsKilled();
    Page page = open();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Re-enable")).click();
    assertThat(page.locator("#now .summary")).containsText("On for 25 % of users");
    visit(100, 50, 50);
    assertThat(page.locator("#guard .summary")).hasText("Watching");
    page.context().close();
  }

  @Test
  void nothingToCompare_isSaid() {
    store.put(
        store.flags().find("checkout").orElseThrow().toBuilder().percentage(100).build(),
        store.find("checkout").orElseThrow().revision(),
        Change.by("ann", null));
    guard.look();
    Page page = open();
    assertThat(page.locator("#guard .summary")).containsText("Not judging: there is nothing to");
    assertTrue(Curves.of(page).isEmpty());
    page.context().close();
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "1280, DARK"})
  void page_hasNoSeriousAccessibilityFault_andFits(int width, ColorScheme scheme) {
    visitUntilItIsKilled();
    Page page = open("ann", width, scheme);
    List<String> serious =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(rule -> rule.getId() + rule.getNodes().get(0).getHtml())
                .toList();
    assertEquals(List.of(), serious);
    int wide = (int) page.evaluate("document.documentElement.scrollWidth");
    assertTrue(wide <= width, wide + " wide");
    assertEquals(List.of(), RetiredWords.isoDurations(page.locator("#guard").innerText()));
    assertTrue(differ(page, "path.curve-on", "path.curve-off"), "the curves have one colour");
    assertTrue(page.locator("#guard svg.curves").boundingBox().height >= 100);
    page.context().close();
  }

  private static boolean differ(Page page, String one, String other) {
    String stroke = "it => getComputedStyle(it).stroke";
    Object first = page.locator(one).evaluate(stroke);
    return !first.equals("none") && !first.equals(page.locator(other).evaluate(stroke));
  }
}
