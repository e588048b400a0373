package dev.jackstaff.store;

import static dev.jackstaff.store.WritableFlagStoreContract.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Figures;
import dev.jackstaff.model.Flag;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that read and write one file. */
final class SqliteProcessesIT {
  private static final int FLAGS = 60;
  @TempDir Path directory;

  /** Writes and kills as many flags as the test, then waits until it is killed. */
  public static void main(String[] args) {
    try (JdbcFlagStore store = open(args[0])) {
      write(store, "child");
      Await.until("the flags of the other process", () -> count(store, "parent") == FLAGS);
      store.put(Flag.on("seen"), null, ANN);
      Await.until("the end", () -> false);
    }
  }

  private static JdbcFlagStore open(String url) {
    return JdbcFlagStore.builder(url).createTables(true).refresh(Duration.ofMillis(20)).build();
  }

  private static void write(JdbcFlagStore store, String prefix) {
    for (int i = 0; i < FLAGS; i++) {
      store.put(Flag.percentage(prefix + i, i), null, ANN);
      store.kill(prefix + i, ANN);
    }
  }

  private static long count(JdbcFlagStore store, String prefix) {
    return store.flags().flags().stream()
        .filter(flag -> flag.name().startsWith(prefix) && flag.isKilled())
        .count();
  }

  @Test
  void twoProcesses_writeAtOnce_andSeeEachOther() throws Exception {
    String url = "jdbc:sqlite:" + directory.resolve("flags.sqlite");
    Process child = ChildJvm.of(List.of(), SqliteProcessesIT.class, url).start();
    try (JdbcFlagStore store = open(url)) {
      write(store, "parent");
      Await.until("the flags of the child", () -> count(store, "child") == FLAGS);
      Await.until("the child has seen all", () -> store.flags().find("seen").isPresent());
      child.destroyForcibly().waitFor();
      assertEquals(2, store.history("child0").size());
      store.put(Flag.on("last"), null, ANN);
      assertTrue(store.find("last").isPresent());
      Figures.record(
          "SQLite: two processes made %d writes at once, %d are there",
          4 * FLAGS, 2 * (count(store, "child") + count(store, "parent")));
    } finally {
      child.destroyForcibly();
    }
  }
}
