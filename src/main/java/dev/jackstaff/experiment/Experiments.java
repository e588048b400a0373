package dev.jackstaff.experiment;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Source;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Records the variants shown to users and their later conversions, and counts the results. Attach
 * it once to an engine, with which it is closed. Thread-safe. A request only pays for passing on
 * one reference.
 *
 * <pre>{@code
 * Experiments.builder(features).sink(DatabaseExposures.builder(pool).createTables(true).build()).attach();
 * …
 * Flags.track("purchase");
 * }</pre>
 *
 * <p>Flags of type {@code experiment} are measured, with their variants, or with on and off. Users
 * count if they were assigned at random, by the weight of a variant or by a percentage. Listed
 * users, rules that name a variant and testers' overrides are no random sample ({@link Source}) and
 * do not count.
 */
public final class Experiments implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Experiments.class.getName());

  private final FeatureFlags features;
  private final Predicate<Flag> measured;
  private final List<Outbox> outboxes;
  private final @Nullable ResultSource source;
  private final AnalysisSettings settings;
  private final Scope listening;

  private Experiments(Builder options) {
    this.features = options.features;
    this.measured = options.measured();
    this.source = options.source();
    this.settings = options.settings;
    SubjectIds subjects = options.subjects();
    this.outboxes =
        options.sinks.stream()
            .map(sink -> new Outbox(features, sink, subjects, options.queue, options.remembered))
            .toList();
    this.listening = features.evidence().follow(new ExposureRecorder(features, measured, outboxes));
  }

  /**
   * {@return experiments that write to a sink, attached to an engine}
   *
   * @param features the engine
   * @param sink the sink
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
   * Returns the results of an experiment up to now. All of its rows are read, so this method should
   * not be called in a request that checks flags.
   *
   * <p>A background thread counts. A count remains valid for ten seconds, or for ten times as long
   * as it took if that is longer. A caller waits up to two seconds for a new count, and then gets
   * the previous one.
   *
   * @param flag the flag
   * @return the results, or empty if there is no database and no file of JSON lines among the sinks
   * @throws java.sql.SQLTimeoutException if there is no previous count; a later call will have the
   *     results
   * @throws SQLException if the rows cannot be read, or could not be read by the last count that is
   *     still valid
   */
  public Optional<ExperimentResults> results(Flag flag) throws SQLException {
    return source == null
        ? Optional.empty()
        : Optional.of(source.results(VariantWeights.of(flag), settings));
  }

  /** {@return whether a sink can be read, so that there are results and raw rows} */
  public boolean hasResults() {
    return source != null;
  }

  /**
   * Writes the exposures of an experiment as CSV with the columns {@code
   * flag,salt,subject,variant,split,at}. Rows are read in pages, so that memory is bounded with a
   * database.
   *
   * @param flag the flag
   * @param out receives the text; not closed
   * @return false if there is no database and no file of JSON lines among the sinks
   * @throws SQLException if the database cannot be read
   * @throws IOException if the file cannot be read, or the text cannot be written
   */
  public boolean exposures(Flag flag, Appendable out) throws SQLException, IOException {
    if (source != null) {
      new RawData(out).exposures(source, VariantWeights.of(flag));
    }
    return source != null;
  }

  /**
   * Writes the conversions of the subjects of an experiment as CSV with the columns {@code
   * event,subject,at,id,amount}. Rows are read in pages, so that memory is bounded with a database.
   *
   * @param flag the flag
   * @param out receives the text; not closed
   * @return false if there is no database and no file of JSON lines among the sinks
   * @throws SQLException if the database cannot be read
   * @throws IOException if the file cannot be read, or the text cannot be written
   */
  public boolean conversions(Flag flag, Appendable out) throws SQLException, IOException {
    if (source != null) {
      new RawData(out).conversions(source, VariantWeights.of(flag));
    }
    return source != null;
  }

  /**
   * {@return the number of exposures and conversions dropped because too many were waiting or a
   * sink refused them for their content}
   */
  public long dropped() {
    return outboxes.stream().mapToLong(Outbox::dropped).sum();
  }

  /**
   * Waits until the sinks have everything that happened before this call; for tests, and before a
   * shutdown.
   *
   * @param timeout the most time to wait, for each sink
   * @return whether they have it
   */
  public boolean flush(Duration timeout) {
    boolean done = features.evidence().flush(timeout);
    for (Outbox outbox : outboxes) {
      done &= outbox.flush(timeout);
    }
    return done;
  }

  /** Writes the waiting items, for up to five seconds, and closes the sinks. */
  @Override
  public void close() {
    listening.close();
    outboxes.forEach(Outbox::close);
  }

  /** Collects the options of experiments. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final List<ExposureSink> sinks = new ArrayList<>();
    private List<String> flags = List.of();
    private int queue = 1 << 16;
    private int remembered = 1 << 17;
    private AnalysisSettings settings = AnalysisSettings.DEFAULT;
    private byte @Nullable [] key;
    private boolean plain;

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * Adds a sink; results are counted in the first database, or else in the first file of JSON
     * lines.
     *
     * @param sink a database, a file, or a listener; closed with the engine
     * @return this builder
     */
    public Builder sink(ExposureSink sink) {
      sinks.add(sink);
      return this;
    }

    /**
     * Sets the flags of other types that are measured too; default none.
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
     * @return this builder
     */
    public Builder flags(String... namesAndGlobs) {
      this.flags = List.of(namesAndGlobs);
      return this;
    }

    /**
     * Sets the key with which ids are hashed; default a key kept in the first database, or a random
     * one for each run if there is no database.
     *
     * @param secret the key, 32 bytes or more in UTF-8, the same on every node
     * @return this builder
     */
    public Builder idKey(String secret) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      this.key = Secrets.longEnough(bytes, Secrets.MIN_KEY_LENGTH, "idKey");
      return this;
    }

    /**
     * Writes ids as they are, without hashing them.
     *
     * @return this builder
     */
    public Builder plainIds() {
      this.plain = true;
      return this;
    }

    /**
     * Sets the number of exposures and conversions that may wait for each sink; items beyond it are
     * dropped and counted.
     *
     * @param items the number, 1 or more; default 65,536
     * @return this builder
     */
    public Builder queue(int items) {
      this.queue = atLeastOne("queue", items);
      return this;
    }

    /**
     * Sets the approximate number of assignments remembered for each sink, so that they are not
     * sent again; each takes 16 bytes.
     *
     * @param subjects the number, 1 or more; default 131,072
     * @return this builder
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
     * Sets the probability that any interval of one metric is ever wrong, over all intervals and
     * all looks together.
     *
     * @param chance the probability, over 0 and under 0.5; default 0.05
     * @return this builder
     */
    public Builder alpha(double chance) {
      this.settings = settings.withAlpha(chance);
      return this;
    }

    /**
     * Sets the quantile of the sums of all subjects to which larger sums are reduced, so that a few
     * very large ones do not decide. It is taken over all variants together; the results contain
     * the sum.
     *
     * @param quantile the quantile, 0.5 to 1; default 0.999; 1 reduces nothing
     * @return this builder
     */
    public Builder capQuantile(double quantile) {
      this.settings = settings.withCapQuantile(quantile);
      return this;
    }

    /**
     * Sets the time after its exposure in which a subject's conversions count; default no limit.
     *
     * @param window the time, 1 s or more
     * @return this builder
     */
    public Builder conversionWindow(Duration window) {
      this.settings = settings.withConversionWindow(window);
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

    private @Nullable ResultSource source() {
      DatabaseExposures counting = database();
      return counting != null
          ? counting.results()
          : sinks.stream().map(ResultSource::of).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private SubjectIds subjects() {
      byte[] given = key;
      DatabaseExposures keeper = database();
      if (plain) {
        return SubjectIds.plain();
      } else if (given != null) {
        return SubjectIds.hashed(() -> given);
      } else if (keeper != null) {
        return SubjectIds.hashed(keeper::key);
      }
      LOG.log(
          Level.INFO,
          "exposures are hashed with a random key, so those of another run cannot be joined; idKey"
              + " sets one");
      byte[] random = new byte[Secrets.MIN_KEY_LENGTH];
      new SecureRandom().nextBytes(random);
      return SubjectIds.hashed(() -> random);
    }

    /**
     * Attaches the experiments to the engine; they record until the engine is closed.
     *
     * @return the experiments
     * @throws IllegalStateException if no sink was added
     */
    public Experiments attach() {
      if (sinks.isEmpty()) {
        throw new IllegalStateException("experiments need a sink, such as DatabaseExposures");
      }
      Experiments experiments = new Experiments(this);
      features.integration().attach(experiments);
      return experiments;
    }
  }
}
