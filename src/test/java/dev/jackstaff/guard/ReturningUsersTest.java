package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.Simulation.Reply;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who come back within an outage and after it, through the public API. */
final class ReturningUsersTest {
  private static final String FLAG = "checkout";
  private static final int USERS = 300;
  private static final double OUTAGE_SECONDS = 150;
  private static final double END_SECONDS = 300;

  private static Simulation simulation(double percentage, double alpha, long seed) {
    Guard guard = Guard.builder().alpha(alpha).build();
    Flag flag = Flag.builder(FLAG).percentage(percentage).guard(guard).build();
    return new Simulation(FlagSet.of(flag), seed);
  }

  /** The behaviour of the pages. */
  private interface Pages {
    Reply reply(boolean on, double at);
  }

  /** Schedules a visit of each user, and the next one half a minute after each answer. */
  private static void visits(Simulation it, Pages pages) {
    for (int user = 0; user < USERS; user++) {
      visit(it, pages, "user:" + user, 60 * it.random.nextDouble());
    }
  }

  private static void visit(Simulation it, Pages pages, String user, double at) {
    it.request(
        at,
        user,
        request -> {
          Reply reply = pages.reply(request.isOn(FLAG), at);
          double next = at + reply.after().toNanos() / 1e9 + 30 * it.random.nextExponential();
          if (next < END_SECONDS) {
            visit(it, pages, user, next);
          }
          return reply;
        });
  }

  /** In the outage all fail, the ones at once and the others after they have waited. */
  @ParameterizedTest
  @CsvSource({"10, 0, 9", "10, 9, 0", "50, 0, 9", "50, 9, 0"})
  void outage_inWhichOnePathWaits_haltsNothing(double percentage, double withIt, double without) {
    for (long seed = 1; seed <= 3; seed++) {
      try (Simulation it = simulation(percentage, 0.01, seed)) {
        visits(
            it,
            (on, at) ->
                at < OUTAGE_SECONDS ? Reply.of(500, on ? withIt : without) : Reply.of(200, 0.1));
        it.run();
        assertFalse(it.isKilled(FLAG), "seed " + seed);
        GuardState state = it.guard.state(FLAG).orElseThrow();
        assertEquals(USERS, state.on().failing() + state.off().failing());
      }
    }
  }

  /** Everybody has failed in the outage, and from its end on everybody with the flag fails. */
  @ParameterizedTest
  @ValueSource(doubles = {10, 50})
  void harmThatBeginsWhenTheOutageEnds_isHalted(double percentage) {
    try (Simulation it = simulation(percentage, 0.001, 1)) {
      visits(it, (on, at) -> Reply.of(on || at < OUTAGE_SECONDS ? 500 : 200, 0.1));
      it.run();
      assertTrue(it.isKilled(FLAG));
    }
  }
}
