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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of the tables. Whoever has read them brings the rows here, one after the
 * other, so that an older reading never replaces a newer one. Thread-safe.
 */
final class Mirror {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  /** Then a reading keeps writers waiting, so that it comes to an end. */
  private static final int MAX_READINGS = 3;

  private final InstantSource clock;
  private final @Nullable LastKnownGood backup;
  private final Watchers watchers = new Watchers();
  private final Daemons threads = new Daemons("jackstaff-jdbc-watchers");
  private final ExecutorService watching = threads.pool();
  private final ReentrantLock lock = new ReentrantLock();

  /** Replaced and not changed, so that a writer need not wait for whoever reads just now. */
  private volatile Known known = new Known(null, null, Definitions.NONE);

  private volatile UnwrittenActs acts = UnwrittenActs.NONE;

  /** How often rows have gone, or may have, without a store that removed them. */
  private final AtomicLong losses = new AtomicLong(1);

  /** What else is not as it should be, by subject. */
  private final Map<String, String> notes = new ConcurrentSkipListMap<>();

  private volatile FlagSet flags = FlagSet.empty();
  private volatile boolean loaded;
  private volatile StoreStatus status;

  /** What was read, and the version that it had at least; and its hash, if it was asked for. */
  private record Known(
      @Nullable String version, @Nullable String checksum, Definitions definitions) {}

  Mirror(InstantSource clock, @Nullable LastKnownGood backup) {
    this.clock = clock;
    this.backup = backup;
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
    return new StoreStatus(now.state(), now.since(), now.reason(), faults, acts.lines());
  }

  boolean isLoaded() {
    return loaded;
  }

  /** Puts a set in force until rows are read; they win, whenever they come. */
  void seed(FlagSet set) {
    locked(
        () -> {
          if (!loaded) {
            known = new Known(null, null, Definitions.seeded(set));
            publish();
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
   * The watchers are called by {@link #deliver}. Holds no lock while it reads, so that nobody waits
   * for a slow database; what a writer brings meanwhile is newer, and then it is read again.
   *
   * @param thorough compares what all rows say with what is known, since not every change tells
   */
  void load(Transaction reading, boolean trusted, boolean thorough) throws SQLException {
    for (int attempt = 1; attempt < MAX_READINGS; attempt++) {
      if (take(read(reading, trusted, thorough))) {
        return;
      }
    }
    lock.lock();
    try {
      take(read(reading, trusted, thorough));
    } finally {
      lock.unlock();
    }
  }

  /** What was known when a reading began, and what it has found. */
  private record Reading(Object before, Known after) {}

  private Reading read(Transaction reading, boolean trusted, boolean thorough) throws SQLException {
    Known before = known;
    // The version first: rows that are newer than it are read once more, never once too few.
    String version = reading.version();
    String checksum = thorough ? reading.checksum() : null;
    boolean same = trusted && reading.tellsChanges() && version.equals(before.version());
    if (same && (!thorough || Objects.equals(checksum, before.checksum()))) {
      return new Reading(before, before);
    }
    Definitions next = before.definitions().take(reading.rows());
    return new Reading(
        before, new Known(version, checksum, loaded ? next : recalled(reading, next)));
  }

  /** A node that starts asks the history for what nodes that run remember. */
  private static Definitions recalled(Transaction reading, Definitions read) throws SQLException {
    Definitions known = read;
    Set<String> asked = new HashSet<>();
    while (asked.addAll(known.unresolved())) {
      known = known.remembering(reading.history().memory(known));
    }
    return known;
  }

  /** False if somebody else was quicker. */
  private boolean take(Reading reading) {
    return locked(
        () -> {
          boolean current = reading.before() == known;
          if (current) {
            if (!loaded || known.definitions().loses(reading.after().definitions())) {
              losses.incrementAndGet();
            }
            known = reading.after();
            loaded = true;
            publish();
            succeeded();
          }
          return current;
        });
  }

  /**
   * What a transaction that has the database's lock begins with; nothing is published. The rows are
   * read only where this node does not know them yet, and without the lock if they are many. Takes
   * no lock: whoever has that of this node may be waiting for a connection that the transaction has
   * to give back first.
   */
  FlagSet taken(Transaction writing) throws SQLException {
    Known now = known;
    if (writing.startsAt(now.version())) {
      return now.definitions().set();
    }
    if (writing.tellsChanges()) {
      writing.prepared().readAll();
    }
    return writing.startsWith(now.definitions().take(writing.rows())).set();
  }

  /** Whether what is known is that of a version. */
  boolean isAt(String version) {
    return !version.isEmpty() && version.equals(known.version());
  }

  /** Another object after every change. */
  Object known() {
    return known;
  }

  /** How a transaction's changes were taken. */
  enum Following {
    /** Everything is known. */
    WHOLLY,
    /** They are in force, but not what others have written before. */
    PARTLY,
    /** Somebody else has read meanwhile, so that the tables have to be read again. */
    NOT
  }

  /** Takes what a transaction has changed, without reading anything. */
  Following follow(Effect effect) {
    Following how =
        locked(
            () -> {
              Definitions base = effect.base();
              if (isAt(effect.before())) {
                take(effect, effect.after());
              } else if (effect.seen() != known) {
                return Following.NOT;
              } else if (base == null) {
                take(effect, null);
                return Following.PARTLY;
              } else {
                known = new Known(null, null, base);
                take(effect, effect.after());
              }
              succeeded();
              return Following.WHOLLY;
            });
    deliver();
    return how;
  }

  /** Takes what a transaction has changed, where nothing can be read; the next look reads all. */
  void take(Effect effect) {
    locked(
        () -> {
          take(effect, null);
          return effect;
        });
    deliver();
  }

  private void take(Effect effect, @Nullable String version) {
    known = new Known(version, null, known.definitions().take(effect));
    publish();
  }

  Definitions definitions() {
    return known.definitions();
  }

  /** Changes when rows have gone, or may have; what was noted up to one is not noted again. */
  long losses() {
    return losses.get();
  }

  UnwrittenActs acts() {
    return acts;
  }

  /** Puts acts of safety in force on this node, or takes them back. */
  void act(UnaryOperator<UnwrittenActs> change) {
    locked(
        () -> {
          acts = change.apply(acts);
          publish();
          return acts;
        });
    deliver();
  }

  /** Puts an act of safety in force on this node; watchers but engines are told later. */
  void stop(String flag, UnwrittenActs.Act act) {
    locked(
        () -> {
          acts = acts.with(flag, act);
          publish();
          return acts;
        });
    watchers.deliverToEngines();
  }

  private <T> T locked(Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      lock.unlock();
    }
  }

  private void publish() {
    FlagSet set = acts.over(known.definitions().set());
    if (!set.equals(flags)) {
      flags = set;
      watchers.enqueue(set);
    }
  }

  /** Tries again what could not be written in a file. */
  void tidy() {
    if (backup != null && notes.containsKey("backup")) {
      save(backup, flags);
    }
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
