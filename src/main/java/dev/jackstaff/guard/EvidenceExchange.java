package dev.jackstaff.guard;

import dev.jackstaff.guard.Observations.Hit;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.FlagHistory;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The exchange of observations between nodes. */
interface EvidenceExchange {
  /**
   * A test, and how much of it this node has received.
   *
   * @param flag the flag's name
   * @param key the name of the test, the same on all nodes
   * @param seen the number of the last hit that this node has received; -1 if it has received
   *     nothing yet
   */
  record Test(String flag, String key, long seen) {
    boolean isNew() {
      return seen < 0;
    }
  }

  /**
   * The observations of all nodes.
   *
   * @param hits the hits that this node did not know, in their order
   * @param last the number of the last one
   * @param crowds the units, per percentage
   * @param said whether a node has recorded a verdict
   */
  record Merged(List<Hit> hits, long last, List<ExposedUnits> crowds, boolean said) {}

  /**
   * Thrown when a test in which this node takes part was removed from the database, or when the
   * database has fewer hits of it than this node knows.
   */
  final class Lost extends SQLException {
    private static final long serialVersionUID = 1L;

    Lost(Test test) {
      super(
          "what the nodes have seen of "
              + test.flag()
              + " was removed from the database; its test begins afresh");
    }
  }

  /** Returns whether this node shares nothing. */
  boolean isAlone();

  /**
   * Returns the key of a test, the same on all nodes, or empty while it cannot be determined.
   *
   * @throws dev.jackstaff.store.StoreException if the key cannot be read now
   */
  Optional<String> key(Flag flag, TestKey terms);

  /**
   * Sends the observations of this node and receives those of all nodes.
   *
   * @throws SQLException if the exchange is not possible now
   */
  Merged exchange(Test test, Observations mine) throws SQLException;

  /**
   * Records a verdict on this test unless another node has; returns true if this call recorded it.
   */
  boolean claim(Test test, String verdict) throws SQLException;

  /**
   * Returns the exchange by the database of a store; for other stores, and for null, one that
   * shares nothing.
   */
  static EvidenceExchange of(@Nullable Object store) {
    return store instanceof FlagHistory history
        ? SharedDatabases.of(store)
            .<EvidenceExchange>map(database -> new DatabaseExchange(database, history))
            .orElseGet(EvidenceExchange::none)
        : none();
  }

  /** Returns the implementation for a node that shares nothing. */
  static EvidenceExchange none() {
    return new EvidenceExchange() {
      @Override
      public boolean isAlone() {
        return true;
      }

      @Override
      public Optional<String> key(Flag flag, TestKey terms) {
        return Optional.empty();
      }

      @Override
      public Merged exchange(Test test, Observations mine) throws SQLException {
        throw new SQLException("there is nobody to share with");
      }

      @Override
      public boolean claim(Test test, String verdict) {
        return true;
      }
    };
  }
}
