package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The differences while {@code new_search} is rolled out; all of it goes when the flag goes. */
class NewSearchIT {
  private static final String QUERY = "/search?q=Lamp+brass";

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
  void newSearch_ofAFifthOfTheUsersFindsWordsInAnyOrder() throws Exception {
    HttpResponse<String> found = shop.getAs("user:123", QUERY);
    assertTrue(Shop.active(found).contains("new_search"));
    assertTrue(found.body().contains("Brass anchor lamp"), found.body());
    assertTrue(found.body().contains("3 of 4 found"), found.body());
  }

  @Test
  void newSearch_showsTheBestFirst() throws Exception {
    String body = shop.getAs("user:123", QUERY).body();
    assertTrue(body.indexOf("Brass anchor lamp") < body.indexOf("Brass barometer"), body);
  }

  @Test
  void oldSearch_ofTheOthersFindsTheVeryText() throws Exception {
    HttpResponse<String> found = shop.getAs("user:1", QUERY);
    assertEquals(200, found.statusCode());
    assertFalse(Shop.active(found).contains("new_search"));
    assertTrue(found.body().contains("Nothing of that kind"), found.body());
  }
}
