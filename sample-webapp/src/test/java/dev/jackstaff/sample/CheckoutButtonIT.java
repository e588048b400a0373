package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The experiment with the button that buys. */
class CheckoutButtonIT {
  private static final String RESULTS = "/flags/api/flags/checkout_button/results";

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    System.setProperty("sample.console", "open");
    System.setProperty("sample.token", TOKEN);
    try {
      shop = Shop.open(Shop.OWN_FLAGS);
    } finally {
      System.clearProperty("sample.console");
      System.clearProperty("sample.token");
    }
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void visitorWhoSeesAButtonAndBuys_isInTheResults() throws Exception {
    HttpResponse<String> seen = shop.get("/");
    String cookie = seen.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
    assertEquals(200, shop.post("/checkout", "product=lamp", "Cookie", cookie).statusCode());
    assertTrue(Shop.soon(Duration.ofSeconds(20), () -> bought() >= 1), () -> "bought: " + bought());
  }

  private static int bought() {
    try {
      HttpResponse<String> answer = shop.get(RESULTS, "Authorization", "Bearer " + TOKEN);
      assertEquals(200, answer.statusCode(), answer::body);
      int sum = 0;
      for (JsonNode metric : JsonMapper.shared().readTree(answer.body()).get("metrics")) {
        for (JsonNode variant : metric.get("variants")) {
          sum += variant.get("conversions").asInt();
        }
      }
      return sum;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
