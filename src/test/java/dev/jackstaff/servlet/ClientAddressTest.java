package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import jakarta.servlet.ServletException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;

final class ClientAddressTest {
  private static final FlagSet LIMITED =
      FlagSet.of(
          Flag.on("other"),
          Flag.builder("checkout")
              .percentage(10)
              .guard(Guard.builder().perAddress(10).build())
              .build());

  private static MockHttpServletRequest request(String address) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
    request.setRemoteAddr(address);
    return request;
  }

  private static String refusal(String... params) {
    MockServletContext context = new MockServletContext();
    context.setAttribute("set", LIMITED);
    MockFilterConfig config = new MockFilterConfig(context, "flags");
    config.addInitParameter("flags", "attribute:set");
    for (int i = 0; i < params.length; i += 2) {
      config.addInitParameter(params[i], params[i + 1]);
    }
    return String.valueOf(
        assertThrows(ServletException.class, () -> new FlagFilter().init(config)).getMessage());
  }

  @Test
  void hash_isNotZero_andDiffersForEachAddress() {
    ClientAddress rule = ClientAddress.remote();
    long one = rule.hash(request("192.0.2.1"));
    assertTrue(one > 0);
    assertEquals(one, rule.hash(request("192.0.2.1")));
    assertNotEquals(one, rule.hash(request("192.0.2.2")));
    assertTrue(rule.hash(new MockHttpServletRequest()) > 0);
  }

  @Test
  void addressThatIsMissing_isOneThatCannotBeRead() {
    ClientAddress rule = ClientAddress.remote();
    assertEquals(rule.hash(request("x")), rule.hash(request(null)));
  }

  @Test
  void remoteAddress_ofIpv4_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ClientAddress rule = ClientAddress.remote();
    MockHttpServletRequest request = request("192.0.2.1");
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        rule.hash(request);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 1_000, "allocated by 1,000 requests: " + least);
  }

  @Test
  void perAddress_withoutClientAddress_isRefusedAtStart_withAllOtherProblems() {
    String message = refusal("header", "a b");
    assertTrue(message.contains("init-param header: "), message);
    assertTrue(
        message.contains(
            "init-param clientAddress is missing; perAddress in the guard of checkout needs"
                + " remote, or forwarded behind a proxy"),
        message);
  }

  @Test
  void perAddress_withoutClientAddress_isRefused_inCode() {
    try (FeatureFlags features = FeatureFlags.of(LIMITED)) {
      FlagFilter.Builder filter = FlagFilter.builder(features);
      String message = assertThrows(IllegalArgumentException.class, filter::build).getMessage();
      assertTrue(message.startsWith("clientAddress is missing; "), message);
      filter.clientAddress(ClientAddress.remote()).build();
    }
  }

  @Test
  void forwarded_withoutNamedProxies_isRefused() {
    assertTrue(
        refusal("clientAddress", "forwarded")
            .contains("init-param clientAddress: forwarded needs trustedProxies"));
  }

  @Test
  void unknownRule_isRefused_withASuggestion() {
    String message = refusal("clientAddress", "forwared");
    assertTrue(
        message.contains("'forwared' should be remote or forwarded; did you mean 'forwarded'?"),
        message);
  }
}
