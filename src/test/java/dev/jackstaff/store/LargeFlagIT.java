package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Figures;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** One flag with half a million users, and what its writers keep others waiting for. */
final class LargeFlagIT {
  private static final int USERS = 500_000;
  private static final int WRITES = 3;
  private static final Duration NEVER = Duration.ofDays(1);

  private final PGSimpleDataSource source = Databases.postgres();
  private final UnderLock underLock = new UnderLock();

  private static Flag large(int round) {
    String[] users =
        IntStream.range(0, USERS).mapToObj(i -> "user:" + (i + round)).toArray(String[]::new);
    return Flag.users("large", users);
  }

  /** The length of the JSON of the users. */
  private static long length(Flag flag) {
    return flag.users().stream().mapToLong(user -> user.length() + 3L).sum();
  }

  private static String revision(JdbcFlagStore store, String name) {
    return store.find(name).orElseThrow().revision();
  }

  @Test
  void write_ofALargeFlag_neitherParsesNorRendersNorReadsItUnderTheLock() {
    Flag first = large(0);
    Flag second = large(1);
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(underLock.watched(source))
            .createTables(true)
            .refresh(NEVER)
            .retention(100)
            .build()) {
      store.put(first, null, ANN);
      Map<String, Runnable> writes = new LinkedHashMap<>();
      String revision = revision(store, "large");
      writes.put("replace", () -> store.put(second, revision, ANN));
      writes.put("kill", () -> store.kill("large", ANN));
      writes.put("lift", () -> store.lift("large", ANN));
      writes.put("setRollout", () -> store.setRollout("large", 7, ANN));
      writes.put("stop", () -> store.setRollout("large", 0, ANN));
      List<String> tooMuch = new ArrayList<>();
      writes.forEach((name, write) -> underLock.measure(write, name, length(first), 0, tooMuch));
      assertEquals(List.of(), tooMuch);
      assertEquals(second.users(), store.find("large").orElseThrow().value().users());
    }
  }

  @Test
  void segment_thatIsLarge_isWrittenLikewise() {
    Condition first = largeCondition(0);
    Condition second = largeCondition(1);
    try (JdbcFlagStore store =
        JdbcFlagStore.builder(underLock.watched(source))
            .createTables(true)
            .refresh(NEVER)
            .build()) {
      String revision = store.putSegment("large", first, null, ANN);
      List<String> tooMuch = new ArrayList<>();
      long length = length(large(0));
      underLock.measure(
          () -> store.putSegment("large", second, revision, ANN), "segment", length, 0, tooMuch);
      assertEquals(List.of(), tooMuch);
      assertEquals(second, store.flags().segments().get("large"));
    }
  }

  private static Condition largeCondition(int round) {
    return Condition.in("id", large(round).users().toArray());
  }

  @Test
  void write_overALargeRowThatAnotherNodeHasWritten_isPreparedAnewWithoutTheLock() {
    try (JdbcFlagStore store =
            JdbcFlagStore.builder(underLock.watched(source))
                .createTables(true)
                .refresh(NEVER)
                .build();
        JdbcFlagStore other = JdbcFlagStore.builder(source).refresh(NEVER).build()) {
      Flag last = large(1);
      other.put(last, other.put(large(0), null, ANN), ANN);
      List<String> tooMuch = new ArrayList<>();
      underLock.measure(() -> store.kill("large", ANN), "kill", length(last), 1, tooMuch);
      assertEquals(List.of(), tooMuch);
      Flag killed = store.find("large").orElseThrow().value();
      assertTrue(killed.isKilled());
      assertEquals(last.users(), killed.users());
    }
  }

  @Test
  void write_thatWaitsForTheLockTooLong_waitsAgain() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (JdbcFlagStore store =
            JdbcFlagStore.builder(underLock.telling(source, "55P03", refused))
                .createTables(true)
                .refresh(NEVER)
                .build();
        Connection holder = source.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT * FROM feature_flags_version FOR UPDATE");
      Callable<String> write = () -> store.put(Flag.on("a"), null, ANN);
      Future<String> written = threads.submit(write);
      assertTrue(refused.await(2, TimeUnit.MINUTES));
      holder.rollback();
      assertEquals(written.get(), revision(store, "a"));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void writersOfOtherFlags_areNeverRefused_whileALargeOneIsWritten() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (JdbcFlagStore writer =
            JdbcFlagStore.builder(source).createTables(true).refresh(NEVER).build();
        JdbcFlagStore other = JdbcFlagStore.builder(source).refresh(NEVER).build();
        JdbcFlagStore reader =
            JdbcFlagStore.builder(source).refresh(NEVER).listen(source).build()) {
      String revision = writer.put(large(0), null, ANN);
      AtomicBoolean over = new AtomicBoolean();
      List<Future<long[]>> waits = new ArrayList<>();
      for (String name : List.of("small", "little")) {
        other.put(Flag.percentage(name, 0), null, ANN);
        Callable<long[]> task = () -> waits(other, name, over);
        waits.add(threads.submit(task));
      }
      for (int round = 1; round <= WRITES; round++) {
        long start = System.nanoTime();
        revision = writer.put(large(round), revision, ANN);
        Figures.record("a large write: %.2f s", (System.nanoTime() - start) / 1e9);
      }
      over.set(true);
      for (Future<long[]> wait : waits) {
        long[] nanos = wait.get();
        Arrays.sort(nanos);
        Figures.record(
            "%d other writes meanwhile, none refused: median %.3f s, longest %.3f s",
            nanos.length, nanos[nanos.length / 2] / 1e9, nanos[nanos.length - 1] / 1e9);
      }
      Flag last = large(WRITES);
      Await.until(
          "the reader has it",
          Duration.ofMinutes(2),
          () -> reader.flags().find("large").filter(last::equals).isPresent());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Measures the time of each write; fails with the first that is refused. */
  private static long[] waits(JdbcFlagStore store, String name, AtomicBoolean over) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 1; !over.get(); i++) {
      long start = System.nanoTime();
      store.setRollout(name, 1 + i % 99, ANN);
      nanos.add(System.nanoTime() - start);
    }
    assertTrue(nanos.size() > 0);
    return nanos.stream().mapToLong(Long::longValue).toArray();
  }
}
