package dev.jackstaff.guard;

import static dev.jackstaff.guard.ClientRequests.SIGNED;
import static dev.jackstaff.guard.ClientRequests.UNSIGNED;
import static dev.jackstaff.guard.ClientRequests.failing;
import static dev.jackstaff.guard.ClientRequests.users;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Logged;
import dev.jackstaff.guard.ClientRequests.Call;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.servlet.ClientAddress;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.TrustedProxies;
import dev.jackstaff.store.Change;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that choose ids, throw cookies away, share them, or hide their addresses. */
final class HostileClientsTest {
  private static ClientRequests site(Guard guard, UnaryOperator<FlagFilter.Builder> settings) {
    Flag flag = Flag.builder("checkout").percentage(50).guard(guard).build();
    return new ClientRequests(FlagSet.of(flag), "checkout", settings);
  }

  private static String inventedId(int number) {
    return "anon-%032x".formatted(number);
  }

  @Test
  void visitor_countsOnceItsCookieHasComeBack() {
    try (ClientRequests site = site(Guard.DEFAULT, SIGNED)) {
      String cookie = site.send(Call.of(null), HostileClient::never);
      assertEquals(0, users(site.look()));
      site.send(Call.of(cookie), HostileClient::never);
      assertEquals(1, users(site.look()));
    }
  }

  @Test
  void visitor_exposedByTheFirstRequest_countsWithTheNextOne_thoughThatDoesNotCheckTheFlag() {
    try (ClientRequests site = site(Guard.DEFAULT, SIGNED)) {
      String cookie = site.send(Call.of(null), HostileClient::never);
      String other = site.send(Call.of(null).unchecked(), HostileClient::never);
      site.send(Call.of(cookie).unchecked(), HostileClient::always);
      site.send(Call.of(other).unchecked(), HostileClient::always);
      GuardState state = site.look();
      assertEquals(1, users(state));
      assertEquals(1, failing(state));
    }
  }

  @Test
  void clientWithoutCookies_isNoUser_howeverOftenItFails() {
    try (ClientRequests site = site(Guard.DEFAULT, SIGNED)) {
      for (int i = 0; i < 2_000; i++) {
        site.send(Call.of(null), on -> on);
      }
      GuardState state = site.look();
      assertEquals(0, users(state));
      assertEquals(Phase.LIMITED, state.phase());
      assertTrue(state.note().contains("since their cookie has not come back"), state.note());
      assertFalse(site.isKilled());
    }
  }

  @Test
  void inventedIds_areReplaced_whereIdsAreSigned() {
    try (ClientRequests site = site(Guard.DEFAULT, SIGNED)) {
      for (int i = 0; i < 300; i++) {
        assertNotEquals(inventedId(i), site.send(Call.of(inventedId(i)), on -> on));
      }
      assertEquals(0, users(site.look()));
      assertFalse(site.isKilled());
    }
  }

  @Test
  void unsignedVisitors_doNotCount_andThatIsReported() {
    try (Logged log = Logged.library();
        ClientRequests site = site(Guard.DEFAULT, UNSIGNED)) {
      assertTrue(
          log.lines("").stream().anyMatch(it -> it.contains("set visitorSecret")),
          () -> log.lines("").toString());
      for (int i = 0; i < 300; i++) {
        site.send(Call.of(inventedId(i)), on -> on);
      }
      GuardState state = site.look();
      assertEquals(0, users(state));
      assertEquals(Phase.LIMITED, state.phase());
      assertTrue(state.note().startsWith("300 visitors do not count"), state.note());
      assertTrue(site.features.status().toString().contains("set visitorSecret"));
      assertEquals(Phase.LIMITED, site.changes.get(0).phase());
      assertFalse(site.isKilled());
    }
  }

  @Test
  void usersWhoAreKnown_count_besideUnsignedVisitors() {
    try (ClientRequests site = site(Guard.DEFAULT, UNSIGNED)) {
      for (int i = 0; i < 300; i++) {
        site.send(Call.ofUser("user-" + i), on -> on);
        site.send(Call.of(inventedId(i % 100)), on -> on);
      }
      site.look();
      assertTrue(site.isKilled());
    }
  }

  @Test
  void cookieThatManyClientsShare_isOneUser() {
    try (ClientRequests site = site(Guard.DEFAULT, SIGNED)) {
      String cookie = site.send(Call.of(null), HostileClient::never);
      for (int i = 0; i < 300; i++) {
        site.send(Call.of(cookie).from("198.51.100." + i % 250), HostileClient::always);
      }
      GuardState state = site.look();
      assertEquals(1, users(state));
      assertEquals(1, failing(state));
    }
  }

  private static UnaryOperator<FlagFilter.Builder> at(ClientAddress rule) {
    return filter -> SIGNED.apply(filter).clientAddress(rule);
  }

  /** New visitors of which each comes back once and fails; with all arms alike. */
  private static void failingVisitors(ClientRequests site, int count, UnaryOperator<Call> way) {
    for (int i = 0; i < count; i++) {
      String cookie = site.send(way.apply(Call.of(null)), HostileClient::never);
      site.send(way.apply(Call.of(cookie)), HostileClient::always);
    }
  }

  private static ClientRequests limited(ClientAddress rule) {
    return site(Guard.builder().perAddress(10).build(), at(rule));
  }

