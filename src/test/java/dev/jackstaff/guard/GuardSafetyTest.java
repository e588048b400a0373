package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.guard.GuardVerdict.Action;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Then;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.FileFlagStore;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StaleRevisionException;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.WritableFlagStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A rollout that the guard has halted is off, whatever the store does. */
final class GuardSafetyTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Set<String> WRITES = Set.of("kill", "put", "find", "lift", "setRollout");

  @TempDir private Path directory;
  private final List<GuardVerdict> heard = new CopyOnWriteArrayList<>();
  private final Traffic traffic = new Traffic("checkout");
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile Supplier<? extends Throwable> failure = () -> null;
  private volatile Instant now = START;
  private FeatureFlags features = FeatureFlags.of(FlagSet.empty());

  @AfterEach
  void close() {
    features.close();
  }

  private static Flag checkout(Then then) {
    return Flag.builder("checkout")
        .percentage(10)
        .guard(new Guard(true, null, 0.001, then, 200))
        .build();
  }

  private RolloutGuard guard(WritableFlagStore store, Duration interval) {
    features = FeatureFlags.builder(store).clock(() -> now).build();
    return RolloutGuard.builder(features).listener(heard::add).interval(interval).attach();
  }

  /** A store whose reads and writes throw what a test wants. */
  private WritableFlagStore failing(MemoryFlagStore store) {
    return (WritableFlagStore)
        Proxy.newProxyInstance(
            WritableFlagStore.class.getClassLoader(),
            new Class<?>[] {WritableFlagStore.class},
            (proxy, method, arguments) -> {
              if (WRITES.contains(method.getName())) {
                attempts.incrementAndGet();
                Throwable thrown = failure.get();
                if (thrown != null) {
                  throw thrown;
                }
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private MemoryFlagStore memory(Flag... flags) {
    return MemoryFlagStore.of(FlagSet.of(flags), () -> now);
  }

  private boolean isKilled() {
    return features.definitions().find("checkout").orElseThrow().isKilled();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"checkout\": ", "{\"checkout\": {\"percentge\": 1}}", "[]"})
  void brokenFile_leavesNoHaltedRolloutOn_alsoAfterTheRepair(String broken) throws IOException {
    String good =
        "{\"checkout\": {\"percentage\": 10, \"guard\": {\"errors\": true, \"alpha\": 0.001}}}";
    Path file = Files.writeString(directory.resolve("flags.json"), good);
    Duration often = Duration.ofMillis(10);
    RolloutGuard guard =
        guard(FileFlagStore.watching(file, often, java.time.InstantSource.system()), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    Files.writeString(file, broken);
    guard.look();

    assertTrue(isKilled());
    assertFalse(features.isEnabled("checkout", "user:1"));
    assertEquals(
        List.of(Action.KILLED_UNWRITTEN), heard.stream().map(GuardVerdict::action).toList());
    assertEquals(Set.of("checkout"), features.status().store().unwritten().keySet());
    GuardState state = guard.state("checkout").orElseThrow();
    assertEquals(Phase.ENDED, state.phase());
    assertTrue(state.note().contains("not yet written because flags.json"), state.note());

    Files.writeString(file, good);
    Traffic.until(() -> features.status().store().unwritten().isEmpty());

    assertTrue(Files.readString(file).contains("\"by\": \"guard\""), Files.readString(file));
    assertTrue(isKilled());
    now = now.plusSeconds(60);
    guard.look();
    assertEquals("", guard.state("checkout").orElseThrow().note());
    assertEquals(Action.KILLED, guard.state("checkout").orElseThrow().verdict().action());
    assertEquals(1, heard.size(), "told once");
  }

  static Stream<Supplier<Throwable>> faults() {
    return Stream.of(
        () -> new StoreException("away", null),
        () ->
            new InvalidFlagsException(List.of(InvalidFlagsException.Problem.of("b", "", "cycle"))),
        () -> new IllegalStateException("closed"),
        NullPointerException::new,
        () -> new NoClassDefFoundError("driver"),
        StackOverflowError::new,
        OutOfMemoryError::new,
        () -> new AssertionError("in a driver"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void storeThatThrows_whateverItIs_leavesNoHaltedRolloutOn(Supplier<Throwable> fault) {
    MemoryFlagStore store = memory(checkout(Then.KILL));
    RolloutGuard guard = guard(failing(store), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    failure = fault;

    guard.look();

    assertTrue(isKilled());
    assertEquals(1, heard.size());
    assertEquals(Action.KILLED_UNWRITTEN, heard.get(0).action());
    assertEquals(Set.of("checkout"), features.status().localKills().keySet());
    assertFalse(store.flags().find("checkout").orElseThrow().isKilled());

    failure = () -> null;
    now = now.plusSeconds(1);
    guard.look();

    assertTrue(store.flags().find("checkout").orElseThrow().isKilled());
    assertEquals(Map.of(), features.status().localKills(), "the store has it");
    assertEquals(Action.KILLED, guard.state("checkout").orElseThrow().verdict().action());
    assertEquals(1, heard.size());
    store.lift("checkout", Change.by("ann", "mended"));
    guard.look();
    assertFalse(isKilled());
    assertEquals(Phase.WATCHING, guard.state("checkout").orElseThrow().phase());
  }

  @Test
  void writing_isTriedWithLongerPauses_untilItStands() {
    RolloutGuard guard = guard(failing(memory(checkout(Then.KILL))), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    failure = () -> new StoreException("away", null);
    guard.look();
    attempts.set(0);
    for (int second = 0; second < 3_600; second++) {
      now = now.plusSeconds(1);
      guard.look();
    }
    int tried = attempts.get() / 2;
    assertTrue(tried > 60 && tried < 75, tried + " attempts in an hour");
    assertTrue(isKilled());
  }

  @Test
  void flagThatSomebodyReenabledHere_isNotKilledAgain() {
    RolloutGuard guard = guard(failing(memory(checkout(Then.KILL))), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    failure = () -> new StoreException("away", null);
    guard.look();

    features.integration().liftLocally("checkout");
    failure = () -> null;
    now = now.plusSeconds(60);
    guard.look();
    guard.look();

    assertFalse(isKilled());
    assertEquals(Phase.WATCHING, guard.state("checkout").orElseThrow().phase());
  }

  @Test
  void flagThatWasChangedBeforeTheVerdict_staysAsItIs() {
    MemoryFlagStore store = memory(checkout(Then.KILL));
    RolloutGuard guard = guard(failing(store), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    failure =
        () -> {
          failure = () -> null;
          store.setRollout("checkout", 5, Change.by("ann", "less"));
          return null;
        };
    guard.look();
    guard.look();
    assertFalse(isKilled());
    assertEquals(List.of(), heard);
    assertEquals(Map.of(), features.status().localKills());
  }

  @Test
  void oneFlagsFault_skipsNoOtherFlagsActNorStep() {
    Schedule schedule = Schedule.from(START, Step.days(0, 1), Step.days(1, 5));
    Flag other =
        Flag.builder("other")
            .schedule(schedule)
            .guard(new Guard(true, null, 0.001, Then.KILL, 200))
            .build();
    MemoryFlagStore store = memory(checkout(Then.KILL), other);
    RolloutGuard guard = guard(failing(store), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    AtomicInteger calls = new AtomicInteger();
    failure = () -> calls.getAndIncrement() < 2 ? new AssertionError("once") : null;

    guard.look();

    Schedule granted = store.flags().find("other").orElseThrow().schedule();
    assertEquals(1, granted.granted().orElseThrow());
    assertTrue(isKilled());
  }

  /** A hold cannot hold here alone; so the flag is killed here before it goes on. */
  @Test
  void holdThatCannotBeWritten_isTried_andTheNextStepIsNotReached() {
    Schedule schedule = Schedule.from(START, Step.days(0, 10), Step.days(1, 50));
    Flag flag =
        Flag.builder("checkout")
            .schedule(schedule)
            .guard(new Guard(true, null, 0.001, Then.HOLD, 0))
            .build();
    MemoryFlagStore store = memory(flag);
    RolloutGuard guard = guard(failing(store), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    failure = () -> new StoreException("away", null);
    guard.look();
    assertEquals(Action.HOLD_UNWRITTEN, heard.get(0).action());
    assertFalse(isKilled());

    now = now.plus(Duration.ofDays(1));
    guard.look();
    assertTrue(isKilled());
    assertEquals(Action.KILLED_UNWRITTEN, guard.state("checkout").orElseThrow().verdict().action());

    failure = () -> null;
    now = now.plusSeconds(60);
    guard.look();
    assertFalse(isKilled(), "it is held now");
    assertEquals(1, heard.size());
  }

  @Test
  void holdThatOthersKeepFromBeingWritten_leavesTheFlagKilledHere() {
    Schedule schedule = Schedule.from(START, Step.days(0, 10), Step.days(1, 50));
    Flag flag =
        Flag.builder("checkout")
            .schedule(schedule)
            .guard(new Guard(true, null, 0.001, Then.HOLD, 0))
            .build();
    RolloutGuard guard = guard(failing(memory(flag)), NEVER);
    traffic.send(features, 3_000, 0.6, 0.005);
    failure = () -> new StoreException("away", null);
    guard.look();
    now = now.plus(Duration.ofDays(1));
    guard.look();
    assertTrue(isKilled());

    AtomicInteger calls = new AtomicInteger();
    failure =
        () ->
            calls.getAndIncrement() % 2 == 0
                ? null
                : new StaleRevisionException("checkout", "1", null);
    now = now.plusSeconds(60);
    guard.look();
    assertTrue(isKilled(), "it is not held");

    failure = () -> null;
    now = now.plusSeconds(60);
    guard.look();
    assertFalse(isKilled(), "it is held now");
  }

  /** The kill is in force without that, and still to be written. */
  @Test
  void killThatCouldNotBeCompiled_isWrittenAllTheSame() {
    MemoryFlagStore store = memory(checkout(Then.KILL));
    AtomicBoolean fails = new AtomicBoolean();
    features =
        FeatureFlags.builder(failing(store))
            .clock(
                () -> {
                  if (!features.integration().localKills().isEmpty() && fails.getAndSet(false)) {
                    throw new OutOfMemoryError("made up");
                  }
                  return now;
                })
            .build();
    RolloutGuard guard = RolloutGuard.builder(features).interval(NEVER).attach();
    traffic.send(features, 3_000, 0.6, 0.005);
    failure = () -> new StoreException("away", null);
    fails.set(true);
    guard.look();
    assertFalse(fails.get(), "it could not be compiled");
    assertFalse(features.isEnabled("checkout", "user:1"));

    failure = () -> null;
    now = now.plusSeconds(60);
    guard.look();

    assertTrue(store.flags().find("checkout").orElseThrow().isKilled());
  }

  /** A listener that never returns: the guard goes on to halt other flags. */
  @Test
  void listenerThatHangs_keepsNoOtherRolloutOn() {
    Flag other =
        Flag.builder("other")
            .percentage(10)
            .guard(new Guard(true, null, 0.001, Then.KILL, 200))
            .build();
    MemoryFlagStore store = memory(checkout(Then.KILL), other);
    features = FeatureFlags.builder(store).clock(() -> now).build();
    CountDownLatch end = new CountDownLatch(1);
    List<String> told = new ArrayList<>();
    RolloutGuard guard =
        RolloutGuard.builder(features)
            .listener(
                verdict -> {
                  told.add(verdict.flag());
                  await(end);
                })
            .listener(heard::add)
            .interval(Duration.ofMillis(10))
            .attach();
    traffic.send(features, 3_000, 0.6, 0.005);
    Traffic.until(() -> heard.size() == 1);
    new Traffic("other").send(features, 3_000, 0.6, 0.005);
    Traffic.until(() -> heard.size() == 2);

    assertTrue(store.flags().find("other").orElseThrow().isKilled());
    assertEquals(List.of("checkout"), told);
    end.countDown();
    Traffic.until(() -> told.size() == 2);
    guard.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
