package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CountedResultsTest {
  private static final Arms ARMS = Arms.of(Flag.percentage("button", 50));

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final CountedResults counted = new CountedResults(now::get);
  private int counts;

  private ExperimentResults count() {
    counts++;
    return new ExperimentResults("button", now.get(), List.of(), new SampleRatio(1), 0);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void countThatTookLong_standsTenTimesAsLong() throws SQLException {
    ExperimentResults slow =
        counted.get(
            ARMS,
            0.05,
            () -> {
              pass(Duration.ofSeconds(20));
              return count();
            });
    pass(Duration.ofSeconds(199));
    assertSame(slow, counted.get(ARMS, 0.05, this::count));
    pass(Duration.ofSeconds(1));
    counted.get(ARMS, 0.05, this::count);
    assertEquals(2, counts);
  }

  @Test
  void countThatFailed_isNotTriedAgainAtOnce() throws SQLException {
    CountedResults.Count failing =
        () -> {
          counts++;
          throw new SQLException("away");
        };
    for (int i = 0; i < 5; i++) {
      SQLException e = assertThrows(SQLException.class, () -> counted.get(ARMS, 0.05, failing));
      assertEquals("away; it is tried again at 1970-01-01T00:00:10Z", e.getMessage());
    }
    assertEquals(1, counts);
    pass(Duration.ofSeconds(10));
    counted.get(ARMS, 0.05, this::count);
    assertEquals(2, counts);
  }

  @Test
  void whileSomebodyCounts_othersGetTheCountBefore() throws Exception {
    ExperimentResults before = counted.get(ARMS, 0.05, this::count);
    pass(Duration.ofMinutes(1));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<ExperimentResults> counting =
        CompletableFuture.supplyAsync(() -> slowly(inside, go));
    assertTrue(inside.await(20, TimeUnit.SECONDS));
    assertSame(before, counted.get(ARMS, 0.05, this::count));
    go.countDown();
    ExperimentResults after = counting.get(20, TimeUnit.SECONDS);
    assertSame(after, counted.get(ARMS, 0.05, this::count));
    assertEquals(2, counts);
  }

  private static void await(CountDownLatch go) {
    try {
      assertTrue(go.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ExperimentResults slowly(CountDownLatch inside, CountDownLatch go) {
    try {
      return counted.get(
          ARMS,
          0.05,
          () -> {
            inside.countDown();
            await(go);
            return count();
          });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
