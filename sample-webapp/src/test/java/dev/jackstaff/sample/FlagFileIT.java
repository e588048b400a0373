package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shop while somebody edits its flags. */
class FlagFileIT {
  /** The store's second, and what the request itself takes. */
  private static final Duration A_SECOND = Duration.ofMillis(1_500);

  private static final String ALL_OFF =
      """
      {
        "maintenance": false,
        "announcement": {"variants": {"none": {"weight": 1, "value": {"text": "", "search": ""}}}},
        "dark_mode": false,
        "new_dashboard": false,
        "product_reviews": false,
        "checkout_button": {"variants": {"control": 1}},
        "new_search": false,
        "search_limit": {"variants": {"all": {"weight": 1, "value": 12}}},
        "new_checkout": false,
        "express_delivery": false,
        "gift_wrapping": false,
        "free_shipping": false,
        "member_prices": false,
        "ai_recommendations": false
      }
      """;

  @TempDir private Path directory;

  private Path file;
  private Shop shop;

  @BeforeEach
  void open() throws Exception {
    file = directory.resolve("flags.json");
    Files.writeString(file, ALL_OFF);
    shop = Shop.open(file);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void allOff_isTheShopAsItWas() throws Exception {
    HttpResponse<String> home = shop.get("/");
    assertEquals(200, home.statusCode());
    assertTrue(home.headers().firstValue("X-Active-Flags").isEmpty());
    assertTrue(home.body().contains("<button class=\"control\""));
    assertTrue(shop.post("/checkout", "product=mug").body().contains("€ 17.40 with shipping"));
    assertTrue(shop.get("/recommendations").body().contains("What others liked"));
  }

  @Test
  void edit_showsWithinASecond() throws Exception {
    edit(on("new_checkout"));
    assertSoonActive(List.of("new_checkout"));
    edit(on("dark_mode", "new_checkout"));
    assertSoonActive(List.of("dark_mode", "new_checkout"));
    edit(with("new_checkout", "{\"enabled\": true, \"killed\": true}"));
    assertSoonActive(List.of());
  }

  @Test
  void slip_keepsTheLastGoodFlagsAndShowsOnThePage() throws Exception {
    edit(on("new_checkout"));
    assertSoonActive(List.of("new_checkout"));
    edit(with("new_checkout", "{\"percentge\": 20}"));
    assertTrue(Shop.soon(A_SECOND, () -> home().contains("did you mean")), home());
    assertEquals(List.of("new_checkout"), Shop.active(shop.get("/")));
    edit(on("dark_mode"));
    assertSoonActive(List.of("dark_mode"));
    assertTrue(!home().contains("last good ones"));
  }

  @Test
  void slipAtStart_isRefusedWithItsPlace() throws Exception {
    Files.writeString(file, "{\n  \"new_checkout\": {\"percentage\": 140}\n}");
    Exception refusal = assertThrows(Exception.class, () -> SampleServer.start(0, file).close());
    assertTrue(messages(refusal).contains("flags.json:2:"), messages(refusal));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/search?q=brass", "/recommendations", "/boom", "/nowhere"})
  void maintenance_closesEveryPage(String path) throws Exception {
    closeForMaintenance();
    HttpResponse<String> closed = shop.get(path);
    assertEquals(503, closed.statusCode());
    assertEquals("120", closed.headers().firstValue("Retry-After").orElse(""));
    assertTrue(closed.body().contains("In dry dock"));
    assertEquals(List.of("maintenance"), Shop.active(closed));
  }

  @Test
  void maintenance_takesNoOrders() throws Exception {
    closeForMaintenance();
    assertEquals(503, shop.post("/checkout", "product=lamp").statusCode());
    assertEquals(503, shop.post("/demo/user", "uid=user:1").statusCode());
  }

  @Test
  void maintenance_leavesOpenWhatIsNeededToEndIt() throws Exception {
    closeForMaintenance();
    assertEquals(200, shop.get("/whoami").statusCode());
    assertEquals(200, shop.get("/static/shop.css").statusCode());
    assertNotEquals(503, shop.get("/flags").statusCode());
    assertNotEquals(503, shop.get("/flags/maintenance").statusCode());
    assertEquals(503, shop.get("/flagship").statusCode());
    edit(ALL_OFF);
    assertSoonActive(List.of());
    assertEquals(200, shop.get("/").statusCode());
  }

  private void closeForMaintenance() throws Exception {
    edit(on("maintenance"));
    assertSoonActive(List.of("maintenance"));
  }

  private static String on(String... flags) {
    return Stream.of(flags).reduce(ALL_OFF, (all, flag) -> with(all, flag, "true"));
  }

  private static String with(String flag, String definition) {
    return with(ALL_OFF, flag, definition);
  }

  private static String with(String document, String flag, String definition) {
    String off = "\"%s\": false".formatted(flag);
    return document.replace(off, "\"%s\": %s".formatted(flag, definition));
  }

  private void edit(String document) throws Exception {
    Files.writeString(file, document);
  }

  private void assertSoonActive(List<String> expected) {
    assertTrue(Shop.soon(A_SECOND, () -> active().equals(expected)), () -> "is " + active());
  }

  private List<String> active() {
    return Shop.active(unchecked("/whoami"));
  }

  private String home() {
    return unchecked("/").body();
  }

  private HttpResponse<String> unchecked(String path) {
    try {
      return shop.get(path);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String messages(Throwable thrown) {
    StringBuilder all = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      all.append(cause.getMessage()).append('\n');
    }
    return all.toString();
  }
}
