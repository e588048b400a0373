package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.model.Flag;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountedResultsTest {
  private static final VariantWeights ARMS = VariantWeights.of(Flag.percentage("button", 50));

  private static final AnalysisSettings SETTINGS = AnalysisSettings.DEFAULT;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final CountedResults counted = new CountedResults(now::get, Duration.ofSeconds(20));
  private final CountedResults impatient = new CountedResults(now::get, Duration.ZERO);
  private final AtomicInteger counts = new AtomicInteger();

  @AfterEach
  void close() {
    counted.close();
    impatient.close();
  }

  private ExperimentResults count() {
    counts.incrementAndGet();
    return new ExperimentResults(
        "button", now.get(), List.of(), new SampleRatio(1), 0, 0, SETTINGS);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void countThatTookLong_standsTenTimesAsLong() throws SQLException {
    ExperimentResults slow =
        counted.get(
            ARMS,
            SETTINGS,
            () -> {
              pass(Duration.ofSeconds(20));
              return count();
            });
    pass(Duration.ofSeconds(199));
    assertSame(slow, counted.get(ARMS, SETTINGS, this::count));
    pass(Duration.ofSeconds(1));
    counted.get(ARMS, SETTINGS, this::count);
    assertEquals(2, counts.get());
  }

  @Test
  void countThatFailed_isNotTriedAgainAtOnce() throws SQLException {
    CountedResults.Count failing =
        () -> {
          counts.incrementAndGet();
          throw new SQLException("away");
        };
    for (int i = 0; i < 5; i++) {
      SQLException e = assertThrows(SQLException.class, () -> counted.get(ARMS, SETTINGS, failing));
      assertEquals("away; the next attempt is after 1970-01-01T00:00:10Z", e.getMessage());
    }
    assertEquals(1, counts.get());
    pass(Duration.ofSeconds(10));
    counted.get(ARMS, SETTINGS, this::count);
    assertEquals(2, counts.get());
  }

  @Test
  void whileItIsCounted_othersGetTheCountBefore() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountedResults.Count slow =
        () -> {
          await(go);
          return count();
        };
    for (int i = 0; i < 3; i++) {
      SQLException e =
          assertThrows(SQLTimeoutException.class, () -> impatient.get(ARMS, SETTINGS, slow));
      assertTrue(e.getMessage().contains("still being counted"), e.getMessage());
    }
    go.countDown();
    ExperimentResults first = counted(slow);
    pass(Duration.ofMinutes(1));
    CountDownLatch again = new CountDownLatch(1);
    CountedResults.Count slower =
        () -> {
          await(again);
          return count();
        };
    for (int i = 0; i < 3; i++) {
      assertSame(first, impatient.get(ARMS, SETTINGS, slower));
    }
    again.countDown();
    while (impatient.get(ARMS, SETTINGS, this::count).at().equals(first.at())) {
      Thread.onSpinWait();
    }
    assertEquals(2, counts.get());
  }

  /** Returns the results when they are counted. */
  private ExperimentResults counted(CountedResults.Count count) throws SQLException {
    while (true) {
      try {
        return impatient.get(ARMS, SETTINGS, count);
      } catch (SQLTimeoutException e) {
        Thread.onSpinWait();
      }
    }
  }

  private static void await(CountDownLatch go) {
    try {
      assertTrue(go.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void otherDefinition_isAnotherExperiment() throws SQLException {
    ExperimentResults first = counted.get(ARMS, SETTINGS, this::count);
    Flag salted = Flag.percentage("button", 50).toBuilder().salt("anew").build();
    assertNotSame(first, counted.get(VariantWeights.of(salted), SETTINGS, this::count));
    assertEquals(2, counts.get());
  }

  @Test
  void afterTheEnd_nothingIsCounted() {
    counted.close();
    assertThrows(SQLException.class, () -> counted.get(ARMS, SETTINGS, this::count));
    assertEquals(0, counts.get());
  }
}
