package dev.jackstaff.store;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.InvalidFlagsException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a snapshot up to date with two threads: one polls at intervals and does the work that is
 * due, the other listens for notifications if that is configured.
 */
final class ChangeFollower implements NotificationListener.ChangeHandler {
  /**
   * The interval at which due work is checked, and at first the pause before a lost database is
   * tried again.
   */
  private static final Duration MAX_TICK = Duration.ofSeconds(1);

  /** The time for which a silent connection is trusted. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** The maximum number of parts of its own work that a store does in one tick. */
  private static final int MAX_PARTS = 100;

  /** The pause after a refused write; a store that may not write need not try every second. */
  private static final Duration WRITE_BACKOFF = Duration.ofMinutes(1);

  /** The longest pause between two attempts to reach a lost database. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

  /** The number of polls per comparison of all rows, since not every change raises the version. */
  private static final int POLLS_PER_COMPARISON = 4;

  /** The interval at which the database is asked which entries of the history may be removed. */
  private static final Duration RETENTION_INTERVAL = Duration.ofHours(1);

  private final Database database;
  private final TableSnapshot snapshot;
  private final Transactions transactions;
  private final SafetyActs acts;
  private final Duration refresh;
  private final Daemons threads = new Daemons("jackstaff-jdbc");
  private final Daemons listeners = new Daemons("jackstaff-jdbc-listen");
  private final ScheduledExecutorService ticker = threads.scheduler();
  private @Nullable NotificationListener listener;
  private volatile boolean listenerDown;
  private volatile boolean pollRequested;
  private final Duration tick;
  private Duration pause;
  private long polled;
  private int polls;
  private long backoff = System.nanoTime();
  private long retentionDue = System.nanoTime();
  private volatile long acted = System.nanoTime();

  /** The count of losses of rows up to which the history has the deletions. */
  private long recorded;

  /**
   * The rows whose history or columns were refused, as they were then, and the time of the next
   * attempt.
   */
  private final Map<TableRow, Long> refused = new HashMap<>();

  ChangeFollower(
      Database database,
      TableSnapshot snapshot,
      Transactions transactions,
      SafetyActs acts,
      Duration refresh) {
    this.database = database;
    this.snapshot = snapshot;
    this.transactions = transactions;
    this.acts = acts;
    this.refresh = refresh;
    this.tick = refresh.compareTo(MAX_TICK) < 0 ? refresh : MAX_TICK;
    this.pause = tick;
    transactions.whenBehind(this::requestPoll);
  }

