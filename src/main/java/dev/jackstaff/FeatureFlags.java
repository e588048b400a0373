package dev.jackstaff;

import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.Thrown;
import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.internal.eval.Place;
import dev.jackstaff.internal.json.ValueConverter;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.FlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The engine: it follows a store and decides flags for users. Make one per application and close it
 * with the application; closing closes the store. Thread-safe.
 *
 * <pre>{@code
 * FeatureFlags features = FeatureFlags.of(FileFlagStore.watching(path));
 * if (features.isEnabled("new_search", "user:123")) …
 * }</pre>
 *
 * <p>Deciding reads one volatile reference, never waits and never throws; what fails on the way is
 * reported by {@link #status()}.
 */
public final class FeatureFlags implements AutoCloseable {
  /** The servlet context attribute under which a filter publishes its engine. */
  public static final String ATTRIBUTE = "dev.jackstaff.FeatureFlags";

  private final Engine engine;
  private final Function<FlagSource, FlagSource> view;
  private final Predicate<String> shown;
  private volatile FlagSource source;
  private long turn;

  FeatureFlags(Engine engine, Function<FlagSource, FlagSource> view, Predicate<String> shown) {
    this.engine = engine;
    this.view = view;
    this.shown = shown;
    this.source = view.apply(engine.source());
  }

  /**
   * {@return an engine for flags that are defined in code}
   *
   * @param flags the flags
   * @throws dev.jackstaff.model.InvalidFlagsException if a regular expression is not one
   */
  public static FeatureFlags of(FlagSet flags) {
    return builder(flags).build();
  }

  /**
   * {@return an engine that follows a store}
   *
   * @param store the store; closed with the engine
   */
  public static FeatureFlags of(FlagStore store) {
    return builder(store).build();
  }

  /**
   * {@return an engine for another source of decisions}
   *
   * @param source the source
   */
  public static FeatureFlags of(FlagSource source) {
    return builder(source).build();
  }

  /**
   * {@return a builder of an engine for flags that are defined in code}
   *
   * @param flags the flags
   */
  public static FeatureFlagsBuilder builder(FlagSet flags) {
    return new FeatureFlagsBuilder(flags, null, null);
  }

  /**
   * {@return a builder of an engine that follows a store}
   *
   * @param store the store; closed with the engine
   */
  public static FeatureFlagsBuilder builder(FlagStore store) {
    return new FeatureFlagsBuilder(null, store, null);
  }

  /**
   * {@return a builder of an engine for another source of decisions}
   *
   * @param source the source
   */
  public static FeatureFlagsBuilder builder(FlagSource source) {
    return new FeatureFlagsBuilder(null, null, source);
  }

  /**
   * {@return whether a flag is on for a user; costs only what this flag needs}
   *
   * @param flag its name
   * @param userId the user's id, or null if it is not known
   */
  public boolean isEnabled(String flag, @Nullable String userId) {
    return decide(flag, User.of(userId)).on();
  }

  /**
   * {@return what a flag says to a user now, with its reason; costs only what this flag needs}
   *
   * @param flag its name
   * @param user whom
   */
  public Decision decide(String flag, User user) {
    // Before the set is read, which has the kills compiled in that are not loose any more.
    boolean plain = engine.kills().loose().isEmpty();
    CompiledSource compiled = Sources.deciding(source, flag);
    if (plain && compiled != null && engine.overrides().isEmpty()) {
      return decide(compiled.flags(), flag, user);
    }
    return evaluate(user).ask(flag);
  }

  private Decision decide(CompiledFlags flags, String flag, User user) {
    if (flags.table().find(flag) == null) {
      unknown(flag);
      return Decision.notFound(flag);
    }
    Instant now = engine.now();
    Decision decision = flags.decide(flag, user, now);
    engine.observers().asked(decision, flags.set(), now);
    return decision;
  }

  /**
   * {@return what all flags say to a user now}
   *
   * @param user whom
   */
  public Evaluation evaluate(User user) {
    Evaluation evaluation = evaluate(user, Map.of(), false);
    return engine.observers().isHeardOutside() ? evaluation.outside() : evaluation;
  }

  /**
   * {@return what all flags say to a user at an instant, which may lie in the future}
   *
   * @param user whom
   * @param at when
   */
  public Evaluation evaluate(User user, Instant at) {
    return evaluate(user, at, engine.overrides(), false);
  }

  /**
   * {@return what all flags say to the user of a request that begins now; for filters, which tell
   * {@link #finish} how it ended}
   *
   * @param user whom
   * @param overrides what some flags should say instead, by name; kill switches win
   */
  public Evaluation begin(User user, Map<String, FlagOverride> overrides) {
    if (!engine.observers().isTimed()) {
      return evaluate(user, overrides, engine.isObserved());
    }
    long start = System.nanoTime();
    Evaluation evaluation = evaluate(user, overrides, engine.isObserved());
    engine.observers().took(System.nanoTime() - start);
    return evaluation;
  }

  private Evaluation evaluate(User user, Map<String, FlagOverride> wanted, boolean observed) {
    return evaluate(user, engine.now(), Overrides.merge(wanted, engine.overrides()), observed);
  }

  private Evaluation evaluate(
      User user, Instant at, Map<String, FlagOverride> overrides, boolean observed) {
    // Before the set is read, which has the kills compiled in that are not loose any more.
    Set<String> killed = engine.kills().loose();
    try {
      FlagSource known = source;
      if (!killed.isEmpty()) {
        return Sources.evaluate(known, user, at, overrides, killed).from(this, observed);
      }
      return overrides.isEmpty()
          ? known.evaluate(user, at).from(this, observed)
          : known.evaluate(user, at, overrides).from(this, observed);
    } catch (RuntimeException | Error e) {
      report("deciding", Thrown.survived(e));
      return Evaluation.of(user, at, List.of()).from(this, observed);
    }
  }

  /**
   * Tells the listeners that a request has ended; for filters, once per evaluation that {@link
   * #begin} gave.
   *
   * @param evaluation the request's
   * @param status the response's status
   * @param failure what was thrown out of the request, or null
   * @param duration how long it took
   */
  public void finish(
      Evaluation evaluation, int status, @Nullable Throwable failure, Duration duration) {
    AskedFlags asked = evaluation.asked();
    if (asked != null) {
      engine.tell(new FinishedRequest(evaluation, asked, status, failure, duration.toNanos()));
    }
  }

  /** {@return whether anybody wants to know what requests ask for, or how they end} */
  public boolean isObserved() {
    return engine.isObserved();
  }

  /**
   * Tells a listener, on the request's own thread, of each first check of a flag.
   *
   * @param listener told
   * @return ends it
   */
  public Scope listen(CheckListener listener) {
    return engine.observers().add(listener);
  }

  /**
   * Tells a listener of what is asked for outside requests.
   *
   * @param listener told on the thread that asks
   * @return ends it
   */
  public Scope listen(OutsideListener listener) {
    return engine.observers().add(listener);
  }

  /**
   * Counts a flag as asked for outside a request, for those who hand decisions on to somebody who
   * asks, as OFREP's servlet does.
   *
   * @param decision what was handed on; one of an unknown flag does not count
   */
  public void asked(Decision decision) {
    if (engine.observers().isHeardOutside()) {
      engine.observers().asked(decision, engine.definitions(), engine.now());
    }
  }

  /** {@return what is learnt from requests, off their threads} */
  public EvidenceStream evidence() {
    return engine.evidence();
  }

  /**
   * Counts something that a user did and that flags may have moved, for those who listen to {@link
   * #evidence}. Never waits.
   *
   * @param user who
   * @param event what, {@code purchase}
   */
  public void track(User user, String event) {
    track(user, event, OptionalDouble.empty());
  }

  /**
   * Counts something that a user did, and how much. Never waits.
   *
   * @param user who
   * @param event what, {@code revenue}
   * @param value how much
   */
  public void track(User user, String event, double value) {
    track(user, event, OptionalDouble.of(value));
  }

  void track(User user, String event, OptionalDouble value) {
    if (engine.evidence().isHeard()) {
      engine.evidence().offer(new TrackedEvent(user, engine.now(), event, value));
    }
  }

  /**
   * Closes something together with this engine, before its store; what was attached last is closed
   * first.
   *
   * @param part what to close; what it throws is reported by {@link #status()}
   */
  public void closing(AutoCloseable part) {
    engine.closing(part);
  }

  /**
   * {@return what was attached to this engine, as a guard, or empty}
   *
   * @param type what kind of part
   * @param <T> what kind of part
   */
  public <T> Optional<T> part(Class<T> type) {
    return engine.part(type);
  }

  /** {@return the operations for code that integrates this instance: filters, guards, bridges} */
  public Integration integration() {
    return engine.integration();
  }

  /**
   * {@return a view of some of the flags, which say what they say here; it shares everything else
   * with this engine, and ends with it}
   *
   * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
   */
  public FeatureFlags only(List<String> namesAndGlobs) {
    var names = NamePatterns.anyOf(namesAndGlobs);
    FeatureFlags some =
        new FeatureFlags(engine, whole -> view.apply(whole).only(names), shown.and(names));
    engine.add(some);
    return some;
  }

  /** {@return the names of the flags that are decided, in document order} */
  public List<String> names() {
    return source.names();
  }

  /** {@return the definitions that decide now; without the flags that other systems decide} */
  public FlagSet definitions() {
    return engine.definitions();
  }

  /** {@return the flags that other systems decide, in order, with the systems' names} */
  public Map<String, String> foreign() {
    return source instanceof JoinedSource joined ? joined.foreign() : Map.of();
  }

  /**
   * {@return the store that defines the flags, or empty if they are defined in code or elsewhere}
   */
  public Optional<FlagStore> store() {
    return engine.store();
  }

  /**
   * Watches for changes until the scope is closed: a new definition, a segment or required flag
   * that another one depends on, a schedule that reaches a step (noticed within a second). When the
   * listener is told, the engine already answers anew. Of flags that other systems decide it tells
   * what those systems tell.
   *
   * @param changed told the names of the flags that may answer otherwise than before, also of those
   *     that are gone; on the thread that brought the change, so it must not wait. What it throws
   *     is reported by {@link #status()}.
   * @return ends the watch; may be closed on any thread
   */
  public Scope watch(Consumer<Set<String>> changed) {
    return engine.watch(
        names -> {
          Set<String> mine = new LinkedHashSet<>(names);
          mine.removeIf(shown.negate());
          if (!mine.isEmpty()) {
            changed.accept(Collections.unmodifiableSet(mine));
          }
        });
  }

  /**
   * Tells a listener, on the request's own thread, how long the flags of each request took to
   * decide. What it throws is reported by {@link #status()}.
   *
   * @param nanos told the nanoseconds; it must not wait
   * @return ends it
   */
  public Scope timing(LongConsumer nanos) {
    return engine.observers().add(nanos);
  }

  /** {@return how this engine is} */
  public Status status() {
    return engine.status();
  }

  /**
   * Overrides flags for everybody until the scope is closed; for tests of an application that runs
   * in the same process. Kill switches win.
   *
   * @param overrides what flags should say, by name
   * @return ends the overrides
   * @throws IllegalArgumentException if a flag, or a variant of one, is not defined; the message
   *     has all of them
   * @throws IllegalStateException if others are in force, since tests would see each other's
   */
  public Scope override(Map<String, FlagOverride> overrides) {
    return engine.override(overrides);
  }

  /**
   * Reports something that failed without harm to a request; said once per subject in the log, and
   * shown by {@link #status()}.
   *
   * @param subject what failed
   * @param fault how
   */
  public void report(String subject, Throwable fault) {
    engine.faults().add(subject, fault);
  }

  /**
   * Counts a tester's override that was not honoured; shown by {@link #status()}.
   *
   * @param why a word or two, the same for all of a kind
   */
  public void rejectedOverride(String why) {
    engine.faults().rejected(why);
  }

  /**
   * {@return the evaluation that the current thread answers from, or null outside a request and
   * where another engine has decided}
   */
  public @Nullable Evaluation current() {
    Evaluation bound = Flags.current();
    boolean own = bound != null && (bound.engine() == null || isOriginOf(bound));
    return own ? bound : null;
  }

  /**
   * {@return whether an evaluation was made by this engine, or by a view of it}
   *
   * @param evaluation any evaluation
   */
  public boolean isOriginOf(Evaluation evaluation) {
    FeatureFlags origin = evaluation.engine();
    return origin != null && origin.engine.equals(engine);
  }

  void checked(Evaluation evaluation, AskedFlags asked, Place place) {
    if (asked.isOutside()) {
      Decision decision = evaluation.answer().decision(place);
      engine.observers().asked(decision, evaluation.definitions(), evaluation.at());
    } else {
      engine.observers().checked(evaluation, place);
    }
  }

  ValueConverter values() {
    return engine.values();
  }

  void unknown(String flag) {
    engine.faults().unknown(flag, this::names);
  }

  Map<String, FlagOverride> overrides() {
    return engine.overrides();
  }

  /** Takes a new set, unless it has one of a later turn. */
  void refresh(FlagSource whole, long newTurn) {
    FlagSource next = view.apply(whole);
    CompiledSource before;
    synchronized (this) {
      if (newTurn <= turn) {
        return;
      }
      turn = newTurn;
      before = Sources.definitions(source);
      source = next;
    }
    if (before != null && !before.equals(Sources.definitions(next))) {
      before.flags().retire();
    }
  }

  FlagSource source() {
    return source;
  }

  /**
   * Closes the store and ends all threads; a view closes nothing and is followed no longer. May be
   * called twice.
   */
  @Override
  public void close() {
    engine.close(this);
  }
}
