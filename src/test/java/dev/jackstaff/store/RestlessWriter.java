package dev.jackstaff.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.jackstaff.Await;
import dev.jackstaff.model.Flag;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that writes flags as fast as it can until it is killed, and says what was written. */
final class RestlessWriter {
  /** Held, since a logger that nobody holds forgets its level. */
  private static final Logger LOGGER = Logger.getLogger("dev.jackstaff");

  private static final Change CHANGE = Change.by("writer", null);

  private final JdbcFlagStore store;
  private final String prefix;
  private final Random random;

  private RestlessWriter(JdbcFlagStore store, String prefix, Random random) {
    this.store = store;
    this.prefix = prefix;
    this.random = random;
  }

  /** The URL of the database, what the names of the flags begin with, and a seed. */
  public static void main(String[] args) {
    LOGGER.setLevel(Level.WARNING);
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(args[0]);
    source.setApplicationName(args[1]);
    HikariDataSource pool = Databases.pool(source);
    pool.setConnectionTimeout(Await.LONG.toMillis());
    try (pool;
        JdbcFlagStore store = JdbcFlagStore.builder(pool).refresh(Duration.ofDays(1)).build()) {
      RestlessWriter writer =
          new RestlessWriter(store, args[1], new Random(Long.parseLong(args[2])));
      while (true) {
        System.out.println(writer.tried());
      }
    }
  }

  /** A write may be refused, as when the other process holds the lock for too long. */
  private String tried() {
    try {
      return write();
    } catch (StoreException e) {
      e.printStackTrace();
      return "refused";
    }
  }

  /** Gives the flag and its revision; a flag that was removed has none. */
  private String write() {
    String name = prefix + random.nextInt(5);
    Optional<Versioned<Flag>> current = store.find(name);
    return name + " " + (current.isEmpty() ? make(name) : change(name, current.get()));
  }

  private String make(String name) {
    return store.put(Flag.percentage(name, random.nextInt(100)), null, CHANGE);
  }

  private String change(String name, Versioned<Flag> current) {
    switch (random.nextInt(4)) {
      case 0 -> store.remove(name, current.revision(), false, CHANGE);
      case 1 -> {
        return current.value().isKilled() ? store.lift(name, CHANGE) : store.kill(name, CHANGE);
      }
      default -> {
        return store.setRollout(name, random.nextInt(10_000) / 100.0, CHANGE);
      }
    }
    return "removed";
  }
}
