package dev.jackstaff.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.jackstaff.Logged;
import dev.jackstaff.sample.SampleServer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sample shop with an open console, on a copy of its own flags, which a guard may write. */
final class OpenSample implements AutoCloseable {
  static final Path OWN_FLAGS = Path.of(System.getProperty("sample.webapp"), "WEB-INF/flags.json");

  /** The directory for the manual's pictures, if it is set, by {@code -Djackstaff.pictures}. */
  private static final String PICTURES = System.getProperty("jackstaff.pictures");

  private final SampleServer server;
  private final Path flags;
  private final String code;

  private OpenSample(SampleServer server, Path flags, String code) {
    this.server = server;
    this.flags = flags;
    this.code = code;
  }

  static OpenSample start(Path directory) throws Exception {
    Path flags = Files.copy(OWN_FLAGS, directory.resolve("flags.json"));
    System.setProperty("sample.console", "open");
    try (Logged log = Logged.library()) {
      SampleServer server = SampleServer.start(0, flags);
      String code = log.lines("?code=").get(0).replaceFirst(".*code=", "").strip();
      return new OpenSample(server, flags, code);
    } finally {
      System.clearProperty("sample.console");
    }
  }

  Path flags() {
    return flags;
  }

  String uri(String path) {
    return server.uri() + path;
  }

  /** Opens the console in a browser, by the code of the log. */
  void enter(Page page) {
    page.navigate(uri("flags/?code=" + code));
  }

  static boolean takesPictures() {
    return PICTURES != null;
  }

  /** Takes a picture from the top to the end of a part, once nothing moves any more. */
  static void picture(Page page, String name, String part) {
    picture(page, name, null, part);
  }

  /** Takes a picture from the top of a part, or of the page, to the end of a part. */
  static void picture(Page page, String name, String from, String to) {
    if (PICTURES == null) {
      return;
    }
    page.waitForCondition(() -> page.locator(".changed").count() == 0);
    page.mouse().move(0, 0);
    double top = from == null ? 0 : page.locator(from).boundingBox().y - 16;
    BoundingBox box = page.locator(to).boundingBox();
    double height = box.y + box.height + 16 - top;
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of(PICTURES, name + ".png"))
            .setFullPage(true)
            .setClip(0, top, page.viewportSize().width, height));
  }

  @Override
  public void close() {
    server.close();
  }
}
