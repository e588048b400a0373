package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.Simulation.Code;
import dev.jackstaff.guard.Simulation.Reply;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Variant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases in which a flag changes how long requests last, or which of them check it. */
final class GuardCasesTest {
  private static final String FLAG = "checkout";
  private static final int USERS = 1_200;

  private static Flag.Builder flag(String name, double percentage, double alpha) {
    return Flag.builder(name).percentage(percentage).guard(Guard.builder().alpha(alpha).build());
  }

  private static Simulation simulation(double percentage, double alpha) {
    return new Simulation(FlagSet.of(flag(FLAG, percentage, alpha).build()), 42);
  }

  /** New users only, or users who come again and again. */
  @ParameterizedTest
  @CsvSource({
    "2, 10", "2, 25", "2, 50", "5, 10", "5, 25", "5, 50", "10, 10", "10, 25", "10, 50", "30, 10",
    "30, 25", "30, 50"
  })
  void newPathThatTimesOut_isHalted(double timeout, double percentage) {
    for (int distinct : new int[] {USERS, USERS / 4}) {
      try (Simulation it = simulation(percentage, 0.001)) {
        Code code =
            request ->
                request.isOn(FLAG)
                    ? Reply.of(500, timeout)
                    : Reply.of(it.chance(0.005) ? 500 : 200, 0.1);
        for (int i = 0; i < USERS; i++) {
          it.request(0.1 * i, "user:" + i % distinct, code);
        }
        it.run();
        assertTrue(it.isKilled(FLAG), timeout + " s, " + percentage + " %, " + distinct);
      }
    }
  }

  /** All fail, the ones at once and the others when they have waited. */
  @ParameterizedTest
  @CsvSource({"10, 0, 10", "50, 0, 10", "10, 10, 0", "50, 10, 0", "25, 0, 30"})
  void sharedOutage_inWhichOnePathWaits_haltsNothing(
      double percentage, double withIt, double without) {
    try (Simulation it = simulation(percentage, 0.001)) {
      for (int i = 0; i < USERS; i++) {
        it.request(
            0.1 * i, "user:" + i, request -> Reply.of(500, request.isOn(FLAG) ? withIt : without));
      }
      it.run();
      assertFalse(it.isKilled(FLAG));
    }
  }

  @Test
  void newFlowThatChecksOnFourPages_andTheOldOneOnItsFirst_isNotHalted() {
    for (long seed = 1; seed <= 3; seed++) {
      FlagSet set = FlagSet.of(flag(FLAG, 50, 0.01).build());
      try (Simulation it = new Simulation(set, seed)) {
        for (int i = 0; i < USERS; i++) {
          for (int page = 0; page < 4; page++) {
            boolean first = page == 0;
            String user = "user:" + i;
            it.request(
                0.1 * i + 2 * page,
                user,
                request -> {
                  if (first || request.decision(FLAG).on()) {
                    request.isOn(FLAG);
                  }
                  return Reply.of(it.chance(0.1) ? 500 : 200, 0.2);
                });
          }
        }
        it.run();
        assertFalse(it.isKilled(FLAG), "seed " + seed);
      }
    }
  }

  @Test
  void newPageThatFailsAndDoesNotCheck_isHalted() {
    try (Simulation it = simulation(10, 0.001)) {
      for (int i = 0; i < USERS; i++) {
        String user = "user:" + i;
        it.request(
            0.1 * i,
            user,
            entry -> {
              entry.isOn(FLAG);
              return Reply.of(302, 0.01);
            });
        it.request(0.1 * i + 1, user, page -> Reply.of(page.decision(FLAG).on() ? 500 : 200, 0.1));
      }
      it.run();
      assertTrue(it.isKilled(FLAG));
    }
  }

  @ParameterizedTest
  @CsvSource({"child, parent", "parent, child"})
  void childOrParentThatFails_isHalted_andNotTheOther(String guilty, String other) {
    Flag parent = flag("parent", 25, 0.001).build();
    Flag child = flag("child", 50, 0.001).requires("parent").build();
    try (Simulation it = new Simulation(FlagSet.of(parent, child), 42)) {
      for (int i = 0; i < USERS; i++) {
        it.request(
            0.1 * i,
            "user:" + i,
            request -> {
              request.isOn(other);
              return Reply.of(request.isOn(guilty) ? 500 : 200, 0.1);
            });
      }
      it.run();
      assertEquals(List.of(guilty), it.heard.stream().map(GuardVerdict::flag).toList());
      assertFalse(it.isKilled(other));
    }
  }

  /** A hanging user does not count before it has checked, and the order is that of beginnings. */
  @Test
  void unitThatWasNotExposedYet_doesNotCount() {
    try (Simulation it = simulation(50, 0.001)) {
      for (int i = 0; i < 200; i++) {
        String user = "user:" + i;
        it.request(0.1 * i, user, request -> Reply.of(500, 0.1));
      }
      for (int i = 0; i < 200; i++) {
        it.request(30 + 0.1 * i, "user:" + i, request -> Reply.of(checked(request, 200), 0.1));
      }
      it.run();
      GuardState state = it.guard.state(FLAG).orElseThrow();
      assertEquals(200, state.on().units() + state.off().units());
      assertEquals(0, state.on().failing() + state.off().failing());
    }
  }

