package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.WritableFlagStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An exception from one flag's store, definition or evidence, which must not affect other flags.
 */
class OneFlagsFaultTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String BAD = "a_bad";

  private static Flag.Builder guarded(String name) {
    return Flag.builder(name).guard(new Guard(true, null, 0.001, Guard.Then.KILL, 1));
  }

  private static Flag stepped(String name) {
    Instant start = NOW.minus(Duration.ofDays(2));
    List<Step> steps = List.of(Step.days(0, 10), Step.days(1, 50));
    return guarded(name)
        .schedule(new Schedule(start, ZoneOffset.UTC, steps, null, OptionalInt.of(0)))
        .build();
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new StoreException("test", null),
        new IllegalStateException("test"),
        new NoSuchMethodError("test"),
        new OutOfMemoryError("test"));
  }

  private static Object call(MemoryFlagStore store, Throwable fault, Method method, Object[] args)
      throws Throwable {
    boolean named = args != null && args.length > 0 && BAD.equals(name(args[0]));
    if (named) {
      throw fault;
    }
    try {
      return method.invoke(store, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object name(Object argument) {
    return argument instanceof Flag flag ? flag.name() : argument;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultOfOneFlag_keepsNoOtherFromItsLookAndGrant(Throwable fault) {
    MemoryFlagStore memory =
        MemoryFlagStore.of(
            FlagSet.of(
                List.of(
                    stepped(BAD), stepped("later"), guarded("checkout").percentage(50).build())),
            () -> NOW);
    WritableFlagStore store =
        (WritableFlagStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {WritableFlagStore.class},
                (proxy, method, args) -> call(memory, fault, method, args));
    try (FeatureFlags features = FeatureFlags.builder(store).clock(() -> NOW).build()) {
      RolloutGuard guard = RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
      new Traffic("checkout").send(features, 2_000, 0.5, 0.001);
      guard.look();
      assertEquals(Phase.ENDED, guard.state("checkout").orElseThrow().phase());
      assertFalse(features.isEnabled("checkout", "user:1"));
      assertEquals(
          OptionalInt.of(1), memory.flags().find("later").orElseThrow().schedule().granted());
      assertTrue(features.status().faults().toString().contains(BAD));
      assertTrue(features.status().faults().toString().contains("test"));
    }
  }
}
