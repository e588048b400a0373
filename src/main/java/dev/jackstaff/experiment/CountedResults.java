package dev.jackstaff.experiment;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The results as they were counted last. A count reads all rows of an experiment, while its page is
 * made anew for everybody who looks, at every change of any flag. So a count stands for ten
 * seconds, and for ten times as long as it took: however many look, one experiment keeps the
 * database busy for an eleventh of the time at most, from each node. A count that failed stands as
 * long. Who comes while somebody else counts gets the one before. Thread-safe.
 */
final class CountedResults {
  private static final Duration LEAST = Duration.ofSeconds(10);
  private static final int TIMES = 10;

  private final InstantSource clock;
  private final Map<String, Desk> desks = new ConcurrentHashMap<>();

  CountedResults(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts. */
  interface Count {
    ExperimentResults now() throws SQLException;
  }

  /** Of the flag as it is; another definition is counted anew. */
  ExperimentResults get(Arms arms, double alpha, Count count) throws SQLException {
    return desks.computeIfAbsent(arms.flag(), flag -> new Desk()).get(arms, alpha, count);
  }

  /** What came of a count, and until when it stands. */
  private record Counted(
      Arms arms,
      double alpha,
      @Nullable ExperimentResults results,
      @Nullable SQLException failure,
      Instant until) {
    boolean isOf(Arms others, double chance) {
      return arms.equals(others) && alpha == chance;
    }

    ExperimentResults get() throws SQLException {
      if (results == null) {
        throw new SQLException(
            (failure == null ? "" : failure.getMessage()) + "; it is tried again at " + until,
            failure);
      }
      return results;
    }
  }

  /** Where one flag is counted, by one thread at a time. */
  private final class Desk {
    private final ReentrantLock counting = new ReentrantLock();
    private volatile @Nullable Counted last;

    ExperimentResults get(Arms arms, double alpha, Count count) throws SQLException {
      Counted known = last;
      boolean fits = known != null && known.isOf(arms, alpha);
      if (known != null && fits && isFresh(known)) {
        return known.get();
      }
      if (!counting.tryLock()) {
        if (known != null && fits) {
          return known.get();
        }
        counting.lock();
      }
      try {
        return again(arms, alpha, count).get();
      } finally {
        counting.unlock();
      }
    }

    private boolean isFresh(Counted counted) {
      return clock.instant().isBefore(counted.until());
    }

    /** Unless somebody has just done so. */
    private Counted again(Arms arms, double alpha, Count count) {
      Counted known = last;
      if (known != null && known.isOf(arms, alpha) && isFresh(known)) {
        return known;
      }
      Counted counted = counted(arms, alpha, count);
      last = counted;
      return counted;
    }

    private Counted counted(Arms arms, double alpha, Count count) {
      Instant start = clock.instant();
      ExperimentResults results = null;
      SQLException failure = null;
      try {
        results = count.now();
      } catch (SQLException e) {
        failure = e;
      }
      Instant end = clock.instant();
      Duration stands = Duration.between(start, end).multipliedBy(TIMES);
      Instant until = end.plus(stands.compareTo(LEAST) > 0 ? stands : LEAST);
      return new Counted(arms, alpha, results, failure, until);
    }
  }
}
