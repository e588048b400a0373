package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.GuardState.Point;
import dev.jackstaff.guard.JournalTables.StoredEntry;
import dev.jackstaff.guard.Signal.SignalKind;
import dev.jackstaff.guard.Simulation.Reply;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A tracked event is a share of the users whose window has ended, wherever it is shown. */
class ObservedUsersTest {
  private static final Signal PURCHASE = new Signal(SignalKind.FALL, "purchase");
  private static final int WINDOW = 60;
  private static final int USERS_A_SECOND = 10;

  private static Guard.Builder guard() {
    return Guard.builder()
        .errors(false)
        .metric("purchase", Direction.DOWN)
        .window(Duration.ofSeconds(WINDOW));
  }

  private static Flag flag(Guard guard) {
    return Flag.builder("checkout").percentage(50).guard(guard).build();
  }

  /** Ten users a second; each buys one second before the window ends, or not at all. */
  private static void visit(Simulation it, int seconds, boolean withFlag) {
    for (int i = 0; i < seconds * USERS_A_SECOND; i++) {
      String user = "user:" + i;
      double at = 0.05 + (double) i / USERS_A_SECOND;
      it.request(
          at,
          user,
          request -> {
            if (withFlag || !request.isOn("checkout")) {
              it.track(at + WINDOW - 1, user, "purchase");
            }
            request.isOn("checkout");
            return Reply.of(200, 0.01);
          });
    }
  }

  @Test
  void everybodyWhoseWindowHasEnded_hasBought_atEveryTime() {
    Guard quiet = guard().alpha(1e-9).build();
    try (Simulation it = new Simulation(FlagSet.of(flag(quiet)), 42)) {
      visit(it, 200, true);
      List<String> wrong = new ArrayList<>();
      for (int second = 10; second <= 300; second += 10) {
        int now = second;
        it.at(now + 0.5, () -> check(it, now, wrong));
      }
      it.run();
      assertEquals(List.of(), wrong);
      GuardState state = it.guard.state("checkout").orElseThrow();
      assertEquals(state.on().units(), state.on().observed());
      for (Point point : state.curve()) {
        assertEquals(point.off().observed(), point.off().hits(PURCHASE), point::toString);
      }
    }
  }

  private static void check(Simulation it, int now, List<String> wrong) {
    GuardState state = it.guard.state("checkout").orElseThrow();
    long ended = (long) USERS_A_SECOND * Math.max(0, Math.min(200, now - WINDOW));
    long observed = state.on().observed() + state.off().observed();
    boolean all = state.on().hits(PURCHASE) + state.off().hits(PURCHASE) == observed;
    // The filter of known units takes a new one for known now and then.
    if (observed > ended || observed < 0.99 * ended || !all) {
      wrong.add(now + " s: " + ended + " windows have ended: " + state.on() + state.off());
    }
  }

  @Test
  void verdict_saysWhatShareOfTheObservedUsersBought() {
    try (Simulation it = new Simulation(FlagSet.of(flag(guard().build())), 42)) {
      visit(it, 200, false);
      it.run();
      GuardVerdict verdict = it.heard.get(0);
      assertEquals(1, verdict.off().share(PURCHASE), verdict.reason());
      assertEquals(0, verdict.on().share(PURCHASE), verdict.reason());
      assertTrue(verdict.off().observed() < verdict.off().units() / 2, verdict::toString);
      String reason =
          "0 of %d users (0.0 %%) with it have the event \"purchase\", %d of %d users (100.0 %%)"
              .formatted(
                  verdict.on().observed(), verdict.off().observed(), verdict.off().observed());
      assertTrue(verdict.reason().startsWith(reason), verdict.reason());
      assertEquals(verdict.reason(), it.killReason("checkout"));
    }
  }

  /** Users of whom nothing is known yet are no quiet step. */
  @Test
  void step_waitsUntilTheWindowsOfItsUsersHaveEnded() {
    Schedule schedule =
        Schedule.from(
            Simulation.START,
            Schedule.Step.after(Duration.ZERO, 50),
            Schedule.Step.after(Duration.ofSeconds(30), 60));
    Flag flag = Flag.builder("checkout").schedule(schedule).guard(guard().min(100).build()).build();
    try (Simulation it = new Simulation(FlagSet.of(flag), 42)) {
      visit(it, 120, true);
      List<Integer> granted = new ArrayList<>();
      for (int second : new int[] {50, 119}) {
        it.at(second, () -> granted.add(granted(it)));
      }
      it.run();
      assertEquals(List.of(1, 2), granted);
    }
  }

  private static int granted(Simulation it) {
    Flag flag = it.store.flags().find("checkout").orElseThrow();
    return Objects.requireNonNull(flag.schedule()).granted().orElse(0);
  }

  /** With other nodes the windows end by the front of the journal, as the purchases do. */
  @Test
  void usersOfOtherNodes_areObserved_whenTheJournalHasReachedTheEndOfTheirWindow() {
    Flag flag =
        Flag.builder("checkout")
            .percentage(50)
            .variants(List.of(Variant.of("control", 1), Variant.of("blue", 1)))
            .guard(guard().build())
            .build();
    SharedTest shared = new SharedTest("checkout", "1/0");
    TestKey key = Objects.requireNonNull(TestKey.of(flag, Instant.EPOCH));
    GuardedFlag watch = new GuardedFlag(flag, key, shared, false, Instant.EPOCH);
    long second = 1_000_000_000L;
    TestEvent early = new TestEvent(EventKind.EXPOSED, 10 * second, 7, 0, 2, 0);
    TestEvent again = new TestEvent(EventKind.EXPOSED, 11 * second, 7, 0, 2, 0);
    TestEvent late = new TestEvent(EventKind.EXPOSED, 50 * second, 9, 0, 2, 0);
    TestEvent bought = new TestEvent(EventKind.HIT, 70 * second, 7, 0, 2, TestSignal.FIRST_METRIC);
    byte[] events = EventCodec.write(List.of(late, early, again, bought));
    long none = JournalEntry.NO_FRONT;
    byte[] nothing = EventCodec.write(List.of());
    shared.receive(List.of(new StoredEntry(1, "b", 1, none, events)), "a", 0);
    watch.take();
    assertEquals(0, watch.group(true).observed());
    shared.receive(List.of(new StoredEntry(2, "b", 2, 70 * second, nothing)), "a", 0);
    watch.take();
    RolloutArm blue = new RolloutArm(2, 0, 0, 1, Map.of("purchase", 1L));
    assertEquals(blue, watch.group(true));
    assertEquals(blue, watch.state().variants().get("blue"));
    shared.receive(List.of(new StoredEntry(3, "b", 3, 110 * second, nothing)), "a", 0);
    watch.take();
    assertEquals(new RolloutArm(2, 0, 0, 2, Map.of("purchase", 1L)), watch.group(true));
  }

  @Test
  void guardWithoutMetrics_observesNobody() {
    OutcomeTest test = new OutcomeTest(Guard.DEFAULT, new double[] {50}, new double[] {}, 0.001);
    test.exposed(new TestEvent(EventKind.EXPOSED, 1, 7, 0, 1, 0));
    test.observe(Long.MAX_VALUE);
    assertEquals(0, test.observed(test.comparisons().get(0), ArmComparison.TESTED));
  }
}
