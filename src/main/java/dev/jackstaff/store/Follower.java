package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a mirror up to date with two threads: one looks every so often and does what is due, one
 * listens if that was asked for.
 */
final class Follower implements Listener.Events {
  /**
   * How often it is looked whether there is something to do, and a lost database is asked again.
   */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** How long a silent connection is trusted. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** How many parts of its own work a store does in one tick. */
  private static final int PARTS = 100;

  /** A store that may not write need not try every second. */
  private static final Duration SULK = Duration.ofMinutes(1);

  private final Database database;
  private final Mirror mirror;
  private final Transactions transactions;
  private final Duration refresh;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(task -> thread(task, "jackstaff-jdbc"));
  private @Nullable Listener listener;
  private volatile boolean deaf;
  private volatile boolean soon;
  private long polled;
  private long sulking = System.nanoTime();

  Follower(Database database, Mirror mirror, Transactions transactions, Duration refresh) {
    this.database = database;
    this.mirror = mirror;
    this.transactions = transactions;
    this.refresh = refresh;
  }

  private Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /** Reads for the first time, for as long as that may take at most. */
  void start(Duration patience) {
    Future<?> first = ticker.submit(this::poll);
    try {
      first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      mirror.deliver();
    } catch (TimeoutException e) {
      mirror.failed("the database did not answer within " + patience);
    } catch (ExecutionException e) {
      mirror.failed(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      mirror.failed("interrupted while the database was read");
      Thread.currentThread().interrupt();
    }
  }

  void follow() {
    long nanos = Math.min(TICK.toNanos(), refresh.toNanos());
    var unused = ticker.scheduleWithFixedDelay(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  void listen(Connector source, String channel) {
    Duration heartbeat = refresh.compareTo(HEARTBEAT) < 0 ? refresh : HEARTBEAT;
    listener = new Listener(database, source, channel, heartbeat, this);
    thread(listener, "jackstaff-jdbc-listen").start();
  }

  private void tick() {
    try {
      if (soon || isStale() || System.nanoTime() - polled >= refresh.toNanos()) {
        soon = false;
        poll();
      }
      // Where nothing can be read, nothing is to be noted either, and its failure would only be
      // said.
      if (!isStale()) {
        project();
      }
    } catch (RuntimeException | Error e) {
      mirror.note("tick", "the store's own work failed: " + e);
    }
  }

  private boolean isStale() {
    return mirror.status().state() == StoreStatus.State.STALE;
  }

  private void poll() {
    polled = System.nanoTime();
    try {
      transactions.look();
      mirror.deliverApart();
    } catch (SQLException | RuntimeException e) {
      if (!ticker.isShutdown()) {
        mirror.failed(SqlStates.reason(e));
      }
    }
  }

  @Override
  public void changed(Connection connection) throws SQLException {
    transactions.look(connection, !deaf && mirror.isLoaded());
    deaf = false;
    mirror.note("listen", null);
    mirror.deliverApart();
  }

  @Override
  public void lost(SQLException why) {
    if (!deaf) {
      deaf = true;
      mirror.failed(SqlStates.reason(why));
    }
    mirror.note(
        "listen",
        "not listening: " + SqlStates.reason(why) + "; changes are seen every " + refresh);
    lookSoon();
  }

  private void lookSoon() {
    try {
      if (!soon) {
        soon = true;
        ticker.execute(this::tick);
      }
    } catch (RejectedExecutionException closed) {
      soon = false;
    }
  }

  /** In parts, so that a table with much to do does not hold up other writers for long. */
  private void project() {
    int part = 0;
    while (part < PARTS && projectPart()) {
      part++;
    }
  }

  /** Whether a whole part was written, so that there may be more. */
  private boolean projectPart() {
    Instant now = transactions.now();
    List<Row> due = mirror.consult(definitions -> Projector.due(definitions, now));
    boolean lost = mirror.consult(Definitions::takeLost);
    if ((due.isEmpty() && !lost) || System.nanoTime() - sulking < 0) {
      return false;
    }
    try {
      Projector.say(transactions.attempt(attempt -> write(attempt, due)));
      mirror.note("project", null);
      return due.size() == Projector.PART;
    } catch (SQLException e) {
      sulking = System.nanoTime() + SULK.toNanos();
      mirror.note(
          "project", "changes from outside and steps cannot be noted: " + SqlStates.reason(e));
      return false;
    }
  }

  private static List<String> write(Transaction transaction, List<Row> due) throws SQLException {
    return transaction.tryLock() ? Projector.write(transaction, due) : List.of();
  }

  /** What fails from now on is the end, and not said. */
  void stop() {
    ticker.shutdown();
    if (listener != null) {
      listener.close();
    }
  }

  /** Ends the threads; the database must have been closed before, so that nobody waits for it. */
  void close() {
    stop();
    Threads.end(threads);
    mirror.close();
  }
}
