package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The three drills of the sample: one press each, until the console shows the halt. */
@OnlyWithAll
class RolloutDrillsIT {
  /** Machines differ; a drill ends by itself after three minutes. */
  private static final int DRILL_TIMEOUT_MILLIS = 240_000;

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  @TempDir private Path directory;

  private OpenSample sample;
  private Page shop;
  private Page console;

  @BeforeEach
  void open() throws Exception {
    sample = OpenSample.start(directory);
    shop = CHROMIUM.open(1280, ColorScheme.LIGHT, true);
    console = CHROMIUM.open(1280, ColorScheme.LIGHT, true);
    sample.enter(console);
    console.navigate(sample.uri("flags/flag/new_checkout"));
    shop.navigate(sample.uri(""));
  }

  @AfterEach
  void close() {
    shop.context().close();
    console.context().close();
    sample.close();
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  private static void press(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).click();
  }

  private FrameLocator frame() {
    return shop.frameLocator("#drill iframe");
  }

  private void awaitInFrame(String text) {
    shop.waitForCondition(
        () -> frame().locator(".framed").textContent().contains(text),
        new Page.WaitForConditionOptions().setTimeout(DRILL_TIMEOUT_MILLIS));
  }

  @ParameterizedTest
  @CsvSource({
    "time-out, Time-out drill, with it fail",
    "latency, Latency drill, with it are slow",
    "purchases, Purchases drill, with it have the event"
  })
  void drill_pressedOnce_isHaltedInTheConsole(String name, String button, String harm) {
    long pressed = System.nanoTime();
    press(shop, button);
    console.waitForCondition(
        () -> console.locator(".killed").count() > 0,
        new Page.WaitForConditionOptions().setTimeout(DRILL_TIMEOUT_MILLIS));
    double took = (System.nanoTime() - pressed) / 1e9;
    String reason = console.locator(".killed .reason").textContent();
    Figures.record(
        "%s drill: halted in the console %.0f s after the press; %s", name, took, reason);
    assertThat(console.locator(".killed")).containsText("Killed by guard");
    assertTrue(reason.contains(harm), reason);
    assertThat(console.locator("#guard .summary")).containsText("Alarm: killed. " + reason);
    OpenSample.picture(console, "drill-" + name, "#guard", "#guard");

    awaitInFrame("3 of 3: halted after");
    awaitInFrame(" were in: ");
    press(shop, button);
    awaitInFrame("Re-enable it in the console, then start again");
    press(console, "Re-enable");
    assertThat(console.locator("#now .summary")).containsText("On for 25 % of users");
    press(shop, button);
    awaitInFrame("2 of 3: the new checkout");
    press(shop, "Stop");
    awaitInFrame("without a halt; the fault is removed");
  }

  @Test
  void panel_saysWhatEachDrillDoes() {
    OpenSample.picture(shop, "drills", "#drill", "#drill");
    for (String drill : List.of("Time-out drill", "Latency drill", "Purchases drill")) {
      assertThat(shop.locator("#drill div:has(button:text-is('" + drill + "')) dd"))
          .containsText("The new checkout ");
    }
  }
}
