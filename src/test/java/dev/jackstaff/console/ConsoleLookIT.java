package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages on small screens, in dark mode and for people with impaired vision. */
@OnlyWithAll
class ConsoleLookIT {
  private static final String LONG = "long_name_".repeat(10);

  private static final List<String> PATHS =
      List.of(
          "",
          "?q=nothing+at+all",
          "flag/ai_recommendations",
          "flag/gift_wrapping",
          "flag/product_reviews",
          "flag/announcement",
          "flag/free_shipping/edit",
          "flag/gift_wrapping/edit",
          "flag/search_limit/json",
          "flag/new_checkout/delete",
          "evaluate?id=user%3A42&attributes=country%3DDK",
          "new",
          "cleanup",
          "file",
          "nowhere");

  /** The text of a page without definitions, and without the hints of fields that take them. */
  private static final String SENTENCES =
      """
      () => {
        const main = document.querySelector('main').cloneNode(true);
        main.querySelectorAll('code, pre, textarea, del, ins, .hint').forEach(it => it.remove());
        return main.textContent;
      }
      """;

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  @ParameterizedTest
  @CsvSource({"360, LIGHT", "360, DARK", "1280, LIGHT", "1280, DARK"})
  void page_hasNoSeriousAccessibilityFault_andFits(int width, ColorScheme scheme) {
    Path flags = Path.of(System.getProperty("sample.webapp"), "WEB-INF/flags.json");
    List<String> faults = new ArrayList<>();
    try (ConsoleServer server = ConsoleServer.start(FileFlagStore.watching(flags))) {
      Page page = CHROMIUM.as("ann", width, scheme);
      for (String path : PATHS) {
        page.navigate(server.uri(path).toString());
        Chromium.faults(page).forEach(fault -> faults.add(path + ": " + fault));
        String text = page.locator("body").innerText();
        RetiredWords.in(text).forEach(word -> faults.add(path + ": " + word));
        String sentences = String.valueOf(page.evaluate(SENTENCES));
        RetiredWords.isoDurations(sentences).forEach(it -> faults.add(path + ": " + it));
      }
      page.context().close();
    }
    assertEquals(List.of(), faults);
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  /** Names of 100 letters without a blank, long ids, values and segments. */
  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void page_ofLongNames_doesNotScrollSideways(int width) {
    List<String> faults = new ArrayList<>();
    try (ConsoleServer server = ConsoleServer.start(MemoryFlagStore.of(longNames()))) {
      Page page = CHROMIUM.as("ann", width, ColorScheme.LIGHT);
      for (String path :
          List.of(
              "",
              "flag/" + LONG,
              "flag/" + LONG + "/edit",
              "flag/" + LONG + "/json",
              "flag/" + LONG + "/delete",
              "evaluate?id=" + LONG,
              "cleanup",
              "file",
              "new")) {
        page.navigate(server.uri(path).toString());
        Chromium.faults(page).forEach(fault -> faults.add(path + ": " + fault));
      }
      page.context().close();
    }
    assertEquals(List.of(), faults);
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  private static FlagSet longNames() {
    Flag flag =
        Flag.builder(LONG)
            .users(LONG)
            .schedule(
                Schedule.from(
                    Instant.parse("2020-01-01T00:00:00Z"),
                    Schedule.Step.days(0, LONG),
                    Schedule.Step.days(9999, 12.3456789)))
            .rule(Rule.variant(Condition.is(LONG, LONG), LONG))
            .variant(new Variant(LONG, 1.23456789012345, LONG + LONG))
            .variant(Variant.of("b", 1))
            .guard(Guard.DEFAULT)
            .build();
    return FlagSet.of(
        List.of(flag, Flag.builder("child").requires(LONG).build()),
        Map.of(LONG, Condition.is("a", LONG)));
  }

  /** No asset is served to them, so the page brings its few rules, and the policy allows these. */
  @ParameterizedTest
  @CsvSource({"360, DARK", "1280, LIGHT"})
  void pageForStrangers_hasItsStyle_andNoFault(int width, ColorScheme scheme) {
    MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("a")));
    try (ConsoleServer server =
        ConsoleServer.start(FeatureFlags.of(store), it -> it.access(ConsoleAccess.loopback()))) {
      Page page = CHROMIUM.open(width, scheme, true);
      page.navigate(server.unguarded("").toString());
      assertEquals(List.of(), Chromium.faults(page));
      assertTrue(page.locator("main").textContent().contains("the application's log"));
      assertEquals(
          "24px", page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize"));
      page.context().close();
    }
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  @Test
  void list_ofAThousandFlags_staysUsable() {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      flags.add(Flag.percentage("flag_" + i, i % 101));
    }
    try (ConsoleServer server = ConsoleServer.start(MemoryFlagStore.of(FlagSet.of(flags)))) {
      ConsoleClient ann = ConsoleClient.as("ann");
      ann.get(server.uri(""));
      long begin = System.nanoTime();
      int bytes = ann.get(server.uri("")).body().length();
      long served = (System.nanoTime() - begin) / 1_000_000;
      Page page = CHROMIUM.as("ann");
      begin = System.nanoTime();
      page.navigate(server.uri("").toString());
      long shown = (System.nanoTime() - begin) / 1_000_000;
      begin = System.nanoTime();
      page.getByLabel("Search").fill("flag_999");
      page.waitForCondition(() -> page.locator("tbody tr").count() == 1);
      long filtered = (System.nanoTime() - begin) / 1_000_000;
      Figures.record(
          "list of 1,000 flags: %,d bytes, served in %d ms, shown in %d ms, filtered in %d ms",
          bytes, served, shown, filtered);
      page.context().close();
      assertTrue(bytes < 1_000_000, "bytes: " + bytes);
      assertTrue(served < 5_000, "served in ms: " + served);
    }
  }
}
