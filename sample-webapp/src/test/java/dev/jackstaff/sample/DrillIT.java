package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A card reader that jams, and visitors who come in crowds. */
class DrillIT {
  private static final Duration A_WHILE = Duration.ofSeconds(30);
  private static final Pattern FARE =
      Pattern.compile("([\\d,]+)(?: of [\\d,]+| were in): ([\\d,]+) have bought, ([\\d,]+) could");

  @TempDir private Path directory;

  private Path flags;
  private Shop shop;

  /** On a copy, since a guard writes what it finds. */
  @BeforeEach
  void open() throws Exception {
    flags = Files.copy(Shop.OWN_FLAGS, directory.resolve("flags.json"));
    shop = Shop.open(flags);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private HttpResponse<String> press(String button) throws Exception {
    return press(button, "Origin", origin());
  }

  private HttpResponse<String> press(String button, String... headers) throws Exception {
    return shop.post("/demo/drill", "do=" + button, headers);
  }

  private String origin() {
    return "http://" + shop.uri("/").getAuthority();
  }

  private int buy(String user) throws Exception {
    return shop.post("/checkout", "product=lamp", "X-User-Id", user).statusCode();
  }

  private String frame() {
    try {
      return shop.get("/demo/drill").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The visitors who have come, who have bought something and who could not. */
  private int[] fare() {
    Matcher matcher = FARE.matcher(frame());
    return matcher.find()
        ? new int[] {count(matcher, 1), count(matcher, 2), count(matcher, 3)}
        : new int[3];
  }

  private static int count(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group).replace(",", ""));
  }

  @Test
  void jammedReader_failsTheNewCheckoutAndNoOther() throws Exception {
    assertEquals(200, buy("user:1"));
    assertEquals(303, press("jam").statusCode());
    assertTrue(shop.get("/").body().contains("aria-checked=\"true\""));
    assertEquals(500, buy("user:1"));
    assertEquals(200, buy("user:42"));
    assertEquals(303, press("mend").statusCode());
    assertTrue(shop.get("/").body().contains("aria-checked=\"false\""));
    assertEquals(200, buy("user:1"));
  }

  @Test
  void visitors_buyLikeAnybodyElse_untilTheyAreSentHome() throws Exception {
    assertTrue(frame().contains("Nobody is in."));
    HttpResponse<String> sent = press("send");
    assertEquals("/#drill", sent.headers().firstValue("Location").orElse(""));
    assertTrue(Shop.soon(A_WHILE, () -> fare()[1] >= 20), this::frame);
    assertEquals("1", shop.get("/demo/drill").headers().firstValue("Refresh").orElse(""));
    press("stop");
    assertTrue(Shop.soon(A_WHILE, () -> frame().contains("were in")), this::frame);
    assertTrue(shop.get("/demo/drill").headers().firstValue("Refresh").isEmpty());
    assertEquals(0, fare()[2], frame());
    assertEquals(fare()[0], fare()[1]);
  }

  @Test
  void visitors_areAsManyUsers_someWithTheNewCheckout() throws Exception {
    press("jam");
    press("send");
    assertTrue(Shop.soon(A_WHILE, () -> fare()[2] >= 3 && fare()[1] >= 3), this::frame);
    Pattern seen = Pattern.compile("seen (\\d+) of \\d+ fail with new_checkout, 0 of (\\d+)");
    assertTrue(
        Shop.soon(
            A_WHILE,
            () -> {
              Matcher matcher = seen.matcher(frame());
              boolean killed = frame().contains("is killed by guard");
              return killed || (matcher.find() && count(matcher, 1) >= 3 && count(matcher, 2) >= 3);
            }),
        this::frame);
  }

  @Test
  void secondCrowd_isNotLetInWhileOneIsThere() throws Exception {
    press("send");
    assertTrue(Shop.soon(A_WHILE, () -> fare()[0] >= 5), this::frame);
    press("send");
    assertEquals(1, crowds());
    assertTrue(fare()[0] >= 5, frame());
    press("stop");
    assertTrue(Shop.soon(A_WHILE, () -> crowds() == 0));
    press("send");
    assertEquals(1, crowds());
  }

  @Test
  void crowd_goesHomeWhenTheShopCloses() throws Exception {
    press("send");
    assertTrue(Shop.soon(A_WHILE, () -> fare()[0] >= 1), this::frame);
    shop.close();
    assertTrue(Shop.soon(A_WHILE, () -> crowds() == 0));
  }

  private static long crowds() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("crowd"))
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "http://localhost", "https://localhost", "null"})
  void otherPages_mayPressNothing(String origin) throws Exception {
    for (String button : new String[] {"jam", "mend", "send", "stop"}) {
      assertEquals(403, press(button, "Origin", origin).statusCode());
    }
    assertEquals(403, press("send", "Accept", "text/html").statusCode());
    assertEquals(200, buy("user:1"));
    assertTrue(frame().contains("Nobody is in."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For"})
  void otherMachines_mayPressNothing(String header) throws Exception {
    HttpResponse<String> refused = press("send", "Origin", origin(), header, "192.0.2.1");
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("Only somebody at this machine"), refused.body());
    assertTrue(frame().contains("Nobody is in."));
  }

  @Test
  void buttonThatIsNotThere_isRefused() throws Exception {
    assertEquals(400, press("explode").statusCode());
    assertEquals(400, press("").statusCode());
  }

  @Test
  void frame_isOfThisShopOnly() throws Exception {
    HttpResponse<String> frame = shop.get("/demo/drill");
    String policy = frame.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(
        policy.contains("frame-ancestors 'self'") && policy.startsWith("default-src 'none'"));
    assertFalse(frame.body().contains("<script"));
  }

  @Test
  void frame_saysWhatTheGuardDoes() throws Exception {
    assertTrue(
        Shop.soon(A_WHILE, () -> frame().contains("The guard has seen 0 of 0 fail")), this::frame);
    Files.writeString(flags, "{\"new_checkout\": {\"percentage\": 25}}");
    assertTrue(Shop.soon(A_WHILE, () -> frame().contains("Nothing guards")), this::frame);
    Files.writeString(flags, "{\"new_checkout\": {\"killed\": {\"by\": \"ann\"}}}");
    assertTrue(Shop.soon(A_WHILE, () -> frame().contains("killed by ann: no")), this::frame);
  }

  /** The percentage that counts is that of the schedule, if there is one. */
  @ParameterizedTest
  @CsvSource({"2020-01-01, user:42, of 3: ", "2999-01-01, user:1, has it at 0 % now"})
  void drill_withASchedule_startsIfSomeUsersHaveTheFlag(String start, String user, String text)
      throws Exception {
    boolean begun = user.equals("user:42");
    String schedule = "{\"start\": \"" + start + "\", \"steps\": [[0, 99]]}";
    Files.writeString(flags, "{\"new_checkout\": {\"guard\": {}, \"schedule\": " + schedule + "}}");
    assertTrue(Shop.soon(A_WHILE, () -> active(user).contains("new_checkout") == begun), user);
    press("latency");
    assertTrue(Shop.soon(A_WHILE, () -> frame().contains(text)), this::frame);
    assertEquals(begun ? 1 : 0, crowds());
  }

  private String active(String user) {
    try {
      return shop.get("/", "X-User-Id", user).headers().firstValue("X-Active-Flags").orElse("");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