  /** Reads for the first time, and waits for it for a bounded time. */
  void start(Duration patience) {
    Future<?> first = ticker.submit(this::poll);
    try {
      first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      snapshot.deliver();
    } catch (TimeoutException e) {
      snapshot.failed("the database did not answer within " + patience);
    } catch (ExecutionException e) {
      snapshot.failed(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      snapshot.failed("interrupted while the database was read");
      Thread.currentThread().interrupt();
    }
  }

  void follow() {
    long nanos = tick.toNanos();
    var unused = ticker.scheduleWithFixedDelay(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  void listen(Connector source, String channel) {
    Duration heartbeat = refresh.compareTo(HEARTBEAT) < 0 ? refresh : HEARTBEAT;
    listener = new NotificationListener(database, source, channel, heartbeat, this);
    var unused = listeners.start(listener);
  }

  /** Does all due work at once, on the store's own thread. */
  void pollNow() {
    pollRequested = true;
    acted = System.nanoTime();
    try {
      ticker.submit(this::tick).get();
    } catch (ExecutionException e) {
      snapshot.note("tick", "the store's own work failed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      long silent = System.nanoTime() - polled;
      if (pollRequested || silent >= (isStale() ? pause : refresh).toNanos()) {
        pollRequested = false;
        poll();
      }
      act();
      // If the tables cannot be read, nothing can be noted either, and the attempt would only
      // report a failure.
      if (!isStale()) {
        checkRetention();
        syncColumns();
      }
      snapshot.tidy();
      snapshot.note("tick", null);
    } catch (RuntimeException | Error e) {
      snapshot.note("tick", "the store's own work failed: " + e);
    }
  }

  /** Writes the acts of safety that are in force only on this node so far. */
  private void act() {
    if (!snapshot.acts().isEmpty() && System.nanoTime() - acted >= 0 && !acts.write()) {
      acted = System.nanoTime() + pause.toNanos();
    }
  }

  private void checkRetention() {
    if (transactions.trimsByAge() && System.nanoTime() - retentionDue >= 0) {
      try {
        transactions.checkRetention();
        retentionDue = System.nanoTime() + RETENTION_INTERVAL.toNanos();
        snapshot.note("age", null);
      } catch (SQLException e) {
        retentionDue = System.nanoTime() + WRITE_BACKOFF.toNanos();
        snapshot.note(
            "age", "the age of the history's entries cannot be determined: " + SqlStates.reason(e));
      }
    }
  }

  private boolean isStale() {
    return snapshot.status().state() == StoreStatus.State.STALE;
  }

  private void poll() {
    polled = System.nanoTime();
    try {
      polls++;
      transactions.look(isStale() || polls % POLLS_PER_COMPARISON == 0);
      pause = tick;
      snapshot.deliverApart();
    } catch (SQLException | RuntimeException e) {
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
      if (!ticker.isShutdown()) {
        snapshot.failed(SqlStates.reason(e));
      }
    }
  }

  @Override
  public void changed(Connection connection) throws SQLException {
    transactions.look(connection, !listenerDown && snapshot.isLoaded());
    listenerDown = false;
    snapshot.note("listen", null);
    snapshot.deliverApart();
  }

  @Override
  public void lost(SQLException why) {
    snapshot.note(
        "listen",
        "notifications are not received: "
            + SqlStates.reason(why)
            + "; changes are read every "
            + refresh);
    if (!listenerDown) {
      listenerDown = true;
      snapshot.failed(SqlStates.reason(why));
      requestPoll();
    }
  }

  private void requestPoll() {
    try {
      if (!pollRequested) {
        pollRequested = true;
        ticker.execute(this::tick);
      }
    } catch (RejectedExecutionException closed) {
      pollRequested = false;
    }
  }

  /**
   * Notes changes in parts, so that a table with much to do does not delay other writers for long.
   */
  private void syncColumns() {
    int part = 0;
    while (part < MAX_PARTS && syncPart()) {
      part++;
    }
  }

  /** Writes one part; returns true if it was a whole part, so that there may be more. */
  private boolean syncPart() {
    Instant now = transactions.now();
    long losses = snapshot.losses();
    List<TableRow> due = ColumnSync.due(snapshot.definitions(), now, this::isWanted);
    boolean lost = losses != recorded;
    if (due.isEmpty() && !lost) {
      refused.keySet().removeIf(row -> !snapshot.definitions().has(row));
      if (refused.isEmpty()) {
        snapshot.note("project", null);
      }
      return false;
    }
    if (System.nanoTime() - backoff < 0) {
      return false;
    }
    try {
      if (transactions.attempt(attempt -> write(attempt, due, lost))) {
        recorded = losses;
      }
      return due.size() == ColumnSync.PART;
    } catch (SQLException | InvalidFlagsException e) {
      return writeSeparately(due, losses, e);
    }
  }

  private boolean isWanted(TableRow row) {
    Long again = refused.get(row);
    return again == null || System.nanoTime() - again >= 0;
  }

  /** Writes under the lock; returns false if another writer holds it. */
  private static boolean write(Transaction transaction, List<TableRow> due, boolean lost)
      throws SQLException {
    due.forEach(transaction.prepared()::due);
    boolean locked = transaction.tryLock();
    if (locked) {
      ColumnSync.log(ColumnSync.write(transaction, due));
      if (lost) {
        ColumnSync.deletions(transaction);
      }
    }
    return locked;
  }

  /** Writes the rows one by one, so that a refused row does not block the others. */
  private boolean writeSeparately(List<TableRow> due, long losses, Exception e) {
    if (e instanceof SQLException && !SqlStates.isStatementRefused(e)) {
      pauseWriting(SqlStates.reason(e));
      return false;
    }
    if (SqlStates.isForbidden(e)) {
      pauseWriting(SqlStates.reason(e));
      return false;
    }
    boolean any = false;
    for (TableRow row : due) {
      any |= wrote(row);
    }
    try {
      if (transactions.attempt(attempt -> write(attempt, List.of(), true))) {
        recorded = losses;
      }
    } catch (SQLException deletion) {
      pauseWriting(SqlStates.reason(deletion));
    }
    return any && due.size() == ColumnSync.PART;
  }

  private boolean wrote(TableRow row) {
    try {
      return transactions.attempt(attempt -> write(attempt, List.of(row), false));
    } catch (SQLException | InvalidFlagsException e) {
      refused.put(row, System.nanoTime() + WRITE_BACKOFF.toNanos());
      snapshot.note(
          "project", row.name() + ": cannot be recorded in the history: " + SqlStates.reason(e));
      return false;
    }
  }

  private void pauseWriting(String reason) {
    backoff = System.nanoTime() + WRITE_BACKOFF.toNanos();
    snapshot.note("project", "external changes and schedule steps cannot be recorded: " + reason);
  }

  /** Stops polling and listening; failures after this call are expected and not reported. */
  void stop() {
    ticker.shutdown();
    if (listener != null) {
      listener.close();
    }
  }

  /**
   * Ends the threads. The database must have been closed before, so that no thread waits for it.
   */
  void close() {
    stop();
    threads.close();
    listeners.close();
    snapshot.close();
  }
}
