package dev.jackstaff.http;

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
 * What is said against the flags. The use of flags is read where it is asked for, and in the
 * background for pages that wait for nothing. Thread-safe.
 */
final class ConsoleReview implements AutoCloseable {
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final ConsoleDesk desk;
  private final ConsoleSettings settings;
  private final Daemons threads = new Daemons("jackstaff-console-usage");
  private final ExecutorService reader = threads.scheduler();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Read last = new Read(Usage.NONE, null, Instant.EPOCH);

  /**
   * What is known of the use of flags.
   *
   * @param usage the use
   * @param trouble why it is not known, or null if it is
   * @param at when it was read
   */
  record Read(Usage usage, @Nullable String trouble, Instant at) {}

  ConsoleReview(ConsoleDesk desk, ConsoleSettings settings) {
    this.desk = desk;
    this.settings = settings;
  }

  /** By what was last known of the use of flags. */
  FlagReview latest() {
    return review(known());
  }

  /** What was last known; read anew in the background if that is long ago. */
  Read known() {
    if (last.at().isBefore(desk.now().minus(FRESH)) && reading.compareAndSet(false, true)) {
      try {
        reader.execute(this::read);
      } catch (RejectedExecutionException closed) {
        // The console is gone, and nobody asks any more.
        return last;
      }
    }
    return last;
  }

  /** What is known now; waits for the database. */
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
            .foreign(features.foreign().keySet());
    settings.lifetimes().forEach(builder::lifetime);
    return builder.at(desk.now());
  }

  @Override
  public void close() {
    threads.close();
  }
}
