package dev.jackstaff.store;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.OneLine;
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
 * The state of the tables that this node knows. Threads that have read the tables pass the rows to
 * it, one thread after the other, so that an older reading never replaces a newer one. Thread-safe.
 */
final class TableSnapshot {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  /**
   * The number of readings after which the lock is held while reading, so that a reading always
   * ends.
   */
  private static final int MAX_READINGS = 3;

  private final InstantSource clock;
  private final @Nullable LastKnownGood backup;
  private final Watchers watchers = new Watchers();
  private final Daemons threads = new Daemons("jackstaff-jdbc-watchers");
  private final ExecutorService watching = threads.pool();
  private final ReentrantLock lock = new ReentrantLock();

  /** Replaced and never modified, so that a writer need not wait for a thread that is reading. */
  private volatile KnownRows known = new KnownRows(null, null, ParsedTables.NONE);

  private volatile UnwrittenActs acts = UnwrittenActs.NONE;

  /** The number of times that rows were, or may have been, removed without a store. */
  private final AtomicLong losses = new AtomicLong(1);

  /** Further problems, by subject. */
  private final Map<String, String> notes = new ConcurrentSkipListMap<>();

  private volatile FlagSet flags = FlagSet.empty();
  private volatile boolean loaded;
  private volatile StoreStatus status;

  /**
   * The definitions that were read, the version that they had at least, and their hash if it was
   * read.
   */
  private record KnownRows(
      @Nullable String version, @Nullable String checksum, ParsedTables definitions) {}

