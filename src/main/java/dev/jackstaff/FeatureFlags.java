package dev.jackstaff;

import dev.jackstaff.internal.Fatal;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.internal.json.ValueConverter;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.FlagStore;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The engine that follows a store and decides flags for users. Create one instance per application
 * and close it with the application; this closes the store as well. Thread-safe.
 *
 * <pre>{@code
 * FeatureFlags features = FeatureFlags.of(FileFlagStore.watching(path));
 * if (features.isEnabled("new_search", "user:123")) …
 * }</pre>
 *
 * <p>A decision reads one volatile reference, never waits and never throws; failures are reported
 * by {@link #status()}.
 */
public final class FeatureFlags implements AutoCloseable {
  /** The servlet context attribute under which a filter publishes its instance. */
  public static final String ATTRIBUTE = "dev.jackstaff.FeatureFlags";

  private final Engine engine;
  private final Function<FlagSource, FlagSource> view;
  private final Predicate<String> shown;
  private final Integration integration;
  private volatile FlagSource source;
  private long turn;

  FeatureFlags(Engine engine, Function<FlagSource, FlagSource> view, Predicate<String> shown) {
    this.engine = engine;
    this.view = view;
    this.shown = shown;
    this.source = view.apply(engine.source());
    this.integration = new Integration(this, engine);
  }

  /**
   * {@return an instance for flags that are defined in code}
   *
   * @param flags the flags
   * @throws dev.jackstaff.model.InvalidFlagsException if a regular expression is not one
   */
  public static FeatureFlags of(FlagSet flags) {
    return builder(flags).build();
  }

  /**
   * {@return an instance that follows a store}
   *
   * @param store the store; closed together with the instance
   */
  public static FeatureFlags of(FlagStore store) {
    return builder(store).build();
  }

  /**
   * {@return an instance for another source of decisions}
   *
   * @param source the source
   */
  public static FeatureFlags of(FlagSource source) {
    return builder(source).build();
  }

  /**
   * {@return a builder of an instance for flags that are defined in code}
   *
   * @param flags the flags
   */
  public static FeatureFlagsBuilder builder(FlagSet flags) {
    return new FeatureFlagsBuilder(flags, null, null);
  }

  /**
   * {@return a builder of an instance that follows a store}
   *
   * @param store the store; closed together with the instance
   */
  public static FeatureFlagsBuilder builder(FlagStore store) {
    return new FeatureFlagsBuilder(null, store, null);
  }

  /**
   * {@return a builder of an instance for another source of decisions}
   *
   * @param source the source
   */
  public static FeatureFlagsBuilder builder(FlagSource source) {
    return new FeatureFlagsBuilder(null, null, source);
  }

  /**
   * {@return whether a flag is on for a user; costs only what this flag needs}
   *
   * @param flag the flag's name
   * @param userId the user's id, or null if it is not known
   */
  public boolean isEnabled(String flag, @Nullable String userId) {
    return decide(flag, User.of(userId)).on();
  }

  /**
   * {@return the decision of a flag for a user now, with its reason; costs only what this flag
   * needs}
   *
   * @param flag the flag's name
   * @param user the user
   */
  public Decision decide(String flag, User user) {
    // Read before the set, which has the kills compiled in that are not loose any more.
    boolean plain = engine.kills().loose().isEmpty();
    CompiledSource compiled = Sources.deciding(source, flag);
    if (plain && compiled != null && engine.overrides().isEmpty()) {
      return decide(compiled.flags(), flag, user);
    }
    return evaluate(user).check(flag);
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
   * {@return the decisions of all flags for a user now}
   *
   * @param user the user
   */
  public Evaluation evaluate(User user) {
    Evaluation evaluation = evaluate(user, Map.of(), false);
    return engine.observers().hasUnboundListeners() ? evaluation.outside() : evaluation;
  }

  /**
   * {@return the decisions of all flags for a user at an instant, which may be in the future}
   *
   * @param user the user
   * @param at the instant
   */
  public Evaluation evaluate(User user, Instant at) {
    return evaluate(user, at, engine.overrides(), false);
  }

  Evaluation evaluate(User user, Map<String, FlagOverride> wanted, boolean observed) {
    return evaluate(user, engine.now(), Overrides.merge(wanted, engine.overrides()), observed);
  }

  private Evaluation evaluate(
      User user, Instant at, Map<String, FlagOverride> overrides, boolean observed) {
    // Read before the set, which has the kills compiled in that are not loose any more.
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
      engine.faults().add("deciding", Fatal.rethrowIfFatal(e));
      return Evaluation.of(user, at, List.of()).from(this, observed);
    }
  }

  /**
   * Registers a listener for the first check of each flag in a request.
   *
   * @param listener the listener, called on the request's own thread
   * @return a scope that removes the listener when it is closed
   */
  public Scope listen(CheckListener listener) {
    return engine.observers().add(listener);
  }

  /** {@return the stream of evidence from requests, processed off their threads} */
  public EvidenceStream evidence() {
    return engine.evidence();
  }

  /**
   * Counts an action of a user that flags may have influenced, for listeners of {@link #evidence}.
   * Never waits.
   *
   * @param user the user
   * @param event the name of the action, such as {@code purchase}
   */
  public void track(User user, String event) {
    track(user, event, OptionalDouble.empty());
  }

  /**
   * Counts an action of a user with a value. Never waits.
   *
   * @param user the user
   * @param event the name of the action, such as {@code revenue}
   * @param value the value
   */
  public void track(User user, String event, double value) {
    track(user, event, OptionalDouble.of(value));
  }

  void track(User user, String event, OptionalDouble value) {
    if (engine.evidence().hasListeners()) {
      engine.evidence().tracked(new TrackedEvent(user, engine.now(), event, value));
    }
  }

  /** {@return the operations for code that integrates this instance: filters, guards, bridges} */
  public Integration integration() {
    return integration;
  }

  /**
   * {@return a view of some of the flags, with the same decisions; it shares everything else with
   * this instance, and ends with it}
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

  /** {@return the names of the flags that this instance decides, in document order} */
  public List<String> names() {
    return source.names();
  }

  /**
   * {@return the definitions that are in force now, without the flags that other systems decide}
   */
  public FlagSet definitions() {
    return engine.definitions();
  }

  /**
   * {@return the store that defines the flags, or empty if they are defined in code or elsewhere}
   */
  public Optional<FlagStore> store() {
    return engine.store();
  }

  /**
   * Registers a watcher for changes: a new definition, a changed segment or required flag, a
   * schedule that reaches a step (noticed within a second). The new decisions are in force when the
   * watcher is called. For flags that other systems decide, it receives the changes that those
   * systems report.
   *
   * @param changed receives the names of the flags whose decisions may have changed, including
   *     flags that were removed. It is called on the thread that brought the change, so it must not
   *     block. Exceptions that it throws are reported by {@link #status()}.
   * @return a scope that removes the watcher when it is closed, on any thread
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

  /** {@return the status of this instance} */
  public Status status() {
    return engine.status();
  }

  /**
   * Overrides flags for all users until the scope is closed; for tests of an application that runs
   * in the same process. Kill switches take precedence.
   *
   * @param overrides overrides by flag name
   * @return a scope that ends the overrides when it is closed
   * @throws IllegalArgumentException if a flag, or a variant of one, is not defined; the message
   *     lists all of them
   * @throws IllegalStateException if other overrides are in force, since tests would see each
   *     other's
   */
  public Scope override(Map<String, FlagOverride> overrides) {
    return engine.override(overrides);
  }

  /**
   * {@return the evaluation of the current thread, or null outside a request and if the evaluation
   * was made by another instance}
   */
  public @Nullable Evaluation current() {
    Evaluation bound = Flags.current();
    boolean own = bound != null && (bound.engine() == null || integration.isOriginOf(bound));
    return own ? bound : null;
  }

  void checked(Evaluation evaluation, CheckedFlags asked, FlagSlot place) {
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

  /** Takes a new set, unless one of a later turn is in use. */
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

  Engine engine() {
    return engine;
  }

  /**
   * Closes the store and ends all threads. A view closes nothing, and receives no more changes. May
   * be called twice.
   */
  @Override
  public void close() {
    engine.close(this);
  }
}
