package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.hygiene.FlagReview;
import dev.jackstaff.hygiene.Usage;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.internal.Daemons;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The cleanup findings of the flags. The usage of the flags is read when a page needs it, and in
 * the background for pages that must not wait. Thread-safe.
 */
final class CleanupReview implements AutoCloseable {
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  private final ConsoleFlags flags;
  private final ConsoleSettings settings;
  private final Daemons threads = new Daemons("jackstaff-console-usage");
  private final ExecutorService reader = threads.scheduler();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile UsageReading last = new UsageReading(Usage.NONE, null, Instant.EPOCH);

  /**
   * The known usage of the flags.
   *
   * @param usage the usage
   * @param problem the reason why the usage is not known, or null if it is
   * @param at the time of the reading
   */
  record UsageReading(Usage usage, @Nullable String problem, Instant at) {}

  CleanupReview(ConsoleFlags flags, ConsoleSettings settings) {
    this.flags = flags;
    this.settings = settings;
  }

  /** Returns the findings by the last known usage of the flags. */
  FlagReview latest() {
    return review(known());
  }

  /** Returns the last known usage; if it is too old, a background task reads it again. */
  UsageReading known() {
    if (last.at().isBefore(flags.now().minus(MAX_AGE)) && reading.compareAndSet(false, true)) {
      try {
        reader.execute(this::read);
      } catch (RejectedExecutionException closed) {
        // The console is closed, so a new reading is no longer needed.
        return last;
      }
    }
    return last;
  }

  /** Reads the current usage; waits for the database. */
  UsageReading read() {
    try {
      flags.changes().settle();
      last = now();
    } finally {
      reading.set(false);
    }
    return last;
  }

  private UsageReading now() {
    try {
      Optional<UsageLog> log = flags.features().integration().attachment(UsageLog.class);
      return log.isPresent()
          ? new UsageReading(log.get().usage(), null, flags.now())
          : new UsageReading(
              Usage.NONE, "usage is not counted here (usage=on counts it)", flags.now());
    } catch (SQLException | RuntimeException | Error e) {
      return new UsageReading(
          last.usage(), "usage cannot be read now: " + e.getMessage(), flags.now());
    }
  }

  FlagReview review(UsageReading known) {
    FeatureFlags features = flags.features();
    FlagReview.Builder builder =
        FlagReview.of(flags.definitions())
            .usage(known.usage())
            .references(settings.references())
            .made(flags.changes().made())
            .external(features.integration().external().keySet());
    settings.lifetimes().forEach(builder::lifetime);
    return builder.at(flags.now());
  }

  @Override
  public void close() {
    threads.close();
  }
}