  /** An outage has hit everybody; from then on every request with the flag fails. */
  @Test
  void flagThatFailsAfterEverybodyFailedOnce_isHalted() {
    try (Simulation it = simulation(10, 0.001)) {
      for (int i = 0; i < USERS; i++) {
        it.request(0.1 * i, "user:" + i, request -> Reply.of(checked(request, 500), 0.1));
        it.request(
            200 + 0.1 * i, "user:" + i, request -> Reply.of(request.isOn(FLAG) ? 500 : 200, 0.1));
      }
      it.run();
      assertTrue(it.isKilled(FLAG));
    }
  }

  @Test
  void oneVariantThatFails_isHalted_andNamed() {
    Flag colours =
        Flag.builder(FLAG)
            .enabled(true)
            .variant(Variant.of("control", 1))
            .variant(Variant.of("green", 1))
            .variant(Variant.of("blue", 1))
            .guard(Guard.DEFAULT)
            .build();
    try (Simulation it = new Simulation(FlagSet.of(colours), 42)) {
      for (int i = 0; i < USERS; i++) {
        it.request(
            0.1 * i,
            "user:" + i,
            request -> Reply.of(request.variant(FLAG, "").equals("blue") ? 500 : 200, 0.1));
      }
      it.run();
      assertTrue(it.isKilled(FLAG));
      GuardVerdict verdict = it.heard.get(0);
      assertEquals("blue", verdict.variant());
      assertEquals("control", verdict.reference());
      assertTrue(verdict.reason().contains("with blue fail"), verdict.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void coldStartThatFewUsersMeet_isNotHalted(int users) {
    try (Simulation it = simulation(1, 0.001)) {
      int[] left = {users};
      for (int i = 0; i < 2 * USERS; i++) {
        it.request(
            0.1 * i,
            "user:" + i,
            request -> Reply.of(request.isOn(FLAG) && left[0]-- > 0 ? 500 : 200, 0.1));
      }
      it.run();
      assertTrue(left[0] < 0, "they met it");
      assertFalse(it.isKilled(FLAG));
    }
  }

  @Test
  void flagWithTheSaltOfAnUnguardedOne_isNotJudged_andSaysSo() {
    Flag innocent = flag(FLAG, 25, 0.001).salt("one").build();
    Flag guilty = Flag.builder("guilty").percentage(25).salt("one").build();
    try (Simulation it = new Simulation(FlagSet.of(innocent, guilty), 42)) {
      for (int i = 0; i < USERS; i++) {
        it.request(
            0.1 * i,
            "user:" + i,
            request -> {
              request.isOn(FLAG);
              return Reply.of(request.isOn("guilty") ? 500 : 200, 0.1);
            });
      }
      it.run();
      assertFalse(it.isKilled(FLAG));
      GuardState state = it.guard.state(FLAG).orElseThrow();
      assertEquals(Phase.SHARED_SALT, state.phase());
      assertTrue(state.note().contains("guilty"), state.note());
      assertTrue(it.features.status().faults().toString().contains("the same salt as guilty"));
    }
  }

  @Test
  void guardedFlagsWithOneSalt_areHaltedTogether() {
    Flag one = flag("one", 25, 0.001).salt("salt").build();
    Flag two = flag("two", 50, 0.001).salt("salt").build();
    try (Simulation it = new Simulation(FlagSet.of(one, two), 42)) {
      for (int i = 0; i < USERS; i++) {
        it.request(
            0.1 * i,
            "user:" + i,
            request -> {
              request.isOn("two");
              return Reply.of(request.isOn("one") ? 500 : 200, 0.1);
            });
      }
      it.run();
      assertTrue(it.isKilled("one"));
      assertTrue(it.isKilled("two"));
    }
  }

  /** 30 % of the users buy within the window, and with the flag 10 %. */
  @Test
  void fewerPurchases_areHalted_andOtherMetricsAreNot() {
    Guard guard =
        Guard.builder()
            .errors(false)
            .metric("purchase", Guard.Direction.DOWN)
            .metric("refund", Guard.Direction.UP)
            .window(Duration.ofSeconds(60))
            .build();
    Flag flag = Flag.builder(FLAG).percentage(50).guard(guard).build();
    try (Simulation it = new Simulation(FlagSet.of(flag), 42)) {
      for (int i = 0; i < USERS; i++) {
        String user = "user:" + i;
        it.request(
            0.1 * i,
            user,
            request -> {
              boolean on = request.isOn(FLAG);
              if (it.chance(on ? 0.1 : 0.3)) {
                it.track(0.1 * number(user) + 5, user, "purchase");
              }
              if (it.chance(0.1)) {
                it.track(0.1 * number(user) + 5, user, "refund");
              }
              // Too late to count.
              it.track(0.1 * number(user) + 70, user, "purchase");
              return Reply.of(200, 0.1);
            });
      }
      it.run();
      assertTrue(it.isKilled(FLAG));
      assertEquals("purchase", it.heard.get(0).signal().name());
      assertEquals(1, it.heard.size());
    }
  }

  private static int number(String user) {
    return Integer.parseInt(user.substring(user.indexOf(':') + 1));
  }

  private static int checked(Evaluation request, int status) {
    request.isOn(FLAG);
    return status;
  }
}
