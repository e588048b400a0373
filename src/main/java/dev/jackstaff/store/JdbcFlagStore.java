package dev.jackstaff.store;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.jdbc.Connector;
import dev.jackstaff.internal.jdbc.Database;
import dev.jackstaff.internal.jdbc.DriverSource;
import dev.jackstaff.internal.jdbc.SharedDatabases;
import dev.jackstaff.internal.jdbc.TableNames;
import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A store of flags in a table of a database that many nodes and other programs share: PostgreSQL,
 * MariaDB, MySQL, SQLite or H2. Thread-safe.
 *
 * <pre>{@code
 * JdbcFlagStore store = JdbcFlagStore.builder(pool).createTables(true).listen(own).build();
 * }</pre>
 *
 * <p>The tables are read in the background, by one query for all flags; a check of a flag never
 * reads them. A row that cannot be taken keeps its last good definition, and {@link #status} gives
 * the reason. While the database is away, the last good set stays in force.
 *
 * <p>On PostgreSQL a change is seen at once with {@link Builder#listen}, otherwise within {@link
 * Builder#refresh}. Changes that other programs make in the table count as well, and are noted in
 * the history. Every write and its entry in the history are one transaction.
 */
public final class JdbcFlagStore implements WritableFlagStore, FlagHistory {
  private static final Logger LOG = System.getLogger(JdbcFlagStore.class.getName());

  /** The default interval at which the table is checked. */
  public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(30);

  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

  static {
    SharedDatabases.register(JdbcFlagStore.class, store -> store.database);
  }

  private final Database database;
  private final TableSnapshot snapshot;
  private final ChangeFollower follower;
  private final TableWriter writer;
  private final Transactions transactions;
  private final SafetyActs acts;
  private final InstantSource clock;

  /** The connection sources that were created for this store alone, and are closed with it. */
  private final List<DriverSource> owned;

  private JdbcFlagStore(Builder options) {
    TableNames names = new TableNames(options.schema, options.table);
    this.owned = List.copyOf(options.owned);
    this.clock = options.clock;
    this.database = new Database(options.source, names, StoreTables.SCHEMA, options.create);
    this.snapshot = new TableSnapshot(clock, options.backup);
    this.writer = new TableWriter(snapshot);
    this.transactions = new Transactions(database, snapshot, clock, options.retention);
    this.acts = new SafetyActs(snapshot, writer, transactions);
    this.follower = new ChangeFollower(database, snapshot, transactions, acts, options.refresh);
    try {
      start(options, names);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void start(Builder options, TableNames names) {
    FlagSet known = options.backup == null ? null : options.backup.read();
    if (known != null) {
      snapshot.seed(known);
    }
    follower.start(START_TIMEOUT);
    if (options.initial != null && snapshot.isLoaded() && snapshot.flags().size() == 0) {
      FlagSet initial = options.initial;
      if (transactions.writing(writing -> writer.fill(writing, initial))) {
        LOG.log(Level.INFO, names.table() + " was empty: filled with " + initial.size() + " flags");
      }
    }
    if (!snapshot.isLoaded() && known == null) {
      snapshot.seed(substitute(options, names));
    }
    follower.follow();
    if (options.listen != null) {
      follower.listen(options.listen, names.table());
    }
  }

  private FlagSet substitute(Builder options, TableNames names) {
    if (options.fallback == null && !options.startEmpty) {
      throw new StoreException(
          names.table()
              + " cannot be read: "
              + snapshot.status().reason()
              + "; createTables(true) creates the tables; lastKnownGood, fallback or startEmpty"
              + " allow a start without them",
          null);
    }
    return options.fallback == null ? FlagSet.empty() : options.fallback;
  }

  /**
   * {@return a builder of a store}
   *
   * @param source the source of connections; a store borrows one connection at a time for each
   *     thread that writes, and one for its own thread
   */
  public static Builder builder(DataSource source) {
    return new Builder(source::getConnection);
  }

  /**
   * {@return a builder of a store that makes its own connections; it keeps one, and opens others
   * while several threads read or write}
   *
   * @param url the URL, such as {@code jdbc:postgresql://host/database?user=…} or {@code
   *     jdbc:h2:file}; on PostgreSQL, MariaDB and MySQL with time limits of 5 s for connecting and
   *     10 s for answers, unless the URL sets others
   * @throws IllegalArgumentException if no driver accepts it
   */
  public static Builder builder(String url) {
    DriverSource source = new DriverSource(url);
    Builder builder = new Builder(source);
    builder.owned.add(source);
    return builder;
  }

  @Override
  public FlagSet flags() {
    return snapshot.flags();
  }

  @Override
  public Watch watch(Consumer<FlagSet> listener) {
    return snapshot.watch(listener);
  }

  @Override
  public StoreStatus status() {
    return snapshot.status();
  }

  /** {@return true: the node that brings the table up to date logs the step} */
  @Override
  public boolean announcesSteps() {
    return true;
  }

  @Override
  public Optional<Versioned<Flag>> find(String name) {
    return transactions.reading(
        reading -> Optional.ofNullable(writer.flag(reading.row(DefinitionKind.FLAG, name))));
  }

  @Override
  public Optional<Versioned<Condition>> findSegment(String name) {
    return transactions.reading(
        reading -> Optional.ofNullable(writer.segment(reading.row(DefinitionKind.SEGMENT, name))));
  }

  @Override
  public String put(Flag given, @Nullable String expectedRevision, Change change) {
    Flag flag = FlagEdits.withoutPlan(given);
    String revision =
        transactions.writing(
            ready -> ready.put(flag),
            writing -> writer.put(writing, flag, expectedRevision, change));
    acts.written(flag.name());
    return revision;
  }

  @Override
  public void remove(String name, String expectedRevision, boolean force, Change change) {
    transactions.writing(writing -> writer.remove(writing, name, expectedRevision, force, change));
    acts.written(name);
  }

  @Override
  public String putSegment(
      String name, Condition condition, @Nullable String expectedRevision, Change change) {
    return transactions.writing(
        ready -> ready.put(name, condition),
        writing -> writer.putSegment(writing, name, condition, expectedRevision, change));
  }

  @Override
  public void removeSegment(String name, String expectedRevision, Change change) {
    transactions.writing(writing -> writer.removeSegment(writing, name, expectedRevision, change));
  }

  @Override
  public void replace(FlagSet before, FlagSet after, Change change) {
    SetDifference difference = new SetDifference(before, after);
    transactions.writing(
        difference::prepare, writing -> writer.replace(writing, difference, change));
    difference.flagNames().forEach(acts::written);
  }

  @Override
  public String kill(String name, Change change) {
    return acts.kill(name, change);
  }

  @Override
  public String lift(String name, Change change) {
    return acts.lift(name, change);
  }

  @Override
  public String setRollout(String name, double percentage, Change change) {
    return percentage == 0
        ? acts.stopRollout(name, change)
        : edit(name, change, flag -> FlagEdits.rolledOut(flag, percentage));
  }

  @Override
  public String hold(String name, Change change) {
    Instant now = clock.instant();
    return edit(name, change, flag -> FlagEdits.held(flag, now));
  }

  @Override
  public String resume(String name, Change change) {
    Instant now = clock.instant();
    return edit(name, change, flag -> FlagEdits.resumed(flag, now));
  }

  private String edit(String name, Change change, UnaryOperator<Flag> edit) {
    UnaryOperator<Flag> whole = flag -> edit.apply(acts.over(flag));
    return transactions.writing(
        ready -> ready.edit(name, whole), writing -> writer.edit(writing, name, change, whole));
  }

  @Override
  public List<HistoryEntry<Flag>> history(String name) {
    return HistoryEntry.read(
        entries(DefinitionKind.FLAG, name),
        json -> FlagJson.readFlag(name, json, "history"),
        FlagJson::revision);
  }

  @Override
  public List<HistoryEntry<Condition>> segmentHistory(String name) {
    return HistoryEntry.read(
        entries(DefinitionKind.SEGMENT, name),
        json -> FlagJson.readCondition(name, json, "history"),
        FlagJson::revision);
  }

  private List<HistoryEntry<String>> entries(DefinitionKind kind, String name) {
    return transactions.reading(reading -> reading.history().entries(kind, name));
  }

  @Override
  public Map<String, Summary> summaries(Collection<String> names) {
    return transactions.reading(reading -> reading.history().summaries(names));
  }

  @Override
  public String revert(String name, String revision, Change change) {
    Flag then = HistoryEntry.find(history(name), name, revision);
    String after =
        transactions.writing(
            ready -> ready.put(then), writing -> writer.put(writing, then, change));
    acts.written(name);
    return after;
  }

  @Override
  public String revertSegment(String name, String revision, Change change) {
    Condition then = HistoryEntry.find(segmentHistory(name), name, revision);
    return transactions.writing(
        ready -> ready.put(name, then), writing -> writer.putSegment(writing, name, then, change));
  }

  /** Reads the tables and writes unwritten acts of safety at once, as the store's thread does. */
  void pollNow() {
    follower.pollNow();
  }

  /**
   * Ends the store's threads and returns its connections; those that wait for an answer are cut.
   * Data sources that were passed in stay open, since they belong to the caller.
   */
  @Override
  public void close() {
    follower.stop();
    acts.write();
    database.close();
    follower.close();
    owned.forEach(DriverSource::close);
  }

  /** Collects a store's options. Not thread-safe; may be used again after {@link #build}. */
  public static final class Builder {
    private final Connector source;
    private final List<DriverSource> owned = new ArrayList<>();
    private boolean create;
    private @Nullable String schema;
    private String table = TableNames.DEFAULT_TABLE;
    private Duration refresh = DEFAULT_REFRESH;
    private @Nullable Connector listen;
    private @Nullable LastKnownGood backup;
    private @Nullable FlagSet fallback;
    private @Nullable FlagSet initial;
    private boolean startEmpty;
    private Retention retention = Retention.EVERYTHING;
    private InstantSource clock = InstantSource.system();

    private Builder(Connector source) {
      this.source = source;
    }

    /**
     * Sets whether the store creates missing tables, and completes those of the original service;
     * default false.
     *
     * @param make whether it does; any number of nodes may do so at once
     * @return this builder
     */
    public Builder createTables(boolean make) {
      this.create = make;
      return this;
    }

    /**
     * Sets the schema of the tables; the default is the schema of the connection.
     *
     * @param name the schema's name; in lower case it has the same meaning as without quotes
     * @return this builder
     */
    public Builder schema(String name) {
      this.schema = TableNames.checked("schema", name);
      return this;
    }

    /**
     * Sets the name of the table of flags; default {@code feature_flags}.
     *
     * @param name the table's name; the other tables are named after it, such as {@code
     *     feature_flag_history}, {@code feature_flag_segments} and {@code feature_flags_version}
     * @return this builder
     */
    public Builder table(String name) {
      this.table = TableNames.checked("table", name);
      return this;
    }

    /**
     * Sets the interval at which the table is checked; default 30 s.
     *
     * @param interval the interval; over 0
     * @return this builder
     */
    public Builder refresh(Duration interval) {
      this.refresh = Params.positive(interval, "refresh");
      return this;
    }

    /**
     * Listens for changes, so that they are seen at once; PostgreSQL only; by default the store
     * does not listen.
     *
     * @param own the source of the connection, which is kept; not a pool that requests use, not one
     *     behind a pooler in transaction mode, and with time limits for connecting
     * @return this builder
     */
    public Builder listen(DataSource own) {
      this.listen = own::getConnection;
      return this;
    }

    /**
     * Listens for changes on a connection that the store makes itself, with the same time limits as
     * {@link JdbcFlagStore#builder(String)}.
     *
     * @param url the URL of the PostgreSQL database
     * @return this builder
     * @throws IllegalArgumentException if no driver accepts it
     */
    public Builder listen(String url) {
      DriverSource own = new DriverSource(url);
      owned.add(own);
      this.listen = own;
      return this;
    }

    /**
     * Sets the flags that are written if the table is empty at the start; default none.
     *
     * @param flags the flags, such as those of a file that the table replaces
     * @return this builder
     */
    public Builder initial(FlagSet flags) {
      this.initial = flags;
      return this;
    }

    /**
     * Sets a file for the last good set, for a start without the database; default none.
     *
     * @param file the file, written atomically after each change; its directory must be writable
     * @return this builder
     */
    public Builder lastKnownGood(Path file) {
      this.backup = new LastKnownGood(file);
      return this;
    }

    /**
     * Sets the flags for a start without the database and without a last known good set; default
     * none.
     *
     * @param flags the flags
     * @return this builder
     */
    public Builder fallback(FlagSet flags) {
      this.fallback = flags;
      return this;
    }

    /**
     * Sets whether the store starts with all flags off if it has no flags from anywhere; default
     * false.
     *
     * @param go whether it does
     * @return this builder
     */
    public Builder startEmpty(boolean go) {
      this.startEmpty = go;
      return this;
    }

    /**
     * Sets the maximum age of an entry of the history; default any age. The newest entry of each
     * definition is always kept. Age is measured by the database's clock, from the newest entry
     * that is a day old, so that a clock that jumps removes nothing. Older entries are removed with
     * the next change of their definition.
     *
     * @param age the maximum age; over 0
     * @return this builder
     */
    public Builder retention(Duration age) {
      this.retention = new Retention(Params.positive(age, "retention"), retention.entries(), null);
      return this;
    }

    /**
     * Sets the maximum number of entries of the history for each definition; default any number.
     *
     * @param entries the number; 1 or more
     * @return this builder
     */
    public Builder retention(int entries) {
      if (entries < 1) {
        throw new IllegalArgumentException("retention must be 1 or more, was " + entries);
      }
      this.retention = new Retention(retention.age(), entries, null);
      return this;
    }

    /**
     * Sets the clock that schedules follow; the default is the system clock.
     *
     * @param instants the clock
     * @return this builder
     */
    public Builder clock(InstantSource instants) {
      this.clock = instants;
      return this;
    }

    /**
     * {@return a store that has been read once} Waits up to 10 s for the database.
     *
     * @throws StoreException if the tables cannot be read, and no substitute was configured
     */
    public JdbcFlagStore build() {
      return new JdbcFlagStore(this);
    }
  }
}
