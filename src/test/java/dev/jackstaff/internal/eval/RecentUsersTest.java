package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.User;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class RecentUsersTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final List<String> RESIDENTS = List.of("anna", "ben", "cleo", "dora");

  /** A table with four places, all of them taken. */
  private static RecentUsers full() {
    RecentUsers recent = new RecentUsers(4 * (100 + 148 + 16), 100, 3);
    assertEquals(4, recent.places());
    RESIDENTS.forEach(id -> assertNotNull(recent.entry(id)));
    return recent;
  }

  @Test
  void id_whereThereIsRoom_isKeptAtOnce() {
    RecentUsers recent = new RecentUsers(1 << 20, 100, 3);
    RecentUsers.Entry entry = recent.entry("anna");
    assertNotNull(entry);
    entry.remember(1, 42);
    assertEquals(0, entry.digest(1), "a user who came once");
    recent.keepDigests(entry);
    entry.remember(1, 42);
    assertSame(entry, recent.entry("anna"));
    assertEquals(42, recent.entry("anna").digest(1));
    assertEquals(0, entry.digest(2), "not worked out yet");
  }

  @Test
  void retiredSet_forgetsEverybody_andDecidesAsBefore() {
    CompiledFlags flags = CompiledFlags.of(FlagSet.of(Flag.percentage("half", 50)), 1 << 20);
    Decisions before = flags.decide(User.of("anna"), NOW);
    assertSame(before, flags.decide(User.of("anna"), NOW));
    assertTrue(flags.recentPlaces() > 0);
    flags.retire();
    assertEquals(0, flags.recentPlaces());
    Decisions after = flags.decide(User.of("anna"), NOW);
    assertNotSame(before, after);
    assertSame(
        before.decision(flags.table().find("half")), after.decision(flags.table().find("half")));
  }

  @Test
  void idsInTurn_whereThereIsNoRoom_leaveItToTheFirst() {
    RecentUsers recent = full();
    List<RecentUsers.Entry> first = RESIDENTS.stream().map(recent::entry).toList();
    for (int i = 0; i < 10; i++) {
      assertNull(recent.entry("zoe"));
      assertEquals(first, RESIDENTS.stream().map(recent::entry).toList());
    }
  }

  @Test
  void id_thatComesTwiceWhileAnOwnerStaysAway_takesTheOwnersPlace() {
    RecentUsers recent = full();
    assertNull(recent.entry("zoe"), "the first visit leaves a mark");
    RecentUsers.Entry zoe = recent.entry("zoe");
    assertNotNull(zoe, "the second takes the place");
    assertSame(zoe, recent.entry("zoe"));
  }

  /** Two ids with one hash are told apart by themselves. */
  @Test
  void ids_ofOneHash_areNotMixedUp() {
    assertEquals("AaAa".hashCode(), "BBBB".hashCode());
    RecentUsers recent = new RecentUsers(1 << 20, 100, 3);
    recent.entry("AaAa");
    RecentUsers.Entry first = recent.entry("AaAa");
    recent.keepDigests(first);
    first.remember(0, 7);
    RecentUsers.Entry second = recent.entry("BBBB");
    assertTrue(second == null || second.digest(0) == 0);
    assertNotSame(first, second);
  }

  /** "ids over 256 never". */
  @Test
  void id_over256Characters_isNeverKept() {
    RecentUsers recent = new RecentUsers(1 << 20, 100, 3);
    for (int visit = 0; visit < 5; visit++) {
      assertNull(recent.entry("x".repeat(257)));
    }
    recent.entry("x".repeat(256));
    assertNotNull(recent.entry("x".repeat(256)));
  }

  @Test
  void userWithoutId_hasTheOneEntryOfAllSuch() {
    RecentUsers recent = new RecentUsers(0, 100, 3);
    assertNotNull(recent.entry(null));
    assertSame(recent.entry(null), recent.entry(null));
  }

  @Test
  void noBytes_keepNobody() {
    RecentUsers recent = new RecentUsers(0, 100, 3);
    assertEquals(0, recent.places());
    for (int visit = 0; visit < 5; visit++) {
      assertNull(recent.entry("anna"));
    }
  }

  /** "a stream of random ids": once the table is full, no entries, and so no garbage that lives. */
  @Test
  void randomIds_inAStream_takeNoMoreThanTheEmptyPlaces() {
    Random random = new Random(6);
    RecentUsers recent = new RecentUsers(1 << 20, 100, 3);
    int kept = 0;
    for (int i = 0; i < 300_000; i++) {
      kept += recent.entry("anon-" + Long.toHexString(random.nextLong())) == null ? 0 : 1;
    }
    // The first fill the table. Then marks are hashes of 32 bits: one id in 2^32 has another's.
    assertTrue(kept <= recent.places() + 3, kept + " kept");
  }

  @Test
  void idsThatLookAlike_fillThreeQuartersOfThePlaces() {
    RecentUsers recent = new RecentUsers(1 << 20, 100, 0);
    int ids = recent.places() * 3 / 4;
    List<RecentUsers.Entry> first = new ArrayList<>();
    for (int i = 0; i < ids; i++) {
      first.add(recent.entry("user:" + i));
    }
    int kept = 0;
    for (int i = 0; i < ids; i++) {
      RecentUsers.Entry entry = first.get(i);
      kept += entry != null && recent.entry("user:" + i) == entry ? 1 : 0;
    }
    // At random in one place each, 1 - e^-0.75 of all places would be taken: 70 % of the ids.
    assertTrue(kept > 0.98 * ids, kept + " of " + ids);
  }

  /** "bounded in bytes": what one kept user costs, at its worst, times the number of such users. */
  @Test
  void places_allTakenByTheLargestEntries_stayWithinTheBytes() {
    for (int flags : new int[] {1, 10, 100, 1000}) {
      for (long bytes : new long[] {1 << 16, 1 << 20, 8 << 20}) {
        List<Flag> all = new ArrayList<>();
        for (int i = 0; i < flags; i++) {
          all.add(Flag.percentage("flag_with_quite_a_long_name_" + i, 99.9));
        }
        CompiledFlags compiled = CompiledFlags.of(FlagSet.of(all), bytes);
        long entry = entryBytes(CompiledFlags.of(FlagSet.of(all), 8 << 20)) + 56 + 256;
        long table = 16L * compiled.recentPlaces();
        long kept = keptOf(compiled, 2L * bytes / entry + 10);
        // One entry may exceed the bytes, since an entry's real size is known when it is complete.
        assertTrue(table + (kept - 1) * entry <= bytes, kept + " of " + entry + " in " + bytes);
        assertTrue(kept > 0.7 * bytes / (entry + 32) - 4, kept + " of " + entry + " in " + bytes);
      }
    }
  }

  /** Returns how many of a number of users, each with the longest id, are kept. */
  private static long keptOf(CompiledFlags compiled, long users) {
    List<Decisions> first = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      first.add(compiled.decide(longId(i), NOW));
    }
    long kept = 0;
    for (int i = 0; i < users; i++) {
      kept += compiled.decide(longId(i), NOW) == first.get(i) ? 1 : 0;
    }
    return kept;
  }

  private static User longId(int number) {
    return User.of("x".repeat(246) + (1_000_000_000 + number));
  }

  /** Returns the size of an admitted user's entry: entry, digests, answer and header. */
  private static long entryBytes(CompiledFlags compiled) {
    long bytes = Long.MAX_VALUE;
    int header = 0;
    // Several times, since the JVM itself allocates for what it links and compiles.
    for (int i = 100; i < 140; i++) {
      User user = User.of("x".repeat(253) + i);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      Decisions answer = compiled.decide(user, NOW);
      bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - before);
      header = Math.max(header, answer.active(2048).value().length());
    }
    int hashed = 16 + 256; // the id's bytes, which do not stay
    int text = 24 + 24 + 16 + header + 7; // ActiveFlags, String and its bytes
    return bytes - hashed + text;
  }

  /** Users whose digests are kept later than the users themselves. */
  @Test
  void longIds_thatReturn_stayWithinTheBytes() {
    CompiledFlags compiled = withRules(100);
    for (int visit = 0; visit < 5; visit++) {
      for (int i = 0; i < 3000; i++) {
        compiled.decide(longId(i).with("plan", "p" + visit), NOW);
      }
    }
    assertBounded(compiled);
  }

  /** Users whose attributes become long after they were admitted, and short again. */
  @Test
  void users_whoGrowAfterTheyWereAdmitted_stayWithinTheBytes() {
    CompiledFlags compiled = withRules(3);
    for (int visit = 0; visit < 6; visit++) {
      String plan = (visit % 3 == 2 ? "p".repeat(900) : "p") + visit;
      for (int i = 0; i < 6000; i++) {
        compiled.decide(User.of("user:" + i).with("plan", plan), NOW);
      }
      assertBounded(compiled);
    }
  }

  private static CompiledFlags withRules(int flags) {
    List<Flag> all = new ArrayList<>();
    for (int i = 0; i < flags; i++) {
      Rule rule = Rule.percentage(Condition.is("plan", "gold"), 40);
      all.add(Flag.builder("flag_" + i).rule(rule).percentage(50).build());
    }
    return CompiledFlags.of(FlagSet.of(all), 1 << 20);
  }

  /** Asserts that no more is kept than the bytes and the allowance, and not much less. */
  private static void assertBounded(CompiledFlags compiled) {
    long bytes = compiled.recentBytes();
    assertTrue(bytes <= (1 << 20) * 17L / 16 + 8192, bytes + " bytes");
    assertTrue(bytes >= (1 << 20) / 2, bytes + " bytes");
  }

  /** Eight threads on one table: an entry's digests are never another's. */
  @Test
  void entries_usedByEightThreads_keepTheirDigests() throws Exception {
    RecentUsers recent = new RecentUsers(20_000, 100, 4);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        Random random = new Random(t);
        tasks.add(() -> visit(recent, random));
      }
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void visit(RecentUsers recent, Random random) {
    for (int i = 0; i < 200_000; i++) {
      int id = random.nextInt(60);
      int memory = random.nextInt(4);
      long own = (id + 1) * 0x100000001L + memory;
      RecentUsers.Entry entry = recent.entry("user:" + id);
      if (entry != null) {
        recent.keepDigests(entry);
        long known = entry.digest(memory);
        assertTrue(known == 0 || known == own, "another user's digest");
        entry.remember(memory, own);
      }
    }
    return null;
  }
}
