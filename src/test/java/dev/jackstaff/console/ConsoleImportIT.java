package dev.jackstaff.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.About;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.MemoryFlagStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A document that is larger than what other forms may send, through the page. */
@OnlyWithAll
class ConsoleImportIT {
  @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

  private static FlagSet large() {
    String text = "A sentence with \"quotes\" & <angles>, which a form has to escape. ".repeat(30);
    About about = new About(text, "shop", List.of(), null, null, false, Map.of());
    return FlagSet.of(
        IntStream.range(0, 800)
            .mapToObj(i -> Flag.builder("flag_" + i).percentage(i % 100).about(about).build())
            .toList());
  }

  @Test
  void documentOverOneMebibyte_isPreviewedAndImported(@TempDir Path directory) throws Exception {
    byte[] document = FlagDocument.write(large());
    assertTrue(document.length > 1 << 20, "bytes: " + document.length);
    Path file = Files.write(directory.resolve("flags.json"), document);
    MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(Flag.on("old")));
    try (ConsoleServer server = ConsoleServer.start(store)) {
      Page page = CHROMIUM.as("ann");
      page.navigate(server.uri("file").toString());
      page.locator("input[type=file]").setInputFiles(file);
      page.waitForCondition(() -> !page.locator("#f-file").inputValue().isEmpty());
      press(page, "Preview");
      assertThat(page.locator(".preview")).containsText("flag_299 is created");
      assertThat(page.locator(".preview")).containsText("And 500 more");
      press(page, "Import");
      assertThat(page.locator("#row-old")).isVisible();
      page.context().close();
    }
    Figures.record("imported %,d bytes through the page", document.length);
    assertEquals(801, store.flags().size());
    for (Flag flag : large().flags()) {
      assertEquals(flag, store.flags().find(flag.name()).orElseThrow());
    }
    assertEquals(List.of(), CHROMIUM.complaints());
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }
}
