package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The shop with its flags in another flag system, over real HTTP. */
class OtherSystemIT {
  /** flagd looks at its file every five seconds. */
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  @TempDir private Path directory;

  /** A shop on a copy of the system's own file, which a test may edit. */
  private Shop open(String system) throws Exception {
    Path own = Shop.OWN_FLAGS.resolveSibling(system + ".json");
    return Shop.open(FlagPlace.of(system + ":" + Files.copy(own, file(system))));
  }

  private Path file(String system) {
    return directory.resolve(system + ".json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"launchdarkly", "flagd"})
  void shop_isTheSameAsOnItsOwnFlags(String system) throws Exception {
    try (Shop shop = open(system)) {
      List<String> first = Shop.active(shop.getAs("user:1", "/"));
      List<String> some = List.of("new_dashboard", "dark_mode", "new_checkout", "express_delivery");
      assertTrue(first.containsAll(some) && first.contains("member_prices"), first.toString());
      assertFalse(first.contains("maintenance") || first.contains("product_reviews"));
      assertTrue(Shop.active(shop.getAs("user:42", "/")).contains("ai_recommendations"));
      HttpResponse<String> sold = shop.post("/checkout", "product=lamp", "X-User-Id", "user:1");
      assertTrue(sold.body().contains("it is being packed"), sold.body());
      assertTrue(shop.get("/", "CF-IPCountry", "GB").body().contains("To Britain we ship"));
      assertTrue(shop.get("/").body().contains("Autumn gales are coming"));
      String found = shop.getAs("user:1", "/search?q=a").body();
      assertTrue(found.contains("3 of ") || found.contains("9 of "), found);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"launchdarkly", "flagd"})
  void whoami_namesTheSystemOfEveryFlag(String system) throws Exception {
    try (Shop shop = open(system)) {
      JsonNode me = shop.whoami("X-User-Id", "staff:ann", "CF-IPCountry", "DK");
      assertEquals(14, me.path("flags").size());
      for (JsonNode flag : me.path("flags").values()) {
        assertEquals(system, flag.path("source").asString());
        assertFalse(flag.path("reason").asString().equals("ERROR"), flag.toString());
      }
      assertEquals("TARGETING_MATCH", me.at("/flags/free_shipping/reason").asString());
      assertTrue(me.at("/flags/free_shipping/on").asBoolean());
      assertTrue(me.at("/flags/search_limit/value").isInt());
      assertTrue(me.at("/flags/announcement/value/text").asString().startsWith("Autumn"));
      String button = me.at("/variants/checkout_button").asString();
      assertTrue(List.of("control", "green", "blue").contains(button), button);
      String page = shop.get("/", "X-User-Id", "user:1").body();
      assertTrue(page.contains(system + " <small>"), page);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"launchdarkly", "flagd"})
  void edit_isSeen(String system) throws Exception {
    try (Shop shop = open(system)) {
      assertEquals(200, shop.get("/").statusCode());
      String document = Files.readString(file(system));
      String closed = document.replaceFirst(off(system), on(system));
      assertFalse(closed.equals(document));
      edit(system, closed);
      assertTrue(Shop.soon(A_WHILE, () -> status(shop) == 503), "the shop is closed");
      assertTrue(Shop.active(shop.get("/")).contains("maintenance"));
      edit(system, document);
      assertTrue(Shop.soon(A_WHILE, () -> status(shop) == 200), "the shop is open again");
    }
  }

  /** At once, since LaunchDarkly takes half a file for all there is. */
  private void edit(String system, String document) throws Exception {
    Path fresh = Files.writeString(directory.resolve("fresh"), document);
    Files.move(fresh, file(system), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String off(String system) {
    return system.equals("flagd")
        ? "(\"maintenance\".*\"defaultVariant\": )\"off\""
        : "(\"maintenance\".*\"on\": )false";
  }

  private static String on(String system) {
    return system.equals("flagd") ? "$1\"on\"" : "$1true";
  }

  private static int status(Shop shop) {
    try {
      return shop.get("/").statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
