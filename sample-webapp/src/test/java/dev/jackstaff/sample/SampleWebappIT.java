package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The shop with its own flags, over real HTTP. */
class SampleWebappIT {
  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open(Shop.OWN_FLAGS);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void home_tellsWhoIAmAndWhichFlagsAreOnAndWhy() throws Exception {
    HttpResponse<String> home = shop.getAs("user:1", "/");
    assertEquals(200, home.statusCode());
    assertContains(home, "You are <strong class=\"who\">user:1</strong>");
    assertContains(home, "<th scope=\"row\">new_checkout</th>");
    assertContains(home, "percentage <small>split</small>");
    assertContains(home, "for the demo only");
    assertContains(home, "Brass anchor lamp");
    assertContains(home, "High water");
  }

  @Test
  void everyPage_isNotCachedAndLoadsNothingFromElsewhere() throws Exception {
    HttpResponse<String> home = shop.get("/");
    assertEquals("no-store", header(home, "Cache-Control"));
    assertEquals("nosniff", header(home, "X-Content-Type-Options"));
    assertTrue(header(home, "Content-Security-Policy").startsWith("default-src 'none';"));
    assertFalse(home.body().contains("<script"));
    assertFalse(home.body().contains("http://") || home.body().contains("https://"));
  }

  @Test
  void activeFlags_dependOnTheUser() throws Exception {
    List<String> first = Shop.active(shop.getAs("user:1", "/"));
    assertTrue(first.containsAll(List.of("dark_mode", "new_checkout", "member_prices")));
    assertFalse(first.contains("maintenance") || first.contains("product_reviews"));
    List<String> other = Shop.active(shop.getAs("user:42", "/"));
    assertTrue(other.containsAll(List.of("dark_mode", "ai_recommendations")));
    assertFalse(other.contains("new_checkout") || other.contains("express_delivery"));
  }

