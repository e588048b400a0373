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

  private final ConsoleFlags desk;
  private final ConsoleSettings settings;
  private final Daemons threads = new Daemons("jackstaff-console-usage");
  private final ExecutorService reader = threads.scheduler();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Read last = new Read(Usage.NONE, null, Instant.EPOCH);

  /**
   * The known usage of the flags.
   *
   * @param usage the usage
   * @param trouble the reason why the usage is not known, or null if it is
   * @param at the time of the reading
   */
  record Read(Usage usage, @Nullable String trouble, Instant at) {}

  CleanupReview(ConsoleFlags desk, ConsoleSettings settings) {
    this.desk = desk;
    this.settings = settings;
  }

  /** Returns the findings by the last known usage of the flags. */
  FlagReview latest() {
    return review(known());
  }

  /** Returns the last known usage; if it is too old, a background task reads it again. */
  Read known() {
    if (last.at().isBefore(desk.now().minus(MAX_AGE)) && reading.compareAndSet(false, true)) {
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
  Read read() {
    try {
      desk.changes().settle();
      last = now();
    } finally {
      reading.set(false);
    }
    return last;
  }

  private Read now() {
    try {
      Optional<UsageLog> log = desk.features().part(UsageLog.class);
      return log.isPresent()
          ? new Read(log.get().usage(), null, desk.now())
          : new Read(Usage.NONE, "it is not counted here (usage=on counts it)", desk.now());
    } catch (SQLException | RuntimeException | Error e) {
      return new Read(last.usage(), "it cannot be read now: " + e.getMessage(), desk.now());
    }
  }

  FlagReview review(Read known) {
    FeatureFlags features = desk.features();
    FlagReview.Builder builder =
        FlagReview.of(desk.flags())
            .usage(known.usage())
            .references(settings.references())
            .made(desk.changes().made())
            .foreign(features.external().keySet());
    settings.lifetimes().forEach(builder::lifetime);
    return builder.at(desk.now());
  }

  @Override
  public void close() {
    threads.close();
  }
}
