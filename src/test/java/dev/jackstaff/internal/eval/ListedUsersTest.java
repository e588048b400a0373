package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListedUsersTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

  /** Counts the questions. */
  private static final class Counted extends HashSet<String> {
    private static final long serialVersionUID = 1L;

    private transient int lookUps;

    Counted(Set<String> users) {
      super(users);
    }

    @Override
    public boolean contains(Object user) {
      lookUps++;
      return super.contains(user);
    }
  }

  private static ListedUsers listed(Set<String> users) {
    Decision on = CompiledFlags.of(FlagSet.of(Flag.on("a")), 0).decide("a", User.anonymous(), NOW);
    return new ListedUsers(users, CompiledOutcome.one(on));
  }

  private static Set<String> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> "user:" + i).collect(Collectors.toSet());
  }

  @Test
  void listsOfAllSizes_containWhomTheySayAndNobodyElse() {
    for (int size : new int[] {1, 2, 3, 7, 8, 100, 1_023, 1_024, 1_025, 20_000}) {
      ListedUsers listed = listed(users(size));
      for (int i = 0; i < 2 * size; i++) {
        assertEquals(i < size, listed.contains("user:" + i), size + " " + i);
      }
    }
  }

  @Test
  void nobody_isNotListed() {
    assertFalse(listed(Set.of("anna")).contains(null));
  }

  /** These two texts have the same hash. */
  @Test
  void sameHash_isNotTheSameUser() {
    assertEquals("Aa".hashCode(), "BB".hashCode());
    ListedUsers listed = listed(Set.of("Aa"));
    assertTrue(listed.contains("Aa"));
    assertFalse(listed.contains("BB"));
  }

  @Test
  void longList_isLookedUpOnceAtMost_andSeldomForOthers() {
    Counted users = new Counted(users(100_000));
    ListedUsers listed = listed(users);
    assertTrue(listed.contains("user:99999"));
    assertEquals(1, users.lookUps);
    users.lookUps = 0;
    for (int i = 100_000; i < 200_000; i++) {
      listed.contains("user:" + i);
    }
    assertTrue(users.lookUps < 20_000, users.lookUps + " of 100,000 strangers");
  }
}
