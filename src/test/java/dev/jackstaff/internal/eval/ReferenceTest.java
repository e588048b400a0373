package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEMANTICS, Deciding: compiled and interpreted alike")
final class ReferenceTest {
  private static final int SETS = 2000;

  @Test
  void randomSets_decidedBothWays_agree() {
    int decisions = 0;
    Set<Object> met = new HashSet<>();
    for (int seed = 0; seed < SETS; seed++) {
      RandomDefinitions random = new RandomDefinitions(seed);
      FlagSet set = random.set(1 + seed % 12);
      CompiledFlags compiled = CompiledFlags.of(set, 1 << 18);
      for (int i = 0; i < 6; i++) {
        User user = random.user();
        Instant now = random.instant();
        Map<String, Decision> expected = interpreted(set, user, now, Map.of());
        for (int visit = 0; visit < 3; visit++) {
          assertSame(expected, all(compiled.decide(user, now)), set, user);
        }
        expected.forEach((name, one) -> assertEquals(one, compiled.decide(name, user, now)));
        expected.values().forEach(one -> met.add(List.of(one.source(), one.reason(), one.on())));
        Map<String, FlagOverride> overrides = random.overrides(set);
        Map<String, Decision> forced = interpreted(set, user, now, overrides);
        assertSame(forced, all(compiled.decide(user, now, overrides)), set, user);
        decisions += 2 * expected.size();
      }
    }
    assertTrue(decisions > 100_000, decisions + " decisions");
    // So that the sets cannot become tame unnoticed: each source with each of its reasons.
    assertTrue(met.size() >= 23, met.size() + " kinds of decision: " + met);
  }

  /** "also if it is outside the filter's set". */
  @Test
  void someOfTheFlags_answerAsInTheWholeSet() {
    for (int seed = 0; seed < 250; seed++) {
      RandomDefinitions random = new RandomDefinitions(10_000 + seed);
      FlagSet set = random.set(10);
      Set<String> shown =
          set.flags().stream()
              .map(Flag::name)
              .filter(name -> random.chance(40))
              .collect(Collectors.toSet());
      CompiledFlags some = CompiledFlags.of(set, 1 << 18).only(shown::contains);
      for (int i = 0; i < 10; i++) {
        User user = random.user();
        Instant now = random.instant();
        Map<String, Decision> expected = interpreted(set, user, now, Map.of());
        expected.keySet().retainAll(shown);
        assertSame(expected, all(some.decide(user, now)), set, user);
        Map<String, FlagOverride> overrides = random.overrides(set);
        Map<String, Decision> forced = interpreted(set, user, now, overrides);
        forced.keySet().retainAll(shown);
        assertSame(forced, all(some.decide(user, now, overrides)), set, user);
      }
    }
  }

  /** One set, eight threads, users who come again with other attributes and at other times. */
  @Test
  void oneSet_decidedByEightThreads_agreesWithTheReference() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int seed = 0; seed < 8; seed++) {
        FlagSet set = new RandomDefinitions(20_000 + seed).set(12);
        CompiledFlags compiled = CompiledFlags.of(set, 1 << 14);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
          RandomDefinitions random = new RandomDefinitions(seed * 8L + t);
          tasks.add(() -> check(compiled, random));
        }
        for (Future<Void> done : threads.invokeAll(tasks)) {
          done.get();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void check(CompiledFlags compiled, RandomDefinitions random) {
    for (int i = 0; i < 200; i++) {
      User user = random.user();
      Instant now = random.instant();
      Map<String, Decision> expected = interpreted(compiled.set(), user, now, Map.of());
      assertSame(expected, all(compiled.decide(user, now)), compiled.set(), user);
      assertSame(expected, all(compiled.decide(user, now)), compiled.set(), user);
    }
    return null;
  }

  private static void assertSame(
      Map<String, Decision> expected, Map<String, Decision> actual, FlagSet set, User user) {
    expected.forEach(
        (name, one) ->
            assertEquals(
                one, actual.get(name), () -> user + "\n" + set.find(name) + "\n" + set.segments()));
    assertEquals(expected.keySet(), actual.keySet());
  }

  private static Map<String, Decision> interpreted(
      FlagSet set, User user, Instant now, Map<String, FlagOverride> overrides) {
    ReferenceDecider reference = new ReferenceDecider(set, user, now, overrides);
    return set.flags().stream()
        .collect(Collectors.toMap(Flag::name, f -> reference.decide(f.name())));
  }

  private static Map<String, Decision> all(Decisions answer) {
    return answer.table().places().stream()
        .collect(Collectors.toMap(FlagSlot::name, answer::decision));
  }
}
