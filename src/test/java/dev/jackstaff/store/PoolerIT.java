package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.OnlyWithAll;
import dev.jackstaff.model.Flag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stores behind PgBouncer in transaction mode, where each transaction may be on another connection
 * of the database, and two stores share one.
 */
@OnlyWithAll
class PoolerIT {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final int WRITERS = 4;
  private static final int WRITES = 30;

  private final PGSimpleDataSource direct = Databases.postgres();
  private PgBouncer pooler;

  @BeforeEach
  void start() throws Exception {
    pooler = PgBouncer.before(direct);
  }

  @AfterEach
  void stop() throws Exception {
    if (pooler != null) {
      pooler.close();
    }
  }

  @Test
  void stores_byUrl_readAndWriteThroughIt() throws Exception {
    readAndWrite(() -> JdbcFlagStore.builder(pooler.url()).createTables(true));
  }

  /** The configuration of the manual for a pooler: the driver names no statements. */
  @Test
  void stores_overAPool_readAndWriteThroughIt() throws Exception {
    PGSimpleDataSource through = new PGSimpleDataSource();
    through.setURL(pooler.url() + "&prepareThreshold=0");
    try (HikariDataSource one = Databases.pool(through);
        HikariDataSource other = Databases.pool(through)) {
      List<HikariDataSource> pools = List.of(one, other);
      int[] next = {0};
      readAndWrite(() -> JdbcFlagStore.builder(pools.get(next[0]++ % 2)).createTables(true));
    }
  }

  private interface Builders {
    JdbcFlagStore.Builder next();
  }

  /** Several at once, so that transactions change their connections all the time. */
  private void readAndWrite(Builders builders) throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    List<Callable<JdbcFlagStore>> work = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      JdbcFlagStore store = builders.next().refresh(Duration.ofMillis(20)).build();
      String name = "flag" + i;
      work.add(() -> written(store, name));
    }
    List<JdbcFlagStore> stores = new ArrayList<>();
    for (Future<JdbcFlagStore> done : writers.invokeAll(work)) {
      stores.add(done.get());
    }
    writers.shutdownNow();
    for (JdbcFlagStore store : stores) {
      Await.until("all of all", () -> store.flags().flags().stream().allMatch(PoolerIT::isLast));
      assertEquals(WRITERS, store.flags().size());
      assertEquals(List.of(), store.status().faults());
      assertEquals(StoreStatus.State.READY, store.status().state(), store.status().toString());
      assertEquals(WRITES, store.history("flag0").size());
    }
    stores.forEach(JdbcFlagStore::close);
  }

  private static JdbcFlagStore written(JdbcFlagStore store, String name) {
    String revision = store.put(Flag.percentage(name, 0), null, ANN);
    for (int i = 1; i < WRITES; i++) {
      revision = store.put(Flag.percentage(name, i), revision, ANN);
      assertEquals(Flag.percentage(name, i), store.flags().find(name).orElseThrow());
    }
    return store;
  }

  private static boolean isLast(Flag flag) {
    return flag.percentage().orElseThrow() == WRITES - 1;
  }

  @Test
  void listening_directly_hearsWhatIsWrittenThroughIt() {
    try (JdbcFlagStore writer = JdbcFlagStore.builder(pooler.url()).createTables(true).build();
        JdbcFlagStore store =
            JdbcFlagStore.builder(pooler.url()).refresh(NEVER).listen(direct).build()) {
      Await.until("listening " + store.status(), () -> store.status().faults().isEmpty());
      writer.put(Flag.on("a"), null, ANN);
      // Long before the next look of its own.
      Await.until("a", Duration.ofSeconds(3), () -> store.flags().find("a").isPresent());
    }
  }

  /** A notification goes to the client that has the connection just then, and so is lost. */
  @Test
  void listening_throughIt_isDeaf_andSeesAChangeWithTheNextLook() {
    try (JdbcFlagStore writer = JdbcFlagStore.builder(pooler.url()).createTables(true).build();
        JdbcFlagStore store =
            JdbcFlagStore.builder(pooler.url()).refresh(NEVER).listen(pooler.url()).build()) {
      writer.put(Flag.on("a"), null, ANN);
      Await.until("a", Duration.ofSeconds(8), () -> store.flags().find("a").isPresent());
      assertTrue(store.status().faults().isEmpty(), store.status().toString());
    }
  }
}
