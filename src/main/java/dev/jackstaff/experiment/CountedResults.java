package dev.jackstaff.experiment;

import dev.jackstaff.internal.Daemons;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the latest results. A count reads all rows of an experiment, which takes minutes if
 * there are millions, while its page is rendered again for each viewer at every change of any flag.
 *
 * <p>So a count remains valid for ten seconds, or for ten times as long as it took if that is
 * longer, even if it failed. However many viewers there are, one experiment keeps the database busy
 * for at most an eleventh of the time from each node. One thread counts one experiment after the
 * other, and ends when there is nothing to count. A caller waits a little for a new count, and then
 * gets the previous one, if there is one. Thread-safe.
 */
final class CountedResults implements AutoCloseable {
  /** The time that a page waits for its results. */
  static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

  private static final Duration MIN_VALIDITY = Duration.ofSeconds(10);
  private static final int VALIDITY_FACTOR = 10;

  private final InstantSource clock;
  private final Duration patience;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final Daemons threads = new Daemons("jackstaff-results");
  private final ThreadPoolExecutor counter =
      new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);

  /** Creates a cache; the patience is the time that a caller waits for a count. */
  CountedResults(InstantSource clock, Duration patience) {
    this.clock = clock;
    this.patience = patience;
    counter.allowCoreThreadTimeOut(true);
  }

  /** A function that counts. */
  interface Count {
    ExperimentResults now() throws SQLException;
  }

  /**
   * Returns the results for the current definition of a flag; another definition is counted again.
   *
   * @throws SQLTimeoutException if the first count is still running
   */
  ExperimentResults get(VariantWeights arms, AnalysisSettings settings, Count count)
      throws SQLException {
    return slots
        .computeIfAbsent(arms.flag(), flag -> new Slot())
        .get(new Query(arms, settings, count));
  }

  @Override
  public void close() {
    counter.shutdownNow();
    threads.close();
  }

  /** The parameters of a count. */
  private record Query(VariantWeights arms, AnalysisSettings settings, Count count) {
    boolean isLike(Query other) {
      return arms.equals(other.arms) && settings.equals(other.settings);
    }
  }

  /** The outcome of a count, and the time until which it is valid. */
  private record Counted(
      Query query,
      @Nullable ExperimentResults results,
      @Nullable Throwable failure,
      Instant until) {
    ExperimentResults get() throws SQLException {
      if (results == null) {
        String why = failure == null ? "" : String.valueOf(failure.getMessage());
        throw new SQLException(why + "; the next attempt is after " + until, failure);
      }
      return results;
    }
  }

  /** The state of the counts of one flag. */
  private final class Slot {
    private volatile @Nullable Counted last;
    private @Nullable Query counting;
    private CompletableFuture<Counted> next = new CompletableFuture<>();

    ExperimentResults get(Query query) throws SQLException {
      Counted known = last(query);
      if (known != null && isValid(known)) {
        return known.get();
      }
      Counted counted = await(begin(query));
      if (counted == null) {
        counted = known;
      }
      if (counted == null) {
        throw new SQLTimeoutException("the results are still being counted; try again later");
      }
      return counted.get();
    }

    private @Nullable Counted last(Query query) {
      Counted known = last;
      return known != null && known.query().isLike(query) ? known : null;
    }

    private boolean isValid(Counted known) {
      return clock.instant().isBefore(known.until());
    }

    /** Begins a count, unless the same one is running or has just been completed. */
    private synchronized CompletableFuture<Counted> begin(Query query) throws SQLException {
      // Read first: a count stores its outcome before it is done.
      boolean done = next.isDone();
      Counted known = last(query);
      if (known != null && isValid(known)) {
        return CompletableFuture.completedFuture(known);
      }
      if (counting == null || !counting.isLike(query) || done) {
        try {
          next = CompletableFuture.supplyAsync(() -> counted(query), counter);
        } catch (RejectedExecutionException e) {
          throw new SQLException("the experiments are closed", e);
        }
        counting = query;
      }
      return next;
    }

    private Counted counted(Query query) {
      Instant start = clock.instant();
      ExperimentResults results = null;
      Throwable failure = null;
      try {
        results = query.count().now();
      } catch (SQLException | RuntimeException | Error e) {
        failure = e;
      }
      Instant end = clock.instant();
      Duration stands = Duration.between(start, end).multipliedBy(VALIDITY_FACTOR);
      Instant until = end.plus(stands.compareTo(MIN_VALIDITY) > 0 ? stands : MIN_VALIDITY);
      Counted counted = new Counted(query, results, failure, until);
      last = counted;
      return counted;
    }

    /** Returns the outcome of a count, or null if it takes longer than the patience. */
    private @Nullable Counted await(CompletableFuture<Counted> count) throws SQLException {
      try {
        return count.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      } catch (ExecutionException e) {
        throw new SQLException(e.getCause());
      }
    }
  }
}
