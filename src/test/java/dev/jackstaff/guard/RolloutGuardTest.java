package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RolloutGuardTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration NEVER = Duration.ofDays(1);

  private final List<GuardVerdict> heard = new ArrayList<>();
  private final Traffic traffic = new Traffic("checkout");
  private Instant now = START;
  private FeatureFlags features = FeatureFlags.of(FlagSet.empty());

  @AfterEach
  void close() {
    features.close();
  }

  private static Flag.Builder checkout(Then then) {
    return Flag.builder("checkout").guard(new Guard(true, null, 0.001, then, 200));
  }

  private RolloutGuard watch(MemoryFlagStore store) {
    features = FeatureFlags.builder(store).clock(() -> now).build();
    return RolloutGuard.builder(features).listener(heard::add).interval(NEVER).attach();
  }

  private MemoryFlagStore store(Flag.Builder flag) {
    return MemoryFlagStore.of(FlagSet.of(List.of(flag.build())), () -> now);
  }

  private static Flag flag(MemoryFlagStore store) {
    return store.flags().find("checkout").orElseThrow();
  }

  @Test
  void flagThatDoesHarm_isKilledWithTheEvidenceAsTheReason() {
    MemoryFlagStore store = store(checkout(Then.KILL).percentage(10));
    RolloutGuard guard = watch(store);
    traffic.send(features, 3_000, 0.3, 0.005);
    guard.look();
    Kill kill = Objects.requireNonNull(flag(store).killed());
    assertEquals("guard", kill.by());
    assertEquals(START, kill.at());
    assertEquals(1, heard.size());
    GuardVerdict verdict = heard.get(0);
    assertEquals(Action.KILLED, verdict.action());
    assertEquals(verdict.reason(), kill.reason());
    assertTrue(verdict.on().share(Signal.ERRORS) > 0.2, verdict.reason());
    assertTrue(verdict.off().share(Signal.ERRORS) < 0.02, verdict.reason());
    assertEquals(3_000.0, (double) (verdict.on().units() + verdict.off().units()), 150.0);
    assertFalse(features.isEnabled("checkout", "user:1"));
    guard.look();
    assertEquals(1, heard.size());
    assertEquals(Phase.ENDED, guard.state("checkout").orElseThrow().phase());
    assertEquals(verdict, guard.state("checkout").orElseThrow().verdict());
  }

  @Test
  void verdict_hasTheNumbersOfTheKill_whateverIsCountedMeanwhile() {
    MemoryFlagStore store = store(checkout(Then.KILL).percentage(10));
    RolloutGuard guard = watch(store);
    traffic.send(features, 3_000, 0.3, 0.005);
    Evaluation begun = features.integration().begin(User.of("somebody else"), Map.of());
    begun.isOn("checkout");
    var unused =
        features.watch(
            names -> {
              features.integration().finish(begun, 200, null, Duration.ZERO);
              Traffic.flush(features);
            });
    guard.look();
    assertEquals(1, heard.size());
    assertEquals(Objects.requireNonNull(flag(store).killed()).reason(), heard.get(0).reason());
    GuardState state = guard.state("checkout").orElseThrow();
    assertEquals(heard.get(0), state.verdict());
    assertEquals(heard.get(0).on(), state.on());
    assertEquals(heard.get(0).off(), state.off());
  }

  @Test
  void whenEverythingFails_nothingIsTheFlagsFault() {
    MemoryFlagStore store = store(checkout(Then.KILL).percentage(10));
    RolloutGuard guard = watch(store);
    for (int i = 0; i < 20; i++) {
      traffic.send(features, 200, i < 10 ? 0.01 : 0.9, i < 10 ? 0.01 : 0.9);
      guard.look();
    }
    assertNull(flag(store).killed());
    assertEquals(Phase.WATCHING, guard.state("checkout").orElseThrow().phase());
    // All looks were at one instant, of which the curve keeps the first and the last.
    assertEquals(2, guard.state("checkout").orElseThrow().curve().size());
  }

  @Test
  void liftedFlag_isTestedAfresh() {
    MemoryFlagStore store = store(checkout(Then.KILL).percentage(10));
    RolloutGuard guard = watch(store);
    traffic.send(features, 3_000, 0.3, 0.005);
    guard.look();
    store.lift("checkout", Change.by("ann", "mended"));
    guard.look();
    GuardState state = guard.state("checkout").orElseThrow();
    assertEquals(Phase.WATCHING, state.phase());
    assertEquals(0, state.on().units());
    traffic.send(features, 3_000, 0.005, 0.005);
    guard.look();
    assertNull(flag(store).killed());
  }

  @Test
  void newPercentage_isTestedAfresh() {
    MemoryFlagStore store = store(checkout(Then.KILL).percentage(10));
    RolloutGuard guard = watch(store);
    traffic.send(features, 500, 0, 0);
    store.setRollout("checkout", 20, Change.by("ann", null));
    guard.look();
    assertEquals(0, guard.state("checkout").orElseThrow().off().units());
  }

  @Test
  void flagsInCode_areKilledInThisProcess() {
    features =
        FeatureFlags.builder(FlagSet.of(List.of(checkout(Then.KILL).percentage(100).build())))
            .clock(() -> now)
            .build();
    features.close();
    features =
        FeatureFlags.builder(FlagSet.of(List.of(checkout(Then.KILL).percentage(10).build())))
            .clock(() -> now)
            .build();
    RolloutGuard guard =
        RolloutGuard.builder(features).listener(heard::add).interval(NEVER).attach();
    traffic.send(features, 3_000, 0.3, 0.005);
    guard.look();
    assertEquals(Action.KILLED_HERE, heard.get(0).action());
    assertTrue(features.definitions().find("checkout").orElseThrow().isKilled());
    assertFalse(features.evaluate(User.of("user:4")).isOn("checkout"));
  }

  @Test
  void hold_freezesTheScheduleWhereItStands() {
    Schedule schedule = Schedule.from(START, Step.days(0, 10), Step.days(1, 50));
    MemoryFlagStore store = store(checkout(Then.HOLD).schedule(schedule));
    RolloutGuard guard = watch(store);
    traffic.send(features, 3_000, 0.3, 0.005);
    guard.look();
    assertEquals(Action.HELD, heard.get(0).action());
    assertEquals(START, Objects.requireNonNull(flag(store).schedule()).hold());
    assertNull(flag(store).killed());
  }

  @Test
  void notify_tellsOnceAndChangesNothing() {
    Flag.Builder flag = checkout(Then.NOTIFY).percentage(10);
    MemoryFlagStore store = store(flag);
    RolloutGuard guard = watch(store);
    traffic.send(features, 3_000, 0.3, 0.005);
    guard.look();
    traffic.send(features, 1_000, 0.3, 0.005);
    guard.look();
    assertEquals(1, heard.size());
    assertEquals(Action.TOLD, heard.get(0).action());
    assertEquals(flag.build(), flag(store));
  }

  @Test
  void slowRequests_countToo() {
    Guard slow = new Guard(false, Duration.ofMillis(800), 0.001, Then.KILL, 0);
    MemoryFlagStore store = store(Flag.builder("checkout").guard(slow).percentage(25));
    RolloutGuard guard = watch(store);
    for (int i = 0; i < 400; i++) {
      String user = "user:" + i;
      boolean has = features.isEnabled("checkout", user);
      traffic.request(features, user, on -> true, Duration.ofMillis(has ? 900 : 20));
    }
    Traffic.flush(features);
    guard.look();
    assertEquals(Signal.SLOW, heard.get(0).signal());
    assertEquals(0, heard.get(0).on().failing());
  }

  @Test
  void listedUsersAndOverrides_areNotCounted() {
    MemoryFlagStore store =
        store(
            checkout(Then.KILL)
                .percentage(10)
                .users("user:1", "user:2")
                .rule(Rule.enabled(new Condition.All(List.of()), true)));
    RolloutGuard guard = watch(store);
    traffic.send(features, 100, 1, 1);
    guard.look();
    assertEquals(0, guard.state("checkout").orElseThrow().on().units());
  }

  @Test
  void schedule_climbsOnlyWhileEnoughWereSeenAndAllIsQuiet() {
    Schedule schedule = Schedule.from(START, Step.days(0, 20), Step.days(1, 50), Step.days(2, 90));
    MemoryFlagStore store = store(checkout(Then.KILL).schedule(schedule));
    RolloutGuard guard = watch(store);
    guard.look();
    assertEquals(OptionalInt.of(1), granted(store));
    traffic.send(features, 500, 0.01, 0.01);
    now = START.plus(Duration.ofHours(25));
    guard.look();
    assertEquals(OptionalInt.of(1), granted(store));
    assertEquals(20, Objects.requireNonNull(flag(store).schedule()).percentage(now));
    traffic.send(features, 1_500, 0.01, 0.01);
    guard.look();
    assertEquals(OptionalInt.of(2), granted(store));
    assertEquals(50, Objects.requireNonNull(flag(store).schedule()).percentage(now));
    guard.look();
    assertEquals(0, guard.state("checkout").orElseThrow().on().units());
    now = START.plus(Duration.ofDays(3));
    guard.look();
    assertEquals(OptionalInt.of(2), granted(store));
  }

  private static OptionalInt granted(MemoryFlagStore store) {
    return Objects.requireNonNull(flag(store).schedule()).granted();
  }

  @Test
  void guardThatComesLater_isSeenWithoutAsking() {
    MemoryFlagStore store = store(Flag.builder("checkout").percentage(10));
    features = FeatureFlags.builder(store).clock(() -> now).build();
    RolloutGuard guard = RolloutGuard.builder(features).interval(Duration.ofMillis(1)).attach();
    assertTrue(guard.state("checkout").isEmpty());
    String revision = store.find("checkout").orElseThrow().revision();
    store.put(checkout(Then.KILL).percentage(10).build(), revision, Change.by("ann", "guarded"));
    Traffic.until(() -> guard.state("checkout").isPresent());
    assertTrue(features.integration().isObserved());
  }

  @Test
  void withoutAGuardedFlag_nothingIsObserved() {
    MemoryFlagStore store = store(Flag.builder("checkout").percentage(10));
    RolloutGuard guard = watch(store);
    guard.look();
    assertFalse(features.integration().isObserved());
    assertTrue(guard.state("checkout").isEmpty());
    assertNotNull(features.integration().attachment(RolloutGuard.class).orElseThrow());
    assertThrows(IllegalStateException.class, () -> RolloutGuard.attach(features));
  }
}
