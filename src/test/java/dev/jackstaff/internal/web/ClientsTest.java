package dev.jackstaff.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientsTest {
  private static String client(String address) {
    HttpServletRequest request = mock();
    when(request.getRemoteAddr()).thenReturn(address);
    return Clients.address(request);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::1,      2001:db8::ffff",
    "2001:db8:0:0::1,  2001:db8::2",
    "203.0.113.9,      ::ffff:203.0.113.9",
    "fe80::1%eth0,     fe80::2%eth1",
    "::1,              [0:0:0:0:0:0:0:1]"
  })
  void addressesThatOneClientHas_areOneClient(String one, String other) {
    assertEquals(client(one), client(other));
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9,   203.0.113.10",
    "2001:db8::1,   2001:db8:0:1::1",
    "::1,           ::2",
    "127.0.0.1,     203.0.113.9",
    "/run/a.socket, /run/b.socket"
  })
  void addressesOfOthers_areOtherClients(String one, String other) {
    assertNotEquals(client(one), client(other));
  }

  /** A valve that believes a client may show any text as its address. */
  @Test
  void textOfAnyLength_isAShortName() {
    assertTrue(client("x::".repeat(5_000)).length() <= 100);
    assertEquals(client(null), client("y".repeat(8_000)));
  }
}
