package dev.jackstaff.hygiene;

import dev.jackstaff.EvidenceListener;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FinishedRequest;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
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
 * Counts the checks of flags and their answers. {@link #attach} one to each engine; it is closed
 * with the engine. Thread-safe. A request only pays for passing on one reference.
 *
 * <p>If the flags are in a database, all nodes write their counts to a table of it, every 30
 * seconds, in the background. Each request counts once, whatever fails; only the counts that a
 * killed node has not written are lost. Otherwise nothing is written, and the counts are lost when
 * the process ends. Usage that was not updated for 90 days is removed.
 *
 * <p>A flag that a request checks counts once for the request. A flag that is checked outside a
 * request, by {@link FeatureFlags#decide}, through OpenFeature or by OFREP's request for one flag,
 * counts each time. A flag that code checks in the result of {@link
 * FeatureFlags#evaluate(dev.jackstaff.model.User)} counts once for each evaluation. A client that
 * fetches all flags by OFREP checks every flag that it receives.
 */
public final class UsageLog implements AutoCloseable {
  /** The default interval between two writes. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

  private final FeatureFlags features;
  private final UsageStore ledger;
  private final UsageBatches outbox;
  private final UsageCounts tallies = new UsageCounts();
  private final List<Scope> registrations;
  private final Daemons threads = new Daemons("jackstaff-usage");
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Held while counts are written; counting does not need it. */
  private final ReentrantLock writing = new ReentrantLock();

  private final Map<String, Long> undefined = new HashMap<>();
  private final Set<String> known = new HashSet<>();
  private @Nullable LocalDate day;
  private @Nullable LocalDate forgotten;

  private UsageLog(Builder options) {
    this.features = options.features;
    this.ledger =
        SharedDatabases.of(features.store().orElse(null))
            .<UsageStore>map(it -> new DatabaseUsageStore(it, UUID.randomUUID().toString()))
            .orElseGet(MemoryUsageStore::new);
    this.outbox = new UsageBatches(ledger, features.integration()::report);
    this.registrations =
        List.of(
            features.evidence().listen(new Counter()),
            features.integration().listen(this::askedOutside));
    threads.every(
        options.interval,
        () -> writeSafely(),
        e -> features.integration().report("writing the usage of flags", e));
  }

  /**
   * {@return a log of the use of an engine's flags, which writes every 30 seconds}
   *
   * @param features the engine; the log is closed with it
   */
  public static UsageLog attach(FeatureFlags features) {
    return builder(features).attach();
  }

  /**
   * {@return whether the counts outlive the process, since the flags are in a database}
   *
   * @param features the engine
   */
  public static boolean isKept(FeatureFlags features) {
    return features.store().flatMap(SharedDatabases::of).isPresent();
  }

  /**
   * {@return a builder of a log}
   *
   * @param features the engine; the log is closed with it
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /** Counts requests, on the one thread that delivers them. */
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
   * Returns the use of the flags: by all nodes if there is a database, otherwise by this process.
   * Writes the pending counts first and then reads all usage, so this method should not be called
   * in a request that checks flags.
   *
   * @return the use
   * @throws SQLException if the database cannot be written or read
   */
  public Usage usage() throws SQLException {
    write();
    return ledger.read();
  }

  /**
   * Waits until all requests that ended before are counted, and writes the counts; for tests, and
   * before a shutdown.
   *
   * @param timeout the most time to wait for the counting
   * @return whether the counts were written
   */
  public boolean flush(Duration timeout) {
    return features.evidence().flush(timeout) && writeSafely();
  }

  private boolean writeSafely() {
    try {
      write();
      return true;
    } catch (SQLException e) {
      // A driver's message may contain values, or a URL with its password.
      features
          .integration()
          .report(
              "writing the usage of flags", new SQLException(SqlStates.reason(e), e.getSQLState()));
    } catch (RuntimeException | Error e) {
      features.integration().report("writing the usage of flags", e);
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

  /** Returns the counts since the last batch, or null if there are none. */
  private @Nullable UsageBatch batch(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Map<LocalDate, Long> days = tallies.takeDays();
    Map<UsageLine, UsageLine> lines = new TreeMap<>(UsageLine.BY_KEY);
    tallies.take(now).forEach(line -> lines.merge(line, line, UsageLine::plus));
    undefined().forEach((name, count) -> add(lines, name, UsageLine.UNDEFINED, count, now));
    unreported(today).forEach(name -> add(lines, name, UsageLine.KNOWN, 0, now));
    return lines.isEmpty() && days.isEmpty()
        ? null
        : new UsageBatch(UsageBatch.UNNUMBERED, today, List.copyOf(lines.values()), days);
  }

  private static void add(
      Map<UsageLine, UsageLine> lines, String name, String note, long count, Instant now) {
    UsageLine line = new UsageLine(name, "", note, count, now, now);
    lines.merge(line, line, UsageLine::plus);
  }

  /** Returns the numbers of checks of undefined names since the last call. */
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
                more.merge(UsageLine.clean(name), fresh, Long::sum);
              }
            });
    return more;
  }

  /** Returns the names of the defined flags that were not returned before on the same day. */
  private List<String> unreported(LocalDate today) {
    if (!today.equals(day)) {
      known.clear();
      day = today;
    }
    return features.definitions().flags().stream().map(Flag::name).filter(known::add).toList();
  }

  /** Removes old usage, once a day. */
  private void forget(LocalDate today) throws SQLException {
    if (!today.equals(forgotten)) {
      ledger.forget(today);
      forgotten = today;
    }
  }

  /**
   * Returns the time of the engine's clock, in milliseconds, so no finer than databases store it.
   */
  private Instant now() {
    return Instant.ofEpochMilli(features.integration().now().toEpochMilli());
  }

  /** Stops counting and writes the pending counts. The engine calls this when it is closed. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    registrations.forEach(Scope::close);
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
     * Sets the interval at which counts are written; default 30 s.
     *
     * @param every the interval, over 0; a node that is killed loses the counts since the last
     *     write
     * @return this builder
     */
    public Builder interval(Duration every) {
      this.interval = Params.positive(every, "interval");
      return this;
    }

    /**
     * Attaches the log to the engine and starts it.
     *
     * @return the log
     * @throws IllegalStateException if the engine has one already
     */
    public UsageLog attach() {
      if (features.integration().attachment(UsageLog.class).isPresent()) {
        throw new IllegalStateException("this FeatureFlags has a usage log already");
      }
      UsageLog log = new UsageLog(this);
      features.integration().attach(log);
      return log;
    }
  }
}
