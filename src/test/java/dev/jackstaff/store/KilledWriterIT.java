package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Processes that write are killed at any moment: a flag and its history are both there, or neither.
 */
@OnlyWithAll
class KilledWriterIT {
  private static final int ROUNDS = Integer.getInteger("jackstaff.killed.rounds", 15);
  private static final long SEED = Long.getLong("jackstaff.killed.seed", 20261123);

  /** A round kills two processes; there are more rounds until so many kills have hit the spot. */
  private static final int HITS = 3;

  /**
   * Returns the number of first writes of transactions, minus that of second ones; the counts
   * forget no abort.
   */
  private static final String CUT_BETWEEN =
      "SELECT sum(CASE relname WHEN 'feature_flags' THEN n_tup_ins + n_tup_upd + n_tup_del"
          + " ELSE -n_tup_ins END) FROM pg_stat_user_tables"
          + " WHERE relname IN ('feature_flags', 'feature_flag_history')";

  private static final String CUT_BEFORE_COMMIT =
      "SELECT n_tup_ins - (SELECT count(*) FROM feature_flag_history) FROM pg_stat_user_tables"
          + " WHERE relname = 'feature_flag_history'";

  /** Flags that are not what the newest entry of their history says, and entries without a flag. */
  private static final String HALVES =
      "SELECT count(*) FROM feature_flags f FULL JOIN (SELECT DISTINCT ON (name) * FROM"
          + " feature_flag_history ORDER BY name, revision DESC) h USING (name) WHERE f.revision"
          + " IS DISTINCT FROM CASE WHEN h.after IS NOT NULL THEN h.revision END";

  private static final String GAPS =
      "SELECT count(*) FROM (SELECT max(revision) - count(*) AS missing FROM feature_flag_history"
          + " GROUP BY name) AS names WHERE missing <> 0";

  @TempDir private Path directory;
  private final PGSimpleDataSource source = Databases.postgres();
  private final Random random = new Random(SEED);

  @Test
  void process_killedAtAnyMoment_leavesAFlagAndItsHistory_orNeither() throws Exception {
    JdbcFlagStore.builder(source).createTables(true).build().close();
    int rounds = 0;
    while (rounds < ROUNDS || (count(CUT_BETWEEN) < HITS && rounds < 10 * ROUNDS)) {
      round(rounds++);
    }
    Figures.record(
        "%d processes killed while they wrote (seed %d): %d between flag and history, %d between"
            + " history and commit; %d writes stand, none by half",
        2 * rounds,
        SEED,
        count(CUT_BETWEEN),
        count(CUT_BEFORE_COMMIT),
        count("SELECT count(*) FROM feature_flag_history"));
    assertTrue(count(CUT_BETWEEN) >= HITS, "too few kills between a flag and its history");
    flagsAreWhatTheirHistorySays();
  }

  private void round(int round) throws Exception {
    List<Writer> writers = new ArrayList<>();
    for (String prefix : List.of("a", "b")) {
      writers.add(new Writer(directory.resolve(prefix + round), prefix));
    }
    for (Writer writer : writers) {
      writer.killSoon();
    }
    Await.until(
        "the end of what they had begun",
        () ->
            count("SELECT count(*) FROM pg_stat_activity WHERE application_name IN ('a', 'b')")
                == 0);
    assertEquals(0, count(HALVES), "by half after round " + round + ", seed " + SEED);
    assertEquals(0, count(GAPS), "history with gaps after round " + round + ", seed " + SEED);
    for (Writer writer : writers) {
      writer.acknowledged().forEach(this::isThere);
    }
  }

  /** Asserts that the writes that the process reported have outlived it. */
  private void isThere(String said) {
    int space = said.indexOf(' ');
    int end = said.indexOf('-');
    if (end > 0) {
      String name = said.substring(0, space);
      String entry = "name = '" + name + "' AND revision = " + said.substring(space + 1, end);
      assertEquals(1, count("SELECT count(*) FROM feature_flag_history WHERE " + entry), said);
    }
  }

  private void flagsAreWhatTheirHistorySays() {
    try (JdbcFlagStore store = JdbcFlagStore.builder(source).build()) {
      assertTrue(store.flags().size() > 0);
      for (Flag flag : store.flags().flags()) {
        assertEquals(flag, store.history(flag.name()).get(0).after());
      }
      assertEquals(List.of(), store.status().faults());
    }
  }

  private int count(String query) {
    return Databases.count(source, query);
  }

  /** One process. */
  private final class Writer {
    private final Path said;
    private final Process process;

    Writer(Path said, String prefix) throws IOException {
      this.said = said;
      this.process =
          ChildJvm.of(
                  RestlessWriter.class,
                  source.getURL() + "&user=" + source.getUser(),
                  prefix,
                  Long.toString(random.nextLong()))
              .redirectOutput(said.toFile())
              .start();
    }

    void killSoon() throws InterruptedException {
      int lines = 1 + random.nextInt(40);
      Await.until(lines + " writes", () -> acknowledged().size() >= lines || !process.isAlive());
      LockSupport.parkNanos(random.nextInt(5_000_000));
      assertTrue(process.isAlive(), () -> "it ended by itself after " + acknowledged());
      process.destroyForcibly().waitFor();
    }

    List<String> acknowledged() {
      try {
        String text = Files.readString(said);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
