package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A set whose compilation lasts, as with a pattern that takes for ever, delays no act of safety.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SlowCompilationTest {
  private static final Kill KILL = new Kill("guard", Instant.EPOCH, "harm");
  private static final Change CHANGE = Change.by("test", null);

  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final MemoryFlagStore store =
      MemoryFlagStore.of(FlagSet.of(Flag.on("base"), Flag.on("mine"), Flag.on("fine")));
  private final Engine engine = new Engine(InstantSource.system(), List.of(), 0, true);
  private final Thread compiler =
      new Thread(() -> store.put(Flag.on("slow"), null, CHANGE), "compiler");
  private FeatureFlags features;

  @BeforeEach
  void hang() throws InterruptedException {
    engine.follow(store);
    features = new FeatureFlags(engine, whole -> whole, name -> true);
    engine.add(features);
    features.watch(told::addAll);
    engine.compileWith(
        (set, bytes) -> {
          if (set.find("slow").isPresent()) {
            hung.countDown();
            await(end);
          }
          return CompiledFlags.of(set, bytes);
        });
    compiler.start();
    await(hung);
  }

  @AfterEach
  void end() throws InterruptedException {
    end.countDown();
    compiler.join();
    features.close();
  }

  private void finish() throws InterruptedException {
    end.countDown();
    compiler.join();
  }

  @Test
  void killLocally_returns_isInForce_andIsToldOfLater() throws InterruptedException {
    features.integration().killLocally("mine", KILL);
    assertFalse(features.isEnabled("mine", "user:1"));
    assertTrue(features.integration().liftLocally("mine"));
    assertTrue(features.isEnabled("mine", "user:1"));
    features.integration().killLocally("mine", KILL);

    finish();

    Await.until("watchers are told", () -> told.containsAll(Set.of("mine", "slow")));
    assertFalse(features.isEnabled("mine", "user:1"));
    assertTrue(features.isEnabled("slow", "user:1"));
    assertEquals(Map.of("mine", KILL), features.integration().localKills());
    assertEquals(Set.of(), engine.kills().loose(), "compiled in");
  }

  @Test
  void killOfTheStore_returns_isInForce_andIsTheStoresLater() throws InterruptedException {
    store.kill("base", CHANGE);
    assertFalse(features.isEnabled("base", "user:1"));
    assertFalse(features.only(List.of("base")).isEnabled("base", "user:1"), "a view is made");

    finish();

    Await.until("watchers are told", () -> told.contains("base"));
    assertFalse(features.isEnabled("base", "user:1"));
    assertEquals(Map.of(), features.integration().localKills(), "the store has it");
    store.lift("base", CHANGE);
    Await.until("the set is laid out", () -> features.isEnabled("base", "user:1"));
  }

  @Test
  void killOfTheStore_isGivenBackWhenANewerSetReenables() throws InterruptedException {
    store.kill("fine", CHANGE);
    store.kill("base", CHANGE);
    store.lift("fine", CHANGE);

    assertTrue(features.isEnabled("fine", "user:1"));
    assertFalse(features.isEnabled("base", "user:1"));

    finish();
    assertTrue(features.isEnabled("fine", "user:1"));
    assertFalse(features.isEnabled("base", "user:1"));
  }

  /** A kill of this process is no store's to give back, even if the store had one first. */
  @Test
  void killLocally_afterTheStoresKill_outlivesItsReenabling() throws InterruptedException {
    store.kill("mine", CHANGE);
    features.integration().killLocally("mine", KILL);
    store.lift("mine", CHANGE);
    assertFalse(features.isEnabled("mine", "user:1"));

    finish();

    assertFalse(features.isEnabled("mine", "user:1"));
    assertTrue(features.integration().liftLocally("mine"));
    Await.until("the set is laid out", () -> features.isEnabled("mine", "user:1"));
  }

  @Test
  void schedulesViewsAndTheEnd_waitForNoCompilation() {
    engine.tick();
    features.only(List.of("base")).close();
    features.close();
    assertTrue(compiler.isAlive());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
