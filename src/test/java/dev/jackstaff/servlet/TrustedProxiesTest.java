package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrustedProxiesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1"
      })
  void loopback_isTrusted_unlessOnlyOthersAreNamed(String address) {
    assertTrue(TrustedProxies.loopback().trusts(address));
    assertTrue(TrustedProxies.of("loopback").trusts(address));
    assertTrue(TrustedProxies.of("10.0.0.0/8", "loopback").trusts(address));
    assertFalse(TrustedProxies.of("10.0.0.0/8").trusts(address));
    assertFalse(TrustedProxies.of("none").trusts(address));
    assertFalse(TrustedProxies.none().trusts(address));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "10.0.0.1",
        "128.0.0.1",
        "0.0.0.0",
        "::",
        "::2",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "localhost",
        "127.0.0.1.example.org",
        "127.0.0.1:80",
        "127.1",
        "2130706433",
        "127.0.0.256",
        "0127.0.0.1",
        " 127.0.0.1",
        "unknown",
        "/var/run/socket"
      })
  void anybodyElse_isNotTrusted_unlessNamed(String address) {
    assertFalse(TrustedProxies.loopback().trusts(address));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3,          10.1.2.3,             true",
    "10.1.2.3,          10.1.2.4,             false",
    "10.0.0.0/8,        10.0.0.0,             true",
    "10.0.0.0/8,        10.255.255.255,       true",
    "10.0.0.0/8,        9.255.255.255,        false",
    "10.0.0.0/8,        11.0.0.0,             false",
    "10.9.9.9/8,        10.0.0.1,             true",
    "192.168.16.0/20,   192.168.31.255,       true",
    "192.168.16.0/20,   192.168.32.0,         false",
    "192.168.16.0/20,   192.168.15.255,       false",
    "192.0.2.6/31,      192.0.2.7,            true",
    "192.0.2.6/31,      192.0.2.8,            false",
    "192.0.2.1/32,      192.0.2.1,            true",
    "192.0.2.1/32,      192.0.2.0,            false",
    "0.0.0.0/0,         203.0.113.9,          true",
    "0.0.0.0/0,         2001:db8::1,          false",
    "0.0.0.0/0,         not an address,       false",
    "::/0,              2001:db8::1,          true",
    "::/0,              203.0.113.9,          false",
    "2001:db8::/32,     2001:db8:ffff::1,     true",
    "2001:db8::/32,     2001:db9::,           false",
    "2001:db8::/33,     2001:db8:7fff::,      true",
    "2001:db8::/33,     2001:db8:8000::,      false",
    "2001:db8::5,       2001:DB8:0:0:0:0:0:5, true",
    "2001:db8::5,       [2001:db8::5],        true",
    "[2001:db8::]/32,   2001:db8::5,          true",
    "fe80::/10,         fe80::1,              true",
    "10.0.0.0/8,        ::ffff:10.0.0.1,      true",
    "::ffff:10.0.0.1,   10.0.0.1,             true"
  })
  void network_hasTheAddressesWithItsPrefix(String network, String address, boolean trusted) {
    assertEquals(trusted, TrustedProxies.of(network).trusts(address));
  }

  @ParameterizedTest
  @CsvSource({
    "proxy.example.org, 'is not an address, a network such as 10.0.0.0/8'",
    "'',                'is not an address, a network such as 10.0.0.0/8'",
    "10.0.0,            'is not an address, a network such as 10.0.0.0/8'",
    "10.0.0.256/8,      'is not an address, a network such as 10.0.0.0/8'",
    "2001:db8::g,       'is not an address, a network such as 10.0.0.0/8'",
    "10.0.0.0/33,       'must be between 0 and 32'",
    "10.0.0.0/,         'must be between 0 and 32'",
    "10.0.0.0/-1,       'must be between 0 and 32'",
    "10.0.0.0/8/8,      'must be between 0 and 32'",
    "10.0.0.0/a,        'must be between 0 and 32'",
    "2001:db8::/129,    'must be between 0 and 128'"
  })
  void whatIsNoNetwork_isRefused(String text, String message) {
    Throwable refused =
        assertThrows(IllegalArgumentException.class, () -> TrustedProxies.of("10.0.0.1", text));
    assertTrue(refused.getMessage().contains("'" + text + "'"), refused.getMessage());
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }

  @Test
  void peer_isNeverLookedUpByName() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(1),
        () -> {
          for (int i = 256; i < 456; i++) {
            assertFalse(TrustedProxies.loopback().trusts("10.0.0." + i));
          }
        });
  }
}
