package dev.jackstaff.store;

import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.Expiry;
import dev.jackstaff.internal.jdbc.Sql;
import dev.jackstaff.internal.jdbc.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A store's transactions, with its clock and its retention. When a method returns, this node knows
 * the changes of its transaction. Thread-safe.
 */
final class Transactions {
  private static final int MAX_ATTEMPTS = 5;

  /**
   * The number of times that a write waits for a lock, each time until the server ends the wait.
   */
  private static final int MAX_LOCK_ATTEMPTS = 4;

  /** The pause before a retry, so that writers that collided do not collide again. */
  private static final Duration RETRY_PAUSE = Duration.ofMillis(20);

  private final Database database;
  private final TableSnapshot snapshot;
  private final InstantSource clock;
  private volatile Retention retention;

  /** Requests that the tables be read soon. */
  private volatile Runnable behind = () -> {};

  Transactions(
      Database database, TableSnapshot snapshot, InstantSource clock, Retention retention) {
    this.database = database;
    this.snapshot = snapshot;
    this.clock = clock;
    this.retention = retention;
  }

  /**
   * Registers the action that has the tables read soon; run after a write before which others have
   * written.
   */
  void whenBehind(Runnable lookSoon) {
    this.behind = lookSoon;
  }

  /** The work of a transaction. */
  interface Task<T> {
    T with(Transaction transaction) throws SQLException;
  }

  /** The result of a task, its changes, and why its history was refused; empty if it was not. */
  private record TaskResult<T>(T result, WriteSet effect, String refused) {}

  private Transaction on(Sql sql) {
    return on(sql, Prepared.once(snapshot.definitions(), now()));
  }

  private Transaction on(Sql sql, Prepared prepared) {
    return new Transaction(sql, retention, prepared, snapshot.known());
  }

  Instant now() {
    return clock.instant();
  }

  <T> T reading(Task<T> task) {
    try {
      return database.read(sql -> task.with(on(sql)));
    } catch (SQLException e) {
      throw new StoreException("the database cannot be read: " + SqlStates.reason(e), e);
    }
  }

  /** Runs a task with the lock, so that no other writer writes meanwhile. */
  <T> T writing(Task<T> task) {
    return writing(Prepared.Preparation.NONE, task);
  }

  /** Runs a task with the lock, after a step that prepares it without the lock. */
  <T> T writing(Prepared.Preparation step, Task<T> task) {
    try {
      return seen(tried(step, task, MAX_LOCK_ATTEMPTS));
    } catch (SQLException e) {
      throw new StoreException("the database cannot be written: " + SqlStates.reason(e), e);
    }
  }

  /** Runs an act of safety with the lock; it is kept even if its history is refused. */
  <T> T acting(Prepared.Preparation step, Task<T> task) {
    try {
      return seen(tried(step, task, 1));
    } catch (SQLException e) {
      return actingWithoutHistory(step, task, e);
    }
  }

  private <T> T actingWithoutHistory(Prepared.Preparation step, Task<T> task, SQLException first) {
    try {
      if (!SqlStates.isStatementRefused(first)) {
        throw first;
      }
      Task<T> alone =
          transaction -> {
            transaction.makeHistoryOptional();
            return task.with(transaction);
          };
      return seen(tried(step, alone, 1));
    } catch (SQLException e) {
      throw new StoreException("the database cannot be written: " + SqlStates.reason(e), e);
    }
  }

  private <T> T seen(TaskResult<T> outcome) {
    see(outcome.effect());
    String refused = outcome.refused();
    snapshot.note("history", refused.isEmpty() ? null : "written without its history: " + refused);
    return outcome.result();
  }

