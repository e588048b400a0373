package dev.jackstaff.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/**
 * A store's transactions, at its time and with its retention. This node has seen what one has
 * written when it returns. Thread-safe.
 */
final class Transactions {
  /** Serialization failure, and deadlock: it is right to try again. */
  private static final Set<String> PASSING = Set.of("40001", "40P01");

  private static final int TRIES = 3;

  private final Database database;
  private final Mirror mirror;
  private final InstantSource clock;
  private final Retention retention;

  Transactions(Database database, Mirror mirror, InstantSource clock, Retention retention) {
    this.database = database;
    this.mirror = mirror;
    this.clock = clock;
    this.retention = retention;
  }

  /** Something that is done with a transaction. */
  interface Task<T> {
    T with(Transaction transaction) throws SQLException;
  }

  /** What came of a task, and what it has changed. */
  private record Outcome<T>(T result, Effect effect) {}

  Transaction on(Connection connection, FlagTables tables) {
    return new Transaction(connection, tables, retention, now());
  }

  Instant now() {
    return clock.instant();
  }

  <T> T reading(Task<T> task) {
    try {
      return database.read((connection, tables) -> task.with(on(connection, tables)));
    } catch (SQLException e) {
      throw new StoreException("the database cannot be read: " + Follower.reason(e), e);
    }
  }

  /** With the lock, so that nobody else writes meanwhile. */
  <T> T writing(Task<T> task) {
    Outcome<T> outcome = tried(task, TRIES);
    see(outcome.effect());
    return outcome.result();
  }

  private <T> Outcome<T> tried(Task<T> task, int tries) {
    try {
      return written(
          transaction -> {
            transaction.lock();
            return task.with(transaction);
          });
    } catch (SQLException e) {
      if (tries > 1 && PASSING.contains(String.valueOf(e.getSQLState()))) {
        return tried(task, tries - 1);
      }
      throw new StoreException("the database cannot be written: " + Follower.reason(e), e);
    }
  }

  private <T> Outcome<T> written(Task<T> task) throws SQLException {
    return database.write(
        (connection, tables) -> {
          Transaction transaction = on(connection, tables);
          T result = task.with(transaction);
          return new Outcome<>(result, transaction.effect());
        });
  }

  /** Without waiting for a lock; the task asks for it, and does nothing if it is not to be had. */
  <T> T attempt(Task<T> task) throws SQLException {
    Outcome<T> outcome = written(task);
    see(outcome.effect());
    return outcome.result();
  }

  /** Reads only what a transaction has written, where nothing else can have changed. */
  private void see(Effect effect) {
    try {
      if (!mirror.follow(effect)) {
        look();
      }
    } catch (SQLException e) {
      // What was written stays written; this node sees it with its next look.
      mirror.failed(Follower.reason(e));
    }
  }

  /** Reads the tables, or only their version where that shows that they are as they were. */
  void look() throws SQLException {
    database.read(
        (connection, tables) -> {
          mirror.load(on(connection, tables), true);
          return tables;
        });
  }
}
