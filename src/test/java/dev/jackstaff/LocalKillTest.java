package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A kill in this process holds at once, whatever the store and other code do. */
final class LocalKillTest {
  private static final Kill KILL = new Kill("guard", Instant.EPOCH, "harm");
  private static final Change CHANGE = Change.by("test", null);
  private static final User USER = User.of("user:1");

  @Test
  void killedLocally_isOffForAllWaysToAsk() {
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(on("base"), dependent()))) {
      FeatureFlags view = features.only(List.of("dependent"));
      List<Set<String>> changes = new ArrayList<>();
      features.watch(changes::add);

      features.integration().killLocally("base", KILL);

      for (FeatureFlags each : List.of(features, view)) {
        assertFalse(each.isEnabled("dependent", "user:1"));
        assertFalse(each.evaluate(USER).isOn("dependent"));
        assertFalse(
            each.integration().begin(USER, Map.of("base", FlagOverride.ON)).isOn("dependent"),
            "overridden");
      }
      assertEquals(Source.KILL, features.decide("base", USER).source());
      assertEquals(Source.KILL, features.evaluate(USER).decide("base", User.of("user:2")).source());
      assertEquals(Optional.of(KILL), features.definitions().find("base").map(Flag::killed));
      assertEquals(Map.of("base", KILL), features.status().localKills());
      assertEquals(List.of(Set.of("base", "dependent")), changes);
    }
  }

  @Test
  void killedLocally_outlivesEveryNewSetOfTheStore() {
    try (MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(on("base")));
        FeatureFlags features = FeatureFlags.of(store)) {
      features.integration().killLocally("base", KILL);
      features.integration().killLocally("later", KILL);

      store.setRollout("base", 100, CHANGE);
      store.put(on("later"), null, CHANGE);

      assertFalse(features.isEnabled("base", "user:1"));
      assertFalse(features.isEnabled("later", "user:1"));
    }
  }

  @Test
  void killedLocally_isLiftedWhereTheStoreHadItAndWasReenabled() {
    try (MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(on("base")));
        FeatureFlags features = FeatureFlags.of(store)) {
      features.integration().killLocally("base", KILL);
      store.kill("base", CHANGE);
      assertEquals(Map.of(), features.integration().localKills(), "the store has it");
      assertFalse(features.isEnabled("base", "user:1"));

      store.lift("base", CHANGE);

      assertTrue(features.isEnabled("base", "user:1"));
    }
  }

  @Test
  void killedLocally_isLiftedByHand() {
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(on("base")))) {
      features.integration().killLocally("base", KILL);

      assertTrue(features.integration().liftLocally("base"));
      assertFalse(features.integration().liftLocally("base"));

      assertTrue(features.isEnabled("base", "user:1"));
      assertEquals(Map.of(), features.status().localKills());
    }
  }

  @Test
  void killedLocally_killsFlagsOfOtherSystems() {
    ScriptedSystem system = ScriptedSystem.of("theirs", true);
    try (FeatureFlags features = joined(FlagSet.of(on("base")), system)) {
      assertTrue(features.isEnabled("theirs", "user:1"));

      features.integration().killLocally("theirs", KILL);

      assertFalse(features.isEnabled("theirs", "user:1"));
      assertFalse(features.only(List.of("theirs")).isEnabled("theirs", "user:1"));
      assertEquals(Source.KILL, features.evaluate(USER).decision("theirs").source());
      assertTrue(features.isEnabled("base", "user:1"));
    }
  }

  /** Other code hangs while a new set is made; the kill does not wait for it. */
  @Test
  void killedLocally_whileAnotherSystemHangs_isInForceAtOnce() throws InterruptedException {
    ScriptedSystem system = ScriptedSystem.of("theirs", true);
    CountDownLatch hung = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (FeatureFlags features = joined(FlagSet.of(on("base"), on("other")), system)) {
      system.listing =
          () -> {
            hung.countDown();
            await(end);
          };
      Thread killer = new Thread(() -> features.integration().killLocally("base", KILL));
      killer.start();
      await(hung);

      system.listing = () -> {};
      assertFalse(features.isEnabled("base", "user:1"));
      assertFalse(features.evaluate(USER).isOn("base"));
      assertTrue(features.isEnabled("other", "user:1"));
      features.integration().killLocally("other", KILL);
      assertFalse(features.isEnabled("other", "user:1"), "a second kill does not wait");

      end.countDown();
      killer.join();
      assertFalse(features.isEnabled("base", "user:1"));
      assertFalse(features.isEnabled("other", "user:1"));
    }
  }

  @Test
  void setThatCannotBeCompiled_hasItsKillsInForce() {
    try (MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(on("base"), on("other")));
        FeatureFlags features = FeatureFlags.of(store)) {
      store.put(uncompilable(), null, CHANGE);
      store.kill("base", CHANGE);

      assertFalse(features.isEnabled("base", "user:1"));
      assertTrue(features.isEnabled("other", "user:1"));
      assertEquals(Set.of("base"), features.status().localKills().keySet());
    }
  }

  /** A set that came between the guard's look and its kill has the kill already. */
  @Test
  void killedLocally_whereTheStoreHadItBefore_isLiftedWithIt() {
    try (MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(on("base")));
        FeatureFlags features = FeatureFlags.of(store)) {
      store.kill("base", CHANGE);
      features.integration().killLocally("base", KILL);
      assertEquals(Map.of(), features.integration().localKills(), "the store has it");

      store.lift("base", CHANGE);

      assertTrue(features.isEnabled("base", "user:1"));
    }
  }

  @Test
  void killOfASetThatCannotBeCompiled_endsWithTheNextSetThatCan() {
    try (MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(on("base")));
        FeatureFlags features = FeatureFlags.of(store)) {
      String broken = store.put(uncompilable(), null, CHANGE);
      store.kill("base", CHANGE);
      assertFalse(features.isEnabled("base", "user:1"));
      store.lift("base", CHANGE);

      store.remove("broken", broken, false, CHANGE);

      assertTrue(features.isEnabled("base", "user:1"));
      assertEquals(Map.of(), features.status().localKills());
    }
  }

  /** Nobody else tells of the set again. */
  @Test
  void setThatCouldNotBeLaidOut_isTakenAgain_andToldOf() {
    ScriptedSystem system = ScriptedSystem.of("theirs", true);
    Set<String> told = ConcurrentHashMap.newKeySet();
    try (MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(on("base")));
        FeatureFlags features = FeatureFlags.builder(store).join(system.source()).build()) {
      features.watch(told::addAll);
      system.listing =
          () -> {
            system.listing = () -> {};
            throw new OutOfMemoryError("made up");
          };

      store.put(on("later"), null, CHANGE);

      Await.until("the set is taken", () -> features.evaluate(USER).isOn("later"));
      Await.until("watchers are told", () -> told.contains("later"));
    }
  }

  @Test
  void now_decidesNothing() {
    ScriptedSystem system = ScriptedSystem.of("theirs", true);
    Instant at = Instant.parse("2026-11-30T00:00:00Z");
    try (FeatureFlags features = FeatureFlags.builder(system.source()).clock(() -> at).build()) {
      assertEquals(at, features.integration().now());
      assertEquals(0, system.asked);
    }
  }

  private static FeatureFlags joined(FlagSet set, ScriptedSystem system) {
    return FeatureFlags.builder(set).join(system.source()).build();
  }

  private static Flag on(String name) {
    return Flag.builder(name).enabled(true).build();
  }

  private static Flag dependent() {
    return Flag.builder("dependent").enabled(true).requires("base").build();
  }

  private static Flag uncompilable() {
    Condition wrong = Condition.where("plan", Operator.REGEX, "(");
    return Flag.builder("broken").rule(Rule.enabled(wrong, true)).build();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