  @Test
  void failingUsersOfOneAddress_countUpToTheLimit_andTheGuardReportsThatItIsReached() {
    try (ClientRequests site = limited(ClientAddress.remote())) {
      failingVisitors(site, 10, it -> it);
      assertEquals(Phase.WATCHING, site.look().phase());
      failingVisitors(site, 100, it -> it);
      GuardState state = site.look();
      assertEquals(10, failing(state));
      assertEquals(110, users(state));
      assertEquals(Phase.LIMITED, state.phase());
      assertTrue(
          state.note().startsWith("perAddress leaves most affected users out (100 of 110)"),
          state.note());
    }
  }

  @Test
  void userBeyondTheLimit_doesNotCount_withFurtherFailuresEither() {
    try (ClientRequests site = limited(ClientAddress.remote())) {
      failingVisitors(site, 10, it -> it);
      String cookie = site.send(Call.of(null), HostileClient::never);
      for (int i = 0; i < 5; i++) {
        site.send(Call.of(cookie), HostileClient::always);
        site.look();
      }
      assertEquals(10, failing(site.look()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.7",
        "::ffff:198.51.100.7",
        "[::ffff:c633:6407]",
        "0:0:0:0:0:ffff:198.51.100.7"
      })
  void mappedAddress_isTheAddressItself(String spelling) {
    try (ClientRequests site = limited(ClientAddress.remote())) {
      failingVisitors(site, 10, it -> it.from("198.51.100.7"));
      failingVisitors(site, 5, it -> it.from(spelling));
      assertEquals(10, failing(site.look()));
    }
  }

  @Test
  void addressesOfOneNetwork_areOneClient_withIpv6() {
    try (ClientRequests site = limited(ClientAddress.remote())) {
      int[] host = new int[1];
      failingVisitors(site, 20, it -> it.from("2001:db8:1:2::" + Integer.toHexString(++host[0])));
      assertEquals(10, failing(site.look()));
      failingVisitors(site, 3, it -> it.from("2001:db8:1:3::1%eth0"));
      assertEquals(13, failing(site.look()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown", "127.1", "10.0.0.5, 203.0.113.9", "a-text-of-the-client"})
  void addressesThatCannotBeRead_areOneAddress(String text) {
    try (ClientRequests site = limited(ClientAddress.remote())) {
      failingVisitors(site, 6, it -> it.from("garbage"));
      failingVisitors(site, 6, it -> it.from(text + "x".repeat(text.length() * 20)));
      assertEquals(10, failing(site.look()));
    }
  }

  @Test
  void forwardedAddress_isTheOneThatTheProxyAppended() {
    TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8");
    try (ClientRequests site = limited(ClientAddress.forwarded(proxies))) {
      int[] lie = new int[1];
      failingVisitors(
          site, 20, it -> it.from("10.0.0.5").through("192.0.2." + ++lie[0] + ", 203.0.113.9"));
      assertEquals(10, failing(site.look()));
      failingVisitors(site, 3, it -> it.from("10.0.0.5").through("203.0.113.10, 10.0.0.6"));
      assertEquals(13, failing(site.look()));
    }
  }

  @Test
  void forwardedAddress_isIgnored_fromAPeerThatIsNoProxy() {
    TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8");
    try (ClientRequests site = limited(ClientAddress.forwarded(proxies))) {
      int[] lie = new int[1];
      failingVisitors(site, 20, it -> it.from("203.0.113.9").through("192.0.2." + ++lie[0]));
      assertEquals(10, failing(site.look()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage-%d",
        "10.0.0.5, 192.0.2.%d, 10.0.0.5",
        "192.0.2.%d, unknown-host",
        ", %d,"
      })
  void forgedHeader_givesTheClientOneMoreAddress_theProxys(String header) {
    TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8");
    try (ClientRequests site = limited(ClientAddress.forwarded(proxies))) {
      int[] lie = new int[1];
      failingVisitors(
          site,
          30,
          it -> it.from("10.0.0.5").through(header.formatted(++lie[0]) + ", 203.0.113.9"));
      assertTrue(failing(site.look()) <= 10);
    }
  }

  @Test
  void oversizedHeader_isReadFromItsEnd() {
    TrustedProxies proxies = TrustedProxies.of("10.0.0.0/8");
    try (ClientRequests site = limited(ClientAddress.forwarded(proxies))) {
      String chain = "203.0.113.9, " + "10.0.0.7, ".repeat(10_000) + "203.0.113.9";
      failingVisitors(site, 20, it -> it.from("10.0.0.5").through(chain));
      assertEquals(10, failing(site.look()));
    }
  }

  @Test
  void guardWithPerAddress_addedLater_reportsThatAddressesAreNotKnown() {
    try (ClientRequests site = site(Guard.DEFAULT, SIGNED)) {
      Guard guard = Guard.builder().perAddress(10).build();
      Flag flag = Flag.builder("checkout").percentage(50).guard(guard).build();
      String revision = site.store.find("checkout").orElseThrow().revision();
      site.store.put(flag, revision, Change.by("ann", "limited"));
      site.look();
      failingVisitors(site, 3, it -> it);
      GuardState state = site.look();
      assertEquals(Phase.LIMITED, state.phase());
      assertTrue(state.note().contains("set clientAddress"), state.note());
    }
  }

  @Test
  void harm_isFound_atManyAddresses() {
    try (ClientRequests site = limited(ClientAddress.remote())) {
      for (int i = 0; i < 100; i++) {
        String address = "198.51." + i + ".1";
        String cookie = site.send(Call.of(null).from(address), HostileClient::never);
        site.send(Call.of(cookie).from(address), on -> on);
      }
      site.look();
      assertTrue(site.isKilled());
    }
  }
}
