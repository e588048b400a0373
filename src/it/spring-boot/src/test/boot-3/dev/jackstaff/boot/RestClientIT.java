package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.testing.WithFlags;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.test.context.TestPropertySource;

/** A test of a running server, by the clients that Spring Boot brings for that. */
@ServedShop
@TestPropertySource(properties = "jackstaff.flags=classpath:shop-flags.json")
class RestClientIT {
  @Autowired private TestRestTemplate template;

  @Test
  @WithFlags(on = "new_checkout")
  void template_withFlags_getsThem() {
    assertEquals("new", template.getForObject("/checkout", String.class));
    assertEquals("new", template.getForObject("/checkout/callable", String.class));
  }

  @Test
  void template_withoutFlags_getsTheApplicationsOwn() {
    assertEquals("old", template.getForObject("/checkout", String.class));
  }
}
