package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample shop while its new checkout breaks, in a browser from the first to the last press. */
@OnlyWithAll
class GuardDrillIT {
  private static final Pattern FARE = Pattern.compile("([\\d,]+) have bought, ([\\d,]+) could not");

  /** A longer look at the healthy shop makes a better picture. */
  private static final int HEALTHY = OpenSample.takesPictures() ? 500 : 150;

  @TempDir private Path directory;

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  private OpenSample sample;
  private Path flags;
  private Page shop;
  private Page console;

  @BeforeEach
  void open() throws Exception {
    sample = OpenSample.start(directory);
    flags = sample.flags();
    shop = CHROMIUM.open(1280, ColorScheme.LIGHT, true);
    console = CHROMIUM.open(1280, ColorScheme.LIGHT, true);
    sample.enter(console);
  }

  @AfterEach
  void close() {
    shop.context().close();
    console.context().close();
    sample.close();
  }

  /** A checkout as a user; what it says. */
  private String buyAs(String user) {
    shop.navigate(sample.uri(""));
    shop.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(user).setExact(true))
        .click();
    Response sold =
        shop.waitForResponse(
            "**/checkout", () -> shop.getByLabel("Buy: Brass anchor lamp").click());
    assertEquals(200, sold.status());
    String says = shop.locator("h1").textContent();
    shop.navigate(sample.uri(""));
    return says;
  }

  private void press(String name) {
    shop.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).click();
  }

  private void flip() {
    shop.getByRole(AriaRole.SWITCH).click();
  }

  private FrameLocator frame() {
    return shop.frameLocator("#drill iframe");
  }

  /** Returns the numbers of purchases and of failures in the frame; none while it is empty. */
  private int[] fare() {
    Matcher fare = FARE.matcher(text(shop));
    return fare.find() ? new int[] {count(fare, 1), count(fare, 2)} : new int[2];
  }

  private static int count(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group).replace(",", ""));
  }

  @Test
  void brokenCheckout_isKilledInSeconds_andTheShopIsWellAgain() throws Exception {
    console.navigate(sample.uri("flags/flag/new_checkout"));
    assertEquals("Thank you, it is being packed", buyAs("user:1"));
    assertEquals("Thank you for your order", buyAs("user:42"));

    press("visitors in");
    waitUntilTheGuardHasSeenAHealthyShop();
    int[] before = fare();
    assertEquals(0, before[1], "could not buy before");

    long pressed = System.nanoTime();
    flip();
    assertThat(shop.getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "true");
    console.waitForCondition(
        () -> console.locator(".killed").count() > 0,
        new Page.WaitForConditionOptions().setTimeout(60_000));
    Duration took = Duration.ofNanos(System.nanoTime() - pressed);

    assertThat(console.locator(".killed")).containsText("Killed by guard");
    String reason = console.locator(".killed .reason").textContent();
    assertThat(console.locator("#guard .summary")).hasText("Alarm: killed. " + reason);
    assertTrue(reason.contains("with it fail") && reason.contains(" 0 of "), reason);
    assertPartedFromTheSwitchOn(Curves.of(console));
    OpenSample.picture(console, "guard", "#guard");
    assertTrue(Files.readString(flags).contains("\"by\": \"guard\""), Files.readString(flags));
    assertEquals(
        otherGuarded(OpenSample.OWN_FLAGS), otherGuarded(flags), "as somebody has written it");

    int[] after = waitForMore(1);
    int[] later = waitForMore(20);
    assertEquals(after[1], later[1], "could not buy any more after the kill");
    OpenSample.picture(shop, "drill", "main");
    press("Stop");
    assertThat(frame().locator(".framed")).containsText("were in");
    assertThat(frame().locator(".framed")).containsText("new_checkout is killed by guard");
    int[] end = fare();
    Figures.record(
        "drill: killed %.1f s after the switch; %d visitors before it, %d until the end,"
            + " %d could not buy; %s",
        took.toMillis() / 1e3, before[0], end[0] + end[1], end[1], reason);
    assertEquals("Thank you for your order", buyAs("user:1"));

    flip();
    assertThat(shop.getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "false");
    console.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Re-enable")).click();
    assertThat(console.locator("#now .summary")).containsText("On for 25 % of users");
    assertEquals("Thank you, it is being packed", buyAs("user:1"));
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "1280, DARK"})
  void shop_hasNoSeriousAccessibilityFault_andFits(int width, ColorScheme scheme) throws Exception {
    String reason =
        "1,234 of 12,345 users (10.0 %) with it fail, 1,234 of 123,456 users (1.0 %) without:"
            + " over 1,000,000 : 1 against chance";
    String killed = "{\"by\": \"guard\", \"reason\": \"%s\"}".formatted(reason);
    Files.writeString(flags, "{\"new_checkout\": {\"killed\": %s}}".formatted(killed));
    Page page = CHROMIUM.open(width, scheme, true);
    page.waitForCondition(
        () -> {
          page.navigate(sample.uri(""));
          return text(page).contains(reason);
        });
    List<String> serious =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(rule -> rule.getId() + rule.getNodes().get(0).getHtml())
                .toList();
    assertEquals(List.of(), serious);
    int wide = (int) page.evaluate("document.documentElement.scrollWidth");
    assertTrue(wide <= width, wide + " wide");
    Object hidden =
        page.frameLocator("#drill iframe")
            .locator("html")
            .evaluate("it => it.scrollHeight - it.clientHeight");
    assertEquals(0, hidden, "pixels of the frame's content out of sight");
    assertEquals(List.of(), CHROMIUM.complaints());
    page.context().close();
  }

  private static String text(Page page) {
    return page.frameLocator("#drill iframe").locator(".framed").textContent();
  }

  /** The definition of a flag that has a guard, too, but nobody to be guarded from. */
  private static String otherGuarded(Path file) throws IOException {
    String document = Files.readString(file);
    int begin = document.indexOf("\"ai_recommendations\"");
    return document.substring(begin, document.indexOf("\"free_shipping\""));
  }

  /** On the open page, which follows by itself. */
  private void waitUntilTheGuardHasSeenAHealthyShop() {
    assertThat(console.locator("#guard .summary")).hasText("Watching");
    console.waitForCondition(
        () -> {
          Curves curves = Curves.of(console);
          return curves.on().size() >= 5 && fare()[0] >= HEALTHY;
        },
        new Page.WaitForConditionOptions().setTimeout(60_000));
    assertEquals(0, Curves.of(console).parted(), "nothing has failed");
    press("visitors in");
    assertTrue(fare()[0] >= HEALTHY, "the second press is for nothing");
  }

  /** Both at the bottom while all went well; then that with the flag to the top. */
  private static void assertPartedFromTheSwitchOn(Curves curves) {
    assertTrue(curves.on().size() > 5, curves.toString());
    assertEquals(0, curves.on().get(0).height(), curves.toString());
    assertTrue(curves.off().stream().allMatch(it -> it.height() == 0), curves.toString());
    assertTrue(curves.parted() > 0.5, curves.toString());
  }

  private int[] waitForMore(int more) {
    int bought = fare()[0];
    shop.waitForCondition(() -> fare()[0] >= bought + more);
    return fare();
  }
}
