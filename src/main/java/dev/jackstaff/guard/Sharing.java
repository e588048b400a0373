package dev.jackstaff.guard;

import dev.jackstaff.guard.Tally.Hit;
import dev.jackstaff.model.Flag;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How nodes bring together what they have seen. */
interface Sharing {
  /**
   * Which test, and how far this node knows it.
   *
   * @param flag the flag's name
   * @param key what all nodes call the test
   * @param seen the number of the last hit that this node has taken; -1 if it has taken nothing yet
   */
  record Test(String flag, String key, long seen) {
    boolean isNew() {
      return seen < 0;
    }
  }

  /**
   * What all nodes have seen.
   *
   * @param hits those that this node did not know, in their order
   * @param last the number of the last one
   * @param crowds the units, per percentage
   * @param said whether a node has said a verdict
   */
  record Merged(List<Hit> hits, long last, List<Crowd> crowds, boolean said) {}

  /** What a node has taken part in is not there any more, or less of it than the node knows. */
  final class Lost extends SQLException {
    private static final long serialVersionUID = 1L;

    Lost(Test test) {
      super(
          "what the nodes have seen of "
              + test.flag()
              + " was removed from the database; its test begins afresh");
    }
  }

  /** Whether nothing is shared. */
  boolean isAlone();

  /**
   * What all nodes call this test, or empty while that cannot be said.
   *
   * @throws dev.jackstaff.store.StoreException if nobody can be asked now
   */
  Optional<String> key(Flag flag, Terms terms);

  /**
   * Gives what this node has seen and takes what all have.
   *
   * @throws SQLException if that is not possible now
   */
  Merged exchange(Test test, Tally mine) throws SQLException;

  /** Whether nobody has said a verdict on this test before; then it is said now. */
  boolean claim(Test test, String verdict) throws SQLException;

  /** A node that is alone. */
  static Sharing none() {
    return new Sharing() {
      @Override
      public boolean isAlone() {
        return true;
      }

      @Override
      public Optional<String> key(Flag flag, Terms terms) {
        return Optional.empty();
      }

      @Override
      public Merged exchange(Test test, Tally mine) throws SQLException {
        throw new SQLException("there is nobody to share with");
      }

      @Override
      public boolean claim(Test test, String verdict) {
        return true;
      }
    };
  }
}
