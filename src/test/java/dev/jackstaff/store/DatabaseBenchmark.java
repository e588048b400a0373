package dev.jackstaff.store;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import java.time.Duration;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * Prints what a large table costs: 10,000 flags, and one of 100,000 users.
 *
 * <p>{@code mvn test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.jackstaff.store.DatabaseBenchmark}
 */
final class DatabaseBenchmark {
  private static final int QUESTIONS = 1_000_000;

  private DatabaseBenchmark() {}

  /** Takes no arguments. */
  public static void main(String[] args) {
    measure("PostgreSQL", Databases.postgres());
    measure("H2", Databases.h2());
    System.exit(0);
  }

  private static void measure(String database, DataSource plain) {
    try (var source = Databases.pool(plain)) {
      fill(source);
      long empty = used();
      long start = System.nanoTime();
      JdbcFlagStore store = JdbcFlagStore.builder(source).refresh(Duration.ofDays(1)).build();
      System.out.printf(
          "%s: %d flags are loaded after %s%n", database, store.flags().size(), since(start));
      System.out.printf("%s: they take %.1f MB%n", database, (used() - empty) / 1e6);
      start = System.nanoTime();
      store.setRollout("flag1", 50, Change.by("benchmark", null));
      System.out.printf("%s: one write among them takes %s%n", database, since(start));
      ask(database, store);
    }
  }

  private static void fill(DataSource source) {
    JdbcFlagStore.builder(source).createTables(true).build().close();
    Databases.run(
        source,
        "INSERT INTO feature_flags (name, rollout_percentage)"
            + " SELECT 'flag' || n, 25 FROM generate_series(1, 10000) AS s(n)");
    try (JdbcFlagStore store = JdbcFlagStore.builder(source).build()) {
      String[] users =
          IntStream.range(0, 100_000).mapToObj(i -> "user:" + i).toArray(String[]::new);
      store.put(Flag.users("many", users), null, Change.by("benchmark", null));
      Await.until(
          "all are in the history",
          Duration.ofMinutes(5),
          () -> Databases.count(source, "SELECT count(*) FROM feature_flag_history") == 10_001);
    }
  }

  private static String since(long start) {
    return "%.0f ms".formatted((System.nanoTime() - start) / 1e6);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void ask(String database, JdbcFlagStore store) {
    try (FeatureFlags features = FeatureFlags.of(store)) {
      for (String id : new String[] {"user:99999", "user:nobody"}) {
        int on = 0;
        long start = 0;
        // Once to warm up.
        for (int i = -QUESTIONS; i < QUESTIONS; i++) {
          start = i == 0 ? System.nanoTime() : start;
          on += features.isEnabled("many", id) ? 1 : 0;
        }
        System.out.printf(
            "%s: deciding the flag of 100,000 users for %s takes %.0f ns (%s)%n",
            database, id, (System.nanoTime() - start) / (double) QUESTIONS, on > 0);
      }
    }
  }
}
