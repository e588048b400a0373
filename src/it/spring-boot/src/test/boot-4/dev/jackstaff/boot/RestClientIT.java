package dev.jackstaff.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.testing.WithFlags;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.TestRestTemplate;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A test of a running server, by the clients that Spring Boot brings for that. */
@ServedShop
@TestPropertySource(properties = "jackstaff.flags=classpath:shop-flags.json")
class RestClientIT {
  @Autowired private TestRestTemplate template;
  @Autowired private RestTestClient client;

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

  @Test
  @WithFlags(on = "new_checkout")
  void client_withFlags_getsThem() {
    client.get().uri("/checkout").exchange().expectBody(String.class).isEqualTo("new");
    client.get().uri("/checkout/future").exchange().expectBody(String.class).isEqualTo("new");
  }

  @Test
  void client_withoutFlags_getsTheApplicationsOwn() {
    client.get().uri("/checkout").exchange().expectBody(String.class).isEqualTo("old");
  }
}
