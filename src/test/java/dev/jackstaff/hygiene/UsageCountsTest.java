package dev.jackstaff.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The counts between two writes, while flags come and go. */
final class UsageCountsTest {
  private static final int FLAGS = 5_000;
  private static final int CHANGES = 600;

  private final UsageCounts tallies = new UsageCounts();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");

  private static List<Flag> flags() {
    return IntStream.range(0, FLAGS)
        .mapToObj(i -> Flag.builder("flag_" + i).percentage(i % 100).build())
        .toList();
  }

  private static Decision decision(String flag) {
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(Flag.on(flag)))) {
      return features.decide(flag, User.of("ann"));
    }
  }

  /** Reads all flags again, as a file or a database does; one of them has changed. */
  private static FlagSet changed(int change) {
    List<Flag> all = new ArrayList<>(flags());
    int which = change % FLAGS;
    all.set(which, Flag.builder("flag_" + which).percentage(change / 1e4).build());
    return FlagSet.of(all);
  }

  @Test
  void manyChangesOfALargeSet_keepNoSetsAndNoOldDefinitions() {
    Decision first = decision("flag_0");
    Decision other = decision("flag_7");
    List<WeakReference<FlagSet>> sets = new ArrayList<>();
    for (int change = 0; change < CHANGES; change++) {
      FlagSet set = changed(change * 10);
      sets.add(new WeakReference<>(set));
      tallies.add(first, set, now);
      tallies.add(other, set, now);
      if (change % 100 == 99) {
        now = now.plusSeconds(30);
        assertEquals(200, asked(tallies.take(now)));
      }
    }
    assertTrue(tallies.held() < 30, "held: " + tallies.held());
    // The two that were asked last, and the one that is still on the stack.
    Await.until(
        "sets are collected",
        () -> {
          System.gc();
          return sets.stream().filter(set -> set.get() != null).count() <= 3;
        });
  }

  /** One flag that changes all the while, asked in each state. */
  @Test
  void manyDefinitionsOfOneFlag_areCountedEach_andLetGo() {
    Decision decision = decision("flag_1");
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> counted = new HashMap<>();
    List<WeakReference<Flag>> definitions = new ArrayList<>();
    for (int change = 0; change < CHANGES; change++) {
      Flag flag = Flag.builder("flag_1").percentage(change / 10.0).build();
      definitions.add(new WeakReference<>(flag));
      FlagSet set = FlagSet.of(flag);
      for (int i = 0; i <= change % 3; i++) {
        tallies.add(decision, set, now);
      }
      expected.put(FlagJson.revision(flag), change % 3 + 1L);
    }
    tallies.take(now).forEach(line -> counted.merge(line.revision(), line.asked(), Long::sum));
    assertEquals(expected, new TreeMap<>(counted));
    Await.until(
        "definitions are collected",
        () -> {
          System.gc();
          return definitions.stream().filter(flag -> flag.get() != null).count() <= 4;
        });
    now = now.plus(Duration.ofMinutes(6));
    assertEquals(0, asked(tallies.take(now)));
    assertTrue(tallies.held() < 10, "held: " + tallies.held());
  }

  /** Requests under way end by the old set, in turn with those of the new one. */
  @Test
  void setsThatAlternate_loseNothing() {
    Decision decision = decision("flag_1");
    List<FlagSet> sets = IntStream.range(0, 8).mapToObj(UsageCountsTest::changed).toList();
    for (int i = 0; i < 8_000; i++) {
      tallies.add(decision, sets.get(i % 8), now);
      if (i % 1_000 == 999) {
        assertEquals(1_000, asked(tallies.take(now)));
      }
    }
    assertTrue(tallies.held() < 10, "held: " + tallies.held());
  }

  private static long asked(List<UsageLine> lines) {
    return lines.stream().mapToLong(UsageLine::asked).sum();
  }
}
