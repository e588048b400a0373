package dev.jackstaff.guard;

import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.FlagHistory;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of the events of tests between nodes. Each node hands over the events that it has
 * counted, and every node receives the same list of them for each test, in the order of their
 * times. Nothing here depends on the medium: any ordered log of entries will do.
 *
 * <p>A node's front is the beginning of its oldest request whose outcome is open. The list of a
 * test is taken up to the common front, the oldest of all nodes' fronts; nodes that have been
 * silent for {@value #SILENT_SECONDS} s, or have no open request, do not hold it back. An event
 * before the front up to which the list was taken comes too late: it is left out on every node, and
 * counted. When a node hands over an event does not depend on its unit's arm, so what is left out
 * does not either.
 */
interface EventExchange {
  /** The time after which a silent node no longer holds back the others. */
  int SILENT_SECONDS = 30;

  /** The front of a node without an open request. */
  long IDLE = Long.MAX_VALUE;

  /** Returns whether this node shares nothing. */
  boolean isAlone();

  /**
   * Returns the key of a test, the same on all nodes, or empty while it cannot be determined.
   *
   * @throws dev.jackstaff.store.StoreException if the key cannot be read now
   */
  Optional<String> key(Flag flag, TestKey terms);

  /**
   * Takes part in a test from now on. Costs no access to the medium.
   *
   * @param flag the flag's name
   * @param key the key of the test
   */
  SharedTest join(String flag, String key);

  /** Takes part in a test no longer. */
  void leave(SharedTest test);

  /**
   * Hands over the events of all tests of this node, and receives those of all nodes. If it fails,
   * the events are handed over by the next call. Called by one thread at a time.
   *
   * @param front this node's front by its own clock, in nanoseconds since 1970, or {@link #IDLE}
   * @param now the time of this node's clock, in nanoseconds since 1970
   * @throws SQLException if it is not possible now
   */
  void exchange(long front, long now) throws SQLException;

  /**
   * Records a verdict on a test unless another node has; returns true if this call recorded it.
   *
   * @throws SQLException if it is not possible now
   */
  boolean claim(SharedTest test, RecordedVerdict verdict) throws SQLException;

  /** Returns the exchange through the database of a store, or one that shares nothing. */
  static EventExchange of(@Nullable Object store) {
    return store instanceof FlagHistory history
        ? SharedDatabases.of(store)
            .<EventExchange>map(
                database -> new JournalExchange(database, history, JournalExchange.FRONT_INTERVAL))
            .orElseGet(LoneExchange::new)
        : new LoneExchange();
  }
}
