package dev.jackstaff.experiment;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Source;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Notes who was shown which variant and what they did then, and counts what that says. Attach it
 * once to an engine, with which it is closed. Thread-safe; a request pays for handing over one
 * reference, and for nothing else.
 *
 * <pre>{@code
 * Experiments.builder(features).sink(DatabaseExposures.builder(pool).createTables(true).build()).attach();
 * …
 * Flags.track("purchase");
 * }</pre>
 *
 * <p>Flags of type {@code experiment} are measured, with their variants, or with on and off.
 * Counted is who was drawn: by a variant's weight or by a percentage. Users that are listed, rules
 * that name a variant and testers' overrides are no sample ({@link Source}), and count for nothing.
 */
public final class Experiments implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Experiments.class.getName());

  private final FeatureFlags features;
  private final Predicate<Flag> measured;
  private final List<Outbox> outboxes;
  private final @Nullable DatabaseExposures database;
  private final double alpha;
  private final Scope listening;

  private Experiments(Builder options) {
    this.features = options.features;
    this.measured = options.measured();
    this.database = options.database();
    this.alpha = options.alpha;
    Subjects subjects = options.subjects();
    this.outboxes =
        options.sinks.stream()
            .map(sink -> new Outbox(features, sink, subjects, options.queue, options.remembered))
            .toList();
    this.listening = features.evidence().listen(new Recorder(features, measured, outboxes));
  }

  /**
   * {@return experiments that write to a sink, attached to an engine}
   *
   * @param features the engine
   * @param sink where to
   */
  public static Experiments attach(FeatureFlags features, ExposureSink sink) {
    return builder(features).sink(sink).attach();
  }

  /**
   * {@return a builder}
   *
   * @param features the engine
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * {@return whether a flag is measured}
   *
   * @param flag the flag
   */
  public boolean measures(Flag flag) {
    return measured.test(flag);
  }

  /**
   * {@return what an experiment says up to now, or empty if no database is written to; it reads all
   * of its rows, so it has no place on a request that asks for flags}
   *
   * <p>A background thread counts. What it has counted stands for ten seconds, and for ten times as
   * long as it took. Who asks waits for it for two seconds, and then gets what was counted before.
   *
   * @param flag the flag
   * @throws java.sql.SQLTimeoutException if nothing was counted before; it will be there later
   * @throws SQLException if the database cannot be read, or could not be in that time
   */
  public Optional<ExperimentResults> results(Flag flag) throws SQLException {
    return database == null
        ? Optional.empty()
        : Optional.of(database.results(Arms.of(flag), alpha));
  }

  /**
   * {@return how many exposures and conversions were dropped, since too many waited or a sink
   * refused them for their content}
   */
  public long dropped() {
    return outboxes.stream().mapToLong(Outbox::dropped).sum();
  }

  /**
   * Waits until the sinks have all that happened before; for tests, and before the end.
   *
   * @param timeout how long at most, for each sink
   * @return whether they have
   */
  public boolean flush(Duration timeout) {
    boolean done = features.evidence().flush(timeout);
    for (Outbox outbox : outboxes) {
      done &= outbox.flush(timeout);
    }
    return done;
  }

  /** Writes what waits, for five seconds at most, and closes the sinks. */
  @Override
  public void close() {
    listening.close();
    outboxes.forEach(Outbox::close);
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final List<ExposureSink> sinks = new ArrayList<>();
    private List<String> flags = List.of();
    private int queue = 1 << 16;
    private int remembered = 1 << 17;
    private double alpha = 0.05;
    private byte @Nullable [] key;
    private boolean plain;

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * {@return this builder, with one sink more; the first database is the one that results are
     * counted in}
     *
     * @param sink a database, a file, or a listener; closed with the engine
     */
    public Builder sink(ExposureSink sink) {
      sinks.add(sink);
      return this;
    }

    /**
     * {@return this builder, with flags of other types that are measured too; default none}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
     */
    public Builder flags(String... namesAndGlobs) {
      this.flags = List.of(namesAndGlobs);
      return this;
    }

    /**
     * {@return this builder, with the key by which ids are hashed; default one that the first
     * database keeps, or a random one for each run where there is no database}
     *
     * @param secret 32 bytes or more in UTF-8, the same on every node
     */
    public Builder idKey(String secret) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      this.key = Secrets.longEnough(bytes, Secrets.SHORTEST_KEY, "idKey");
      return this;
    }

    /** {@return this builder, for ids that are written as they are} */
    public Builder plainIds() {
      this.plain = true;
      return this;
    }

    /**
     * {@return this builder, with how many exposures and conversions may wait for each sink; what
     * comes beyond is dropped and counted}
     *
     * @param items 1 or more; default 65,536
     */
    public Builder queue(int items) {
      this.queue = atLeastOne("queue", items);
      return this;
    }

    /**
     * {@return this builder, with about how many assignments are remembered for each sink, so that
     * they are not sent again; 16 bytes each}
     *
     * @param subjects 1 or more; default 131,072
     */
    public Builder remember(int subjects) {
      this.remembered = atLeastOne("remember", subjects);
      return this;
    }

    private static int atLeastOne(String option, int number) {
      if (number < 1 || number > 1 << 27) {
        throw new IllegalArgumentException(option + " must be 1 to 134217728, was " + number);
      }
      return number;
    }

    /**
     * {@return this builder, with how often the intervals of one metric may be wrong, all of them
     * and all looks together}
     *
     * @param chance over 0 and under 0.5; default 0.05
     */
    public Builder alpha(double chance) {
      if (!(chance > 0 && chance < 0.5)) {
        throw new IllegalArgumentException("alpha must be over 0 and under 0.5, was " + chance);
      }
      this.alpha = chance;
      return this;
    }

    private Predicate<Flag> measured() {
      Predicate<String> named = NamePatterns.anyOf(flags);
      return flag -> flag.type() == FlagType.EXPERIMENT || named.test(flag.name());
    }

    private @Nullable DatabaseExposures database() {
      return sinks.stream()
          .filter(DatabaseExposures.class::isInstance)
          .map(DatabaseExposures.class::cast)
          .findFirst()
          .orElse(null);
    }

    private Subjects subjects() {
      byte[] given = key;
      DatabaseExposures keeper = database();
      if (plain) {
        return Subjects.plain();
      } else if (given != null) {
        return Subjects.hashed(() -> given);
      } else if (keeper != null) {
        return Subjects.hashed(keeper::key);
      }
      LOG.log(
          Level.INFO,
          "exposures are hashed with a random key, so those of another run cannot be joined; idKey"
              + " sets one");
      byte[] random = new byte[Secrets.SHORTEST_KEY];
      new SecureRandom().nextBytes(random);
      return Subjects.hashed(() -> random);
    }

    /**
     * {@return the experiments, which listen until the engine is closed}
     *
     * @throws IllegalStateException if no sink was named
     */
    public Experiments attach() {
      if (sinks.isEmpty()) {
        throw new IllegalStateException("experiments need a sink, as DatabaseExposures");
      }
      Experiments experiments = new Experiments(this);
      features.closing(experiments);
      return experiments;
    }
  }
}