  /**
   * Repeats a write until it succeeds or its attempts are used up.
   *
   * @param locks the number of times that it may wait for a lock until the server ends the wait: an
   *     act of safety is in force on this node sooner if it does not wait again
   */
  private <T> TaskResult<T> tried(Prepared.Preparation step, Task<T> task, int locks)
      throws SQLException {
    Prepared prepared = Prepared.again(snapshot.definitions(), now());
    step.prepare(prepared);
    int passing = 0;
    int locked = 0;
    while (true) {
      try {
        return locking(prepared, task);
      } catch (Prepared.UnknownRowException e) {
        prepared.learn(e);
        step.prepare(prepared);
      } catch (Prepared.BehindException e) {
        look(false);
        snapshot.deliver();
        prepared = prepared.with(snapshot.definitions());
        step.prepare(prepared);
      } catch (SQLException e) {
        boolean waited = SqlStates.isLocked(e) && ++locked < locks;
        boolean crossed = SqlStates.isPassing(e) && ++passing < MAX_ATTEMPTS;
        if (!waited && !crossed) {
          throw e;
        }
        pause(passing + locked);
      }
    }
  }

  private <T> TaskResult<T> locking(Prepared prepared, Task<T> task) throws SQLException {
    return written(
        prepared,
        transaction -> {
          transaction.lock();
          return task.with(transaction);
        });
  }

  private static void pause(int attempt) {
    long nanos = RETRY_PAUSE.toNanos() << attempt;
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanos / 2, nanos));
  }

  private <T> TaskResult<T> written(Prepared prepared, Task<T> task) throws SQLException {
    return database.transact(
        sql -> {
          Transaction transaction = on(sql, prepared);
          T result = task.with(transaction);
          String refused = transaction.refused();
          return new TaskResult<>(result, transaction.effect(), refused == null ? "" : refused);
        });
  }

  /**
   * Runs a task without waiting for a lock; the task tries to take it, and does nothing if it
   * cannot.
   */
  <T> T attempt(Task<T> task) throws SQLException {
    TaskResult<T> outcome = written(Prepared.once(snapshot.definitions(), now()), task);
    if (!outcome.effect().isEmpty()) {
      see(outcome.effect());
    }
    return outcome.result();
  }

  /**
   * Makes a transaction's changes known to this node; reads the tables only if others may have
   * changed them.
   */
  private void see(WriteSet effect) {
    try {
      // A flag that was killed already may be new to this node.
      TableSnapshot.Following how =
          effect.isEmpty() && !snapshot.isAt(effect.before())
              ? TableSnapshot.Following.NOT
              : snapshot.follow(effect);
      if (how == TableSnapshot.Following.PARTLY) {
        behind.run();
      } else if (how == TableSnapshot.Following.NOT) {
        look(false);
        snapshot.deliver();
      }
    } catch (SQLException e) {
      // The write stays committed, and is in force here even if nothing else can be read.
      snapshot.take(effect);
      snapshot.failed(SqlStates.reason(e));
    }
  }

  /**
   * Reads the tables, or only their version if it shows no change; the caller then lets the
   * snapshot deliver.
   *
   * @param thorough whether to compare the rows as well
   */
  void look(boolean thorough) throws SQLException {
    database.read(sql -> load(sql, true, thorough));
  }

  private boolean load(Sql sql, boolean trusted, boolean thorough) throws SQLException {
    snapshot.load(on(sql), trusted, thorough);
    return trusted;
  }

  /** Reads the tables on a connection of its own, or only their version if that is trusted. */
  void look(Connection connection, boolean trusted) throws SQLException {
    database.transact(connection, sql -> load(sql, trusted, false));
  }

  /** Returns true if entries of the history are removed for their age. */
  boolean trimsByAge() {
    return retention.age() != null;
  }

  /** Asks the database before which time entries of the history may be removed. */
  void checkRetention() throws SQLException {
    Duration age = retention.age();
    if (age != null) {
      Optional<Instant> oldest =
          database.read(sql -> Expiry.before(sql, "feature_flag_history", "at", age));
      retention = retention.since(oldest.orElse(null));
    }
  }
}
