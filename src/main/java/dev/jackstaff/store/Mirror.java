package dev.jackstaff.store;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.model.FlagSet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the tables. Whoever has read them brings the rows here, one after the
 * other, so that an older reading never replaces a newer one. Thread-safe.
 */
final class Mirror {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  private final InstantSource clock;
  private final Watchers watchers = new Watchers();
  private final Daemons threads = new Daemons("jackstaff-jdbc-watchers");
  private final ExecutorService watching = threads.pool();
  private final ReentrantLock lock = new ReentrantLock();

  /** Replaced and not changed, so that a writer need not wait for whoever reads just now. */
  private volatile Known known = new Known(null, new Definitions());

  /** What else is not as it should be, by subject. */
  private final Map<String, String> notes = new ConcurrentSkipListMap<>();

  private volatile FlagSet flags = FlagSet.empty();
  private volatile boolean loaded;
  private volatile StoreStatus status;

  /** What was read, and the version that it had at least. */
  private record Known(@Nullable String version, Definitions definitions) {}

  Mirror(InstantSource clock, @Nullable LastKnownGood backup) {
    this.clock = clock;
    if (backup != null) {
      // Not under the lock, and no slower for others than any watcher.
      watchers.add(set -> save(backup, set));
    }
    this.status = StoreStatus.stale(clock.instant(), "the database was not read yet");
  }

  FlagSet flags() {
    return flags;
  }

  FlagStore.Watch watch(java.util.function.Consumer<FlagSet> listener) {
    return watchers.add(listener);
  }

  StoreStatus status() {
    StoreStatus now = status;
    List<String> faults = new ArrayList<>(now.faults());
    faults.addAll(notes.values());
    return new StoreStatus(now.state(), now.since(), now.reason(), faults);
  }

  boolean isLoaded() {
    return loaded;
  }

  /** Puts a set in force until rows are read; they win, whenever they come. */
  void seed(FlagSet set) {
    locked(
        () -> {
          if (!loaded) {
            known.definitions().seed(set);
            publish(set);
          }
          return set;
        });
    deliver();
  }

  /** Calls the watchers; to be called without a lock and without a connection. */
  void deliver() {
    watchers.deliver();
  }

  /** The same for threads that have the database to watch: they wait for no watcher but engines. */
  void deliverApart() {
    watchers.deliver(watching);
  }

  /** Ends the threads of {@link #deliverApart}. */
  void close() {
    threads.close();
  }

  /**
   * Reads the tables, or only their version where that is trusted, and says that nothing changed.
   * The watchers are called by {@link #deliver}.
   */
  void load(Transaction reading, boolean trusted) throws SQLException {
    lock.lock();
    try {
      // The version first: rows that are newer than it are read once more, never once too few.
      String now = reading.version();
      if (!trusted || !reading.tellsChanges() || !now.equals(known.version())) {
        Definitions next = known.definitions().copy();
        FlagSet set = next.take(reading.rows());
        known = new Known(now, next);
        publish(set);
      }
      loaded = true;
      succeeded();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What a transaction that has the database's lock begins with; nothing is published. The rows are
   * read only where this node does not know them yet. Takes no lock: whoever has that of this node
   * may be waiting for a connection that the transaction has to give back first.
   */
  FlagSet taken(Transaction writing) throws SQLException {
    Known now = known;
    return writing.startsAt(now.version())
        ? now.definitions().set()
        : now.definitions().copy().take(writing.rows());
  }

  /** Takes what a transaction has changed; false if this node does not know what was before it. */
  boolean follow(Effect effect) {
    boolean known = taken(effect);
    deliver();
    return known;
  }

  private boolean taken(Effect effect) {
    return locked(
        () -> {
          boolean next = effect.before().equals(known.version());
          if (next) {
            Definitions changed = known.definitions().copy();
            FlagSet set = changed.take(effect);
            known = new Known(effect.after(), changed);
            publish(set);
            succeeded();
          }
          return next;
        });
  }

  <T> T consult(Function<Definitions, T> question) {
    return locked(() -> question.apply(known.definitions()));
  }

  private <T> T locked(java.util.function.Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      lock.unlock();
    }
  }

  private void publish(FlagSet set) {
    if (set.equals(flags)) {
      return;
    }
    flags = set;
    watchers.enqueue(set);
  }

  private void save(LastKnownGood file, FlagSet set) {
    try {
      file.write(set);
      notes.remove("backup");
    } catch (IOException e) {
      note("backup", "the last known good flags cannot be written: " + e);
    }
  }

  /** Notes something that is not right but does not make the flags stale; null takes it back. */
  void note(String subject, @Nullable String fault) {
    String before = fault == null ? notes.remove(subject) : notes.put(subject, fault);
    if (fault != null && !fault.equals(before)) {
      LOG.log(Level.WARNING, fault);
    }
  }

  private void succeeded() {
    StoreStatus before = status;
    List<String> faults = known.definitions().faults();
    boolean back = before.state() == StoreStatus.State.STALE;
    if (!back && before.faults().equals(faults)) {
      return;
    }
    Instant since = back ? clock.instant() : before.since();
    status = new StoreStatus(StoreStatus.State.READY, since, null, faults);
    faults.stream()
        .filter(fault -> !before.faults().contains(fault))
        .forEach(fault -> LOG.log(Level.ERROR, fault));
    if (back) {
      LOG.log(Level.INFO, "the flags are what the database says");
    }
  }

  /** The database cannot be read; what was read last stays in force. */
  void failed(String reason) {
    locked(
        () -> {
          StoreStatus before = status;
          boolean first = before.state() == StoreStatus.State.READY;
          if (first || !reason.equals(before.reason())) {
            Instant since = first ? clock.instant() : before.since();
            status = new StoreStatus(StoreStatus.State.STALE, since, reason, before.faults());
          }
          if (first) {
            LOG.log(Level.ERROR, "the last good flags stay in force: " + reason);
          }
          return before;
        });
  }
}
