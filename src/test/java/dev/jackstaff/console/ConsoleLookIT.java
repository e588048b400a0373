package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages on small screens, in dark mode and for people with impaired vision. */
@OnlyWithAll
class ConsoleLookIT {
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

  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  @ParameterizedTest
  @CsvSource({"390, LIGHT", "390, DARK", "1280, LIGHT", "1280, DARK"})
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
      }
      page.context().close();
    }
    assertEquals(List.of(), faults);
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  /** No asset is served to them, so the page brings its few rules, and the policy allows these. */
  @ParameterizedTest
  @CsvSource({"390, DARK", "1280, LIGHT"})
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
