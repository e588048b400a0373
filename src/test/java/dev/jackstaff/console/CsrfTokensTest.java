package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CsrfTokensTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T09:30:00Z"));
  private final CsrfTokens csrf = new CsrfTokens(SecretRules.keys(ConsoleServer.SECRET), now::get);

  @Test
  void token_isGoodForADay_andNotForTwo() {
    String token = csrf.token("user ann");
    assertTrue(csrf.accepts(token, "user ann"));
    now.updateAndGet(instant -> instant.plus(Duration.ofHours(24)));
    assertTrue(csrf.accepts(token, "user ann"));
    now.updateAndGet(instant -> instant.plus(Duration.ofHours(1)));
    assertFalse(csrf.accepts(token, "user ann"));
  }

  @Test
  void token_ofANodeWhoseClockIsAhead_isTaken() {
    String token = csrf.token("user ann");
    now.updateAndGet(instant -> instant.minus(Duration.ofHours(1)));
    assertTrue(csrf.accepts(token, "user ann"));
    now.updateAndGet(instant -> instant.minus(Duration.ofHours(1)));
    assertFalse(csrf.accepts(token, "user ann"));
  }

  @Test
  void token_ofSomebodyElse_orAltered_isRefused() {
    String token = csrf.token("user ann");
    assertFalse(csrf.accepts(token, "user bob"));
    assertFalse(csrf.accepts(token, ""));
    assertFalse(csrf.accepts(token + "A", "user ann"));
    assertFalse(csrf.accepts("9" + token, "user ann"));
    assertFalse(csrf.accepts(null, "user ann"));
    assertFalse(csrf.accepts("", "user ann"));
    assertFalse(csrf.accepts("99999999999999999999." + token, "user ann"));
    assertFalse(csrf.accepts("-1.x", "user ann"));
  }
}
