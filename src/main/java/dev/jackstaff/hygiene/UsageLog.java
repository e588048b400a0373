package dev.jackstaff.hygiene;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.SharedDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts which flags are asked for and what they say. {@link #attach} one to each engine; it ends
 * with the engine. Thread-safe; a request pays for handing over one reference, and for nothing
 * else.
 *
 * <p>Where the flags are in a database, all nodes count into a table of it, every 30 seconds, in
 * the background, and each request counts once, whatever fails; a node that is killed takes along
 * what it has not written. Elsewhere nothing is written: what is known ends with the process. What
 * was not heard of for 90 days is forgotten.
 *
 * <p>What counts: a flag that a request asks for, once; one that is asked for by {@link
 * FeatureFlags#decide}, or through OpenFeature or OFREP's request for one flag, outside a request
 * each time; and one that code asks {@link FeatureFlags#evaluate(dev.jackstaff.model.User)} for,
 * once for each evaluation. Each client that fetches all flags by OFREP asks for all that it gets.
 */
public final class UsageLog implements AutoCloseable {
  /** How often it writes unless something else is said. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

  private final FeatureFlags features;
  private final Ledger ledger;
  private final Batches outbox;
  private final Tallies tallies = new Tallies();
  private final List<Scope> hearing;
  private final Daemons threads = new Daemons("jackstaff-usage");
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Held while something is written; whoever counts does not meet it. */
  private final ReentrantLock writing = new ReentrantLock();

  private final Map<String, Long> undefined = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private @Nullable LocalDate day;
  private @Nullable LocalDate forgotten;

  private UsageLog(Builder options) {
    this.features = options.features;
    this.ledger =
        features.store().orElse(null) instanceof SharedDatabase database
            ? new DatabaseLedger(database, UUID.randomUUID().toString())
            : new MemoryLedger();
    this.outbox = new Batches(ledger, features::report);
    this.hearing =
        List.of(features.evidence().listen(new Counter()), features.listen(this::askedOutside));
    threads.every(
        options.interval,
        () -> writeSafely(),
        e -> features.report("writing the usage of flags", e));
  }

  /**
   * {@return a log of the use of an engine's flags, which writes every 30 seconds}
   *
   * @param features the engine; the log ends with it
   */
  public static UsageLog attach(FeatureFlags features) {
    return builder(features).attach();
  }

  /**
   * {@return whether what would be counted outlives the process, since the flags are in a database}
   *
   * @param features the engine
   */
  public static boolean isKept(FeatureFlags features) {
    return features.store().filter(SharedDatabase.class::isInstance).isPresent();
  }

  /**
   * {@return a builder of a log}
   *
   * @param features the engine; the log ends with it
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /** Counts requests, on the one thread that tells of them. */
  private final class Counter implements EvidenceListener {
    private final Consumer<Decision> taker = this::count;
    private FlagSet set = FlagSet.empty();
    private Instant at = Instant.EPOCH;

    @Override
    public void finished(FinishedRequest request) {
      set = request.definitions();
      at = request.evaluation().at();
      tallies.request(at);
      request.forEachAsked(taker);
      set = FlagSet.empty();
    }

    private void count(Decision decision) {
      tallies.add(decision, set, at);
    }
  }

  private void askedOutside(Decision decision, FlagSet definitions, Instant at) {
    tallies.request(at);
    tallies.add(decision, definitions, at);
  }

  /**
   * {@return what is known of the use of the flags: of all nodes where there is a database, of this
   * process elsewhere. Writes what was counted before, and reads everything, so it has no place on
   * a request that asks for flags.}
   *
   * @throws SQLException if the database cannot be written or read
   */
  public Usage usage() throws SQLException {
    write();
    return ledger.read();
  }

  /**
   * Waits until all requests that ended before are counted, and writes; for tests, and before the
   * end.
   *
   * @param timeout how long to wait for the counting at most
   * @return whether it is written
   */
  public boolean flush(Duration timeout) {
    return features.evidence().flush(timeout) && writeSafely();
  }

  private boolean writeSafely() {
    try {
      write();
      return true;
    } catch (SQLException e) {
      // A driver may repeat values, or a URL with its password.
      features.report(
          "writing the usage of flags", new SQLException(SqlStates.reason(e), e.getSQLState()));
    } catch (RuntimeException | Error e) {
      features.report("writing the usage of flags", e);
    }
    return false;
  }

  private void write() throws SQLException {
    writing.lock();
    try {
      Instant now = now();
      outbox.send();
      outbox.add(batch(now));
      outbox.send();
      forget(LocalDate.ofInstant(now, ZoneOffset.UTC));
    } finally {
      writing.unlock();
    }
  }

  /** What was counted since the last one, or null if that is nothing. */
  private @Nullable Batch batch(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Map<LocalDate, Long> days = tallies.takeDays();
    Map<Line, Line> lines = new TreeMap<>(Line.BY_KEY);
    tallies.take(now).forEach(line -> lines.merge(line, line, Line::plus));
    undefined().forEach((name, count) -> add(lines, name, Line.UNDEFINED, count, now));
    unsaid(today).forEach(name -> add(lines, name, Line.KNOWN, 0, now));
    return lines.isEmpty() && days.isEmpty()
        ? null
        : new Batch(Batch.UNNUMBERED, today, List.copyOf(lines.values()), days);
  }

  private static void add(
      Map<Line, Line> lines, String name, String note, long count, Instant now) {
    Line line = new Line(name, "", note, count, now, now);
    lines.merge(line, line, Line::plus);
  }

  /** How often names were asked for that no flag has, beyond what was said before. */
  private Map<String, Long> undefined() {
    Map<String, Long> more = new TreeMap<>();
    features
        .status()
        .unknown()
        .forEach(
            (name, count) -> {
              Long before = undefined.put(name, count);
              long fresh = count - (before == null ? 0 : before);
              if (fresh > 0) {
                more.merge(Line.clean(name), fresh, Long::sum);
              }
            });
    return more;
  }

  /** The flags that are defined, of which that was not said today. */
  private List<String> unsaid(LocalDate today) {
    if (!today.equals(day)) {
      known.clear();
      day = today;
    }
    return features.definitions().flags().stream().map(Flag::name).filter(known::add).toList();
  }

  /** Once a day. */
  private void forget(LocalDate today) throws SQLException {
    if (!today.equals(forgotten)) {
      ledger.forget(today);
      forgotten = today;
    }
  }

  /** As the engine's clock has it, no finer than databases have it. */
  private Instant now() {
    return Instant.ofEpochMilli(features.integration().now().toEpochMilli());
  }

  /** Writes what was counted, and counts no more; ends by itself with the engine. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    hearing.forEach(Scope::close);
    threads.close();
    writeSafely();
  }

  /** Collects a log's options. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private Duration interval = DEFAULT_INTERVAL;

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * {@return this builder, with how often is written what was counted; default 30 s}
     *
     * @param every over 0; a node that is killed loses what it counted since
     */
    public Builder interval(Duration every) {
      if (every.isNegative() || every.isZero()) {
        throw new IllegalArgumentException("interval must be over 0, was " + every);
      }
      this.interval = every;
      return this;
    }

    /**
     * {@return the log, which has begun}
     *
     * @throws IllegalStateException if the engine has one already
     */
    public UsageLog attach() {
      if (features.part(UsageLog.class).isPresent()) {
        throw new IllegalStateException("this engine has a log of usage already");
      }
      UsageLog log = new UsageLog(this);
      features.closing(log);
      return log;
    }
  }
}
