package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.FlagOverride;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OverrideTokensTest {
  private static final byte[] SECRET = bytes("0123456789abcdef0123456789abcdef");
  private static final Map<String, FlagOverride> SEARCH = Map.of("new_search", FlagOverride.ON);

  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final OverrideTokens tokens = OverrideTokens.of(SECRET, "shop", () -> now);

  private Instant in(Duration time) {
    return now.plus(time);
  }

  @Test
  void issuedToken_saysWhatWasAskedFor() {
    Map<String, FlagOverride> flags = new LinkedHashMap<>();
    flags.put("new_search", FlagOverride.ON);
    flags.put("team:dark.mode-2", FlagOverride.OFF);
    flags.put("button", FlagOverride.variant("très, =vert=\n!"));
    String token = tokens.issue(flags, "user:1 =*,", in(Duration.ofHours(1)));
    assertEquals(
        Optional.of(
            new OverrideToken(
                flags,
                "user:1 =*,",
                "shop",
                Instant.parse("2026-11-20T13:00:00Z"),
                OverrideTokens.idOf(token))),
        tokens.verify(token));
    assertTrue(token.matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}"), token);
  }

  @Test
  void revokedToken_countsNoMore_andOthersDo() {
    String token = tokens.issue(SEARCH, null, in(Duration.ofHours(1)));
    String other = tokens.issue(SEARCH, null, in(Duration.ofHours(2)));
    String id = tokens.verify(token).orElseThrow().id();
    OverrideTokens revoking = tokens.revoking(Set.of(id)::contains).revoking("x"::equals);
    assertEquals("revoked", revoking.judge(token).fault());
    assertTrue(revoking.verify(other).isPresent());
    assertEquals(id, OverrideTokens.idOf(token));
    for (String text : new String[] {"", "a", ".", "a.b"}) {
      assertThrows(IllegalArgumentException.class, () -> OverrideTokens.idOf(text));
    }
  }

  @Test
  void tokenOfTheFormerSecret_counts_whileBothAreKnown() {
    OverrideTokens next =
        OverrideTokens.of(bytes("another secret, as long as it must"), "shop", () -> now);
    String former = tokens.issue(SEARCH, null, in(Duration.ofHours(1)));
    String fresh = next.alsoVerifying(SECRET).issue(SEARCH, null, in(Duration.ofHours(1)));
    assertTrue(next.alsoVerifying(SECRET).verify(former).isPresent());
    assertTrue(next.verify(fresh).isPresent());
    assertEquals("forged", next.judge(former).fault());
    assertEquals("forged", tokens.judge(fresh).fault());
  }

  @Test
  void tokenForAnyone_hasNoSubject() {
    String token = tokens.issue(SEARCH, null, in(Duration.ofDays(7)));
    assertEquals(null, tokens.verify(token).orElseThrow().subject());
  }

  @Test
  void everyChangedCharacter_makesAForgery() {
    String token = tokens.issue(SEARCH, "user:1", in(Duration.ofHours(1)));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertEquals("forged", tokens.judge(changed).fault(), changed);
    }
  }

  @Test
  void anythingElse_isAForgery() {
    String token = tokens.issue(SEARCH, null, in(Duration.ofHours(1)));
    for (String text : new String[] {"", ".", "a", "a.b", token + "=", " " + token, token + "."}) {
      assertEquals("forged", tokens.judge(text).fault(), text);
    }
    assertEquals("forged", tokens.judge(token + "x".repeat(2000)).fault());
  }

  @Test
  void tokenOfAnotherSecret_isAForgery() {
    byte[] other = bytes("0123456789abcdef0123456789abcdeF");
    String token =
        OverrideTokens.of(other, "shop", () -> now).issue(SEARCH, null, in(Duration.ofHours(1)));
    assertEquals("forged", tokens.judge(token).fault());
  }

  @Test
  void tokenOfAnotherApplication_isForeign() {
    String token =
        OverrideTokens.of(SECRET, "bank", () -> now).issue(SEARCH, null, in(Duration.ofHours(1)));
    assertEquals("foreign", tokens.judge(token).fault());
  }

  @Test
  void token_holdsUntilItExpires() {
    String token = tokens.issue(SEARCH, null, in(Duration.ofHours(1)));
    now = in(Duration.ofHours(1).minusSeconds(1));
    assertTrue(tokens.verify(token).isPresent());
    now = in(Duration.ofSeconds(1));
    assertEquals("expired", tokens.judge(token).fault());
  }

  @Test
  void tokenThatWouldHoldLonger_isRefused_alsoWhenSigned() {
    Instant late = in(Duration.ofDays(7).plusSeconds(1));
    assertThrows(IllegalArgumentException.class, () -> tokens.issue(SEARCH, null, late));
    Instant ahead = in(Duration.ofSeconds(30));
    String token =
        OverrideTokens.of(SECRET, "shop", () -> ahead)
            .issue(SEARCH, null, ahead.plus(Duration.ofDays(7)));
    assertTrue(tokens.verify(token).isPresent(), "clocks may differ a little");
    now = now.minus(Duration.ofDays(1));
    assertEquals("expired", tokens.judge(token).fault());
  }

  @Test
  void issue_refusesWhatCannotBeAToken() {
    Instant soon = in(Duration.ofHours(1));
    assertThrows(IllegalArgumentException.class, () -> tokens.issue(Map.of(), null, soon));
    assertThrows(IllegalArgumentException.class, () -> tokens.issue(SEARCH, null, now));
    String id = "u".repeat(1000);
    assertThrows(IllegalArgumentException.class, () -> tokens.issue(SEARCH, id, soon));
  }

  @Test
  void shortSecret_isRefused() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> OverrideTokens.of(bytes("short"), "shop"));
    assertEquals("the override secret must have at least 32 bytes, has 5", refused.getMessage());
    assertThrows(IllegalArgumentException.class, () -> OverrideTokens.of(SECRET, " "));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