  @Test
  void stranger_getsAnIdThatStays() throws Exception {
    HttpResponse<String> home = shop.get("/");
    String cookie = header(home, "Set-Cookie");
    assertTrue(cookie.contains("anon-"), cookie);
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), cookie);
    String sent = cookie.substring(0, cookie.indexOf(';'));
    JsonNode again = shop.whoami("Cookie", sent);
    String user = again.path("user").asString();
    String signed = sent.substring(sent.indexOf('=') + 1);
    assertTrue(user.startsWith("anon-") && signed.startsWith(user + "."), signed + " of " + user);
  }

  @Test
  void darkMode_setsTheTheme() throws Exception {
    assertContains(shop.getAs("user:42", "/"), "data-theme=\"dark\"");
    assertContains(shop.getAs("user:7", "/"), "data-theme=\"system\"");
  }

  @Test
  void search_findsByName() throws Exception {
    HttpResponse<String> found = shop.getAs("user:1", "/search?q=Anchor%20Lamp");
    assertEquals(200, found.statusCode());
    assertContains(found, "Brass anchor lamp");
    assertContains(shop.getAs("user:1", "/search?q=zeppelin"), "Nothing of that kind");
  }

  @Test
  void search_showsAsManyAsTheFlagSays() throws Exception {
    assertContains(shop.getAs("user:42", "/search?q=a"), "3 of ");
    assertContains(shop.getAs("user:1", "/search?q=a"), "9 of ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<script>alert(1)</script>", "\"><img src=x>", "' onload='x", "&lt;b>"})
  void search_escapesWhatItShows(String query) throws Exception {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    HttpResponse<String> found = shop.get("/search?q=" + encoded);
    assertEquals(200, found.statusCode());
    assertFalse(found.body().contains(query), found.body());
  }

  @Test
  void checkout_ofSomeIsTheNewOne() throws Exception {
    HttpResponse<String> sold = shop.post("/checkout", "product=lamp", "X-User-Id", "user:1");
    assertEquals(200, sold.statusCode());
    assertContains(sold, "it is being packed");
    assertContains(sold, "It sails with the next tide.");
    assertContains(sold, "€ 85.00");
    assertTrue(Shop.active(sold).contains("new_checkout"));
  }

  @Test
  void checkout_ofOthersIsTheOldOne() throws Exception {
    HttpResponse<String> sold = shop.post("/checkout", "product=lamp", "X-User-Id", "user:42");
    assertEquals(200, sold.statusCode());
    assertContains(sold, "Thank you for your order");
    assertContains(sold, "€ 93.90");
    assertFalse(Shop.active(sold).contains("new_checkout"));
  }

  @Test
  void checkout_ofNothingInParticularSellsALamp() throws Exception {
    assertContains(shop.post("/checkout", ""), "Brass anchor lamp");
  }

  @Test
  void checkout_ofWhatIsNotThereIsRefused() throws Exception {
    HttpResponse<String> refused = shop.post("/checkout", "product=zeppelin");
    assertEquals(404, refused.statusCode());
    assertEquals(405, shop.get("/checkout").statusCode());
  }

  @Test
  void checkoutButton_isTheVariantOfTheBrowser() throws Exception {
    String cookie = header(shop.get("/"), "Set-Cookie");
    String visitor = cookie.substring(0, cookie.indexOf(';'));
    String variant = variant(shop.whoami("Cookie", visitor), "checkout_button");
    assertTrue(List.of("control", "green", "blue").contains(variant), variant);
    String button = "<button class=\"" + variant + "\" name=\"product\"";
    assertContains(shop.get("/", "Cookie", visitor), button);
    // Sticky over login.
    assertContains(shop.get("/", "Cookie", visitor + "; uid=user:1"), button);
  }

  @Test
  void recommendations_knowTheFlagsOnTheOtherThread() throws Exception {
    HttpResponse<String> page = shop.getAs("user:42", "/recommendations");
    assertEquals(200, page.statusCode());
    assertContains(page, "Picked for you");
    assertContains(page, "data-theme=\"dark\"");
    assertTrue(Shop.active(page).contains("ai_recommendations"));
  }

  @Test
  void boom_isAnErrorThatNamesItsFlags() throws Exception {
    HttpResponse<String> boom = shop.getAs("user:1", "/boom");
    assertEquals(500, boom.statusCode());
    assertTrue(Shop.active(boom).contains("new_checkout"));
    assertContains(boom, "Man overboard");
    assertContains(boom, "<code>new_dashboard");
    assertFalse(boom.body().contains("IllegalStateException"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere", "/error", "/search/deeper", "/static/nothing.css"})
  void unknownPage_isNotFoundAndNamesItsFlags(String path) throws Exception {
    HttpResponse<String> missing = shop.getAs("user:1", path);
    assertEquals(404, missing.statusCode());
    assertTrue(Shop.active(missing).contains("new_checkout"));
    assertContains(missing, "Not on this chart");
  }

  @Test
  void definitions_areNobodysBusiness() throws Exception {
    assertEquals(404, shop.get("/WEB-INF/flags.json").statusCode());
    assertEquals(403, shop.get("/static/").statusCode());
  }

  @Test
  void assets_areThere() throws Exception {
    assertEquals("text/css", type(shop.get("/static/shop.css")));
    assertEquals("image/svg+xml", type(shop.get("/static/goods.svg")));
    assertEquals("image/svg+xml", type(shop.get("/static/icon.svg")));
  }

  @Test
  void everyProduct_hasAPicture() throws Exception {
    String pictures = shop.get("/static/goods.svg").body();
    for (Product product : Catalogue.PRODUCTS) {
      assertTrue(pictures.contains("<symbol id=\"" + product.id() + "\""), product.id());
    }
  }

  @Test
  void whoami_isTheWholeTruth() throws Exception {
    HttpResponse<String> response = shop.getAs("user:1", "/whoami");
    assertEquals("application/json", type(response));
    JsonNode me = shop.whoami("X-User-Id", "user:1");
    assertEquals("user:1", me.path("user").asString());
    List<String> active = me.path("activeFlags").valueStream().map(JsonNode::asString).toList();
    assertEquals(Shop.active(response), active);
    assertDecision(me, "maintenance", false, "STATIC", "default");
    assertDecision(me, "dark_mode", true, "TARGETING_MATCH", "user");
    assertDecision(me, "new_checkout", true, "SPLIT", "percentage");
    assertDecision(me, "gift_wrapping", false, "SPLIT", "schedule");
    assertDecision(me, "member_prices", true, "TARGETING_MATCH", "rule 1");
    assertDecision(me, "product_reviews", false, "DISABLED", "kill");
    assertEquals("many", variant(me, "search_limit"));
    assertEquals(9, me.at("/flags/search_limit/value").asInt());
  }

  @Test
  void whoami_tellsWhyARequiredFlagTurnsAnotherOff() throws Exception {
    JsonNode me = shop.whoami("X-User-Id", "user:42");
    assertDecision(me, "express_delivery", false, "DISABLED", "requires");
  }

  @Test
  void rules_lookAtAttributesOfTheRequest() throws Exception {
    JsonNode home = shop.whoami("X-User-Id", "user:42", "CF-IPCountry", "DK");
    assertDecision(home, "free_shipping", true, "SPLIT", "rule 3");
    JsonNode old = shop.whoami("X-User-Id", "user:42", "X-App-Version", "2.3.1");
    assertDecision(old, "free_shipping", false, "TARGETING_MATCH", "rule 1");
    JsonNode staff = shop.whoami("X-User-Id", "staff:ann");
    assertDecision(staff, "free_shipping", true, "TARGETING_MATCH", "rule 2");
    assertDecision(staff, "member_prices", true, "TARGETING_MATCH", "rule 1");
  }

  @Test
  void announcement_isAValueForTheCountry() throws Exception {
    assertContains(shop.get("/", "CF-IPCountry", "GB"), "To Britain we ship");
    assertContains(shop.get("/"), "Autumn gales are coming");
  }

  @Test
  void userSwitch_isRemembered() throws Exception {
    HttpResponse<String> switched = shop.post("/demo/user", "uid=user%3A42");
    assertEquals(303, switched.statusCode());
    assertEquals("/#flags", header(switched, "Location"));
    String cookie = uid(switched);
    assertTrue(cookie.startsWith("uid=user:42;"), cookie);
    assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), cookie);
    assertEquals("user:42", shop.whoami("Cookie", "uid=user:42").path("user").asString());
  }

  @Test
  void userSwitch_toNobodyForgetsTheCookie() throws Exception {
    assertTrue(uid(shop.post("/demo/user", "uid=")).contains("Expires=Thu, 01 Jan 1970"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"uid=a%0d%0ab", "uid=a%3bb", "uid=%3Cb%3E", "uid=%C3%9C"})
  void userSwitch_toAnIdThatNoCookieCanCarryIsRefused(String form) throws Exception {
    HttpResponse<String> refused = shop.post("/demo/user", form);
    assertEquals(400, refused.statusCode());
    assertContains(refused, "Not like this");
  }

  @Test
  void userIdHeader_winsOverTheCookie() throws Exception {
    JsonNode me = shop.whoami("X-User-Id", "user:1", "Cookie", "uid=user:42");
    assertEquals("user:1", me.path("user").asString());
  }

  @Test
  void userIdHeader_fromElsewhereIsNotBelieved() throws Exception {
    Optional<InetAddress> outside = outsideAddress();
    assumeTrue(outside.isPresent(), "this machine has no other address than its loopback");
    URI uri = shop.uri("/whoami");
    String address = outside.get().getHostAddress();
    URI whoami = new URI("http", null, address, uri.getPort(), uri.getPath(), null, null);
    HttpResponse<String> response = shop.get(whoami, "X-User-Id", "user:1");
    assertEquals(200, response.statusCode());
    assertFalse(response.body().contains("user:1"), response.body());
    assertFalse(Shop.active(response).contains("dark_mode"));
  }

  private static Optional<InetAddress> outsideAddress() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .filter(address -> address.getAddress().length == 4)
        .findFirst();
  }

  private static void assertContains(HttpResponse<String> response, String expected) {
    assertTrue(response.body().contains(expected), response.body());
  }

  private static void assertDecision(
      JsonNode whoami, String flag, boolean on, String reason, String source) {
    JsonNode decision = whoami.path("flags").path(flag);
    assertEquals(on, decision.path("on").asBoolean(), flag);
    assertEquals(reason, decision.path("reason").asString(), flag);
    assertEquals(source, decision.path("source").asString(), flag);
  }

  private static String variant(JsonNode whoami, String flag) {
    return whoami.path("variants").path(flag).asString();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static String type(HttpResponse<?> response) {
    return header(response, "Content-Type").replaceFirst(";.*", "");
  }

  private static String uid(HttpResponse<?> response) {
    Stream<String> cookies = response.headers().allValues("Set-Cookie").stream();
    return cookies.filter(cookie -> cookie.startsWith("uid=")).findFirst().orElse("");
  }
}