  TableSnapshot(InstantSource clock, @Nullable LastKnownGood backup) {
    this.clock = clock;
    this.backup = backup;
    if (backup != null) {
      // Outside the lock, and no slower for others than any other watcher.
      watchers.add(set -> save(backup, set));
    }
    this.status = StoreStatus.stale(clock.instant(), "the database has not been read yet");
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

  /** Puts a set in force until rows are read; the rows take precedence, whenever they arrive. */
  void seed(FlagSet set) {
    locked(
        () -> {
          if (!loaded) {
            known = new KnownRows(null, null, ParsedTables.seeded(set));
            publish();
          }
          return set;
        });
    deliver();
  }

  /** Calls the watchers on this thread; to be called without a lock and without a connection. */
  void deliver() {
    watchers.deliver();
  }

  /**
   * Calls the engines on this thread and the other watchers on threads of their own; for threads
   * that have to watch the database.
   */
  void deliverApart() {
    watchers.deliver(watching);
  }

  /** Ends the threads of {@link #deliverApart}. */
  void close() {
    threads.close();
  }

  /**
   * Reads the tables. If the version is trusted and shows no change, reads only the version. The
   * watchers are called by {@link #deliver}. Holds no lock while it reads, so that no thread waits
   * for a slow database. If a writer passes newer rows meanwhile, the tables are read again.
   *
   * @param trusted whether an unchanged version means unchanged rows
   * @param thorough whether to compare a hash of all rows as well, since not every change raises
   *     the version
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

  /** The state before a reading began, and the state that it found. */
  private record TableReading(Object before, KnownRows after) {}

  private TableReading read(Transaction reading, boolean trusted, boolean thorough)
      throws SQLException {
    KnownRows before = known;
    // The version first: newer rows are then read once more, never once too few.
    String version = reading.version();
    String checksum = thorough ? reading.checksum() : null;
    boolean same = trusted && reading.raisesVersion() && version.equals(before.version());
    if (same && (!thorough || Objects.equals(checksum, before.checksum()))) {
      return new TableReading(before, before);
    }
    ParsedTables next = before.definitions().take(reading.rows());
    return new TableReading(
        before, new KnownRows(version, checksum, loaded ? next : recalled(reading, next)));
  }

  /**
   * Adds the earlier definitions that running nodes remember; a starting node reads them from the
   * history.
   */
  private static ParsedTables recalled(Transaction reading, ParsedTables read) throws SQLException {
    ParsedTables known = read;
    Set<String> asked = new HashSet<>();
    while (asked.addAll(known.unresolved())) {
      known = known.remembering(reading.history().memory(known));
    }
    return known;
  }

  /** Takes a reading; returns false if another thread has changed the state since it began. */
  private boolean take(TableReading reading) {
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
   * Returns the set at the beginning of a transaction that holds the database's lock; nothing is
   * published. The rows are read only if this node does not know them yet, and without the
   * database's lock if they are large. Takes no lock of this node: a thread that holds it may be
   * waiting for a connection that the transaction has to return first.
   */
  FlagSet taken(Transaction writing) throws SQLException {
    KnownRows now = known;
    if (writing.startsAt(now.version())) {
      return now.definitions().set();
    }
    if (writing.raisesVersion()) {
      writing.prepared().readAll();
    }
    return writing.startsWith(now.definitions().take(writing.rows())).set();
  }

  /** Returns true if the known state is that of a version. */
  boolean isAt(String version) {
    return !version.isEmpty() && version.equals(known.version());
  }

  /** Returns the identity of the known state: another object after every change. */
  Object known() {
    return known;
  }

  /** The ways in which a transaction's changes were taken. */
  enum Following {
    /** The whole state is known. */
    WHOLLY,
    /** The changes are in force, but not those that others wrote before. */
    PARTLY,
    /** Another thread has read meanwhile, so that the tables have to be read again. */
    NOT
  }

  /** Takes a transaction's changes without reading anything. */
  Following follow(WriteSet effect) {
    Following how =
        locked(
            () -> {
              ParsedTables base = effect.base();
              if (isAt(effect.before())) {
                take(effect, effect.after());
              } else if (effect.seen() != known) {
                return Following.NOT;
              } else if (base == null) {
                take(effect, null);
                return Following.PARTLY;
              } else {
                known = new KnownRows(null, null, base);
                take(effect, effect.after());
              }
              succeeded();
              return Following.WHOLLY;
            });
    deliver();
    return how;
  }

  /** Takes a transaction's changes if nothing can be read; the next poll reads everything. */
  void take(WriteSet effect) {
    locked(
        () -> {
          take(effect, null);
          return effect;
        });
    deliver();
  }

  private void take(WriteSet effect, @Nullable String version) {
    known = new KnownRows(version, null, known.definitions().take(effect));
    publish();
  }

  ParsedTables definitions() {
    return known.definitions();
  }

  /**
   * Returns a count that grows when rows were, or may have been, removed. Removals noted up to a
   * count are not noted again.
   */
  long losses() {
    return losses.get();
  }

  UnwrittenActs acts() {
    return acts;
  }

  /** Puts acts of safety in force on this node, or withdraws them. */
  void act(UnaryOperator<UnwrittenActs> change) {
    locked(
        () -> {
          acts = change.apply(acts);
          publish();
          return acts;
        });
    deliver();
  }

  /**
   * Puts an act of safety in force on this node; engines are notified now, other watchers later.
   */
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

  /** Tries again to write the file of the last good set if that has failed. */
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

  /** Notes a problem that does not make the flags stale; null removes it. */
  void note(String subject, @Nullable String fault) {
    String before = fault == null ? notes.remove(subject) : notes.put(subject, fault);
    if (fault != null && !fault.equals(before)) {
      LOG.log(Level.WARNING, OneLine.each(fault));
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
        .forEach(fault -> LOG.log(Level.ERROR, OneLine.each(fault)));
    if (back) {
      LOG.log(Level.INFO, "the database can be read again; its flags are in force");
    }
  }

  /** Reports that the database cannot be read; the state that was read last stays in force. */
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
            LOG.log(Level.ERROR, "the last good flags stay in force: " + OneLine.each(reason));
          }
          return before;
        });
  }
}
