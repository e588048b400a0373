package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.guard.GuardState.Phase;
import dev.jackstaff.internal.jdbc.SqlStates;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The flags under test, with the lock that guards them. The lock is held only for short operations,
 * never while waiting for a store. Thread-safe.
 */
final class GuardedFlags {
  private static final Logger LOG = System.getLogger(RolloutGuard.class.getName());

  private static final String MANY_EVENTS =
      "more events came than the nodes can exchange; the others count";

  private final FeatureFlags features;
  private final EventExchange sharing;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, GuardedFlag> watches = new LinkedHashMap<>();
  private final OutcomeCounter counter;
  private final EvidencePulse pulse;
  private final Set<Set<String>> warnedSalts = new HashSet<>();
  private final Set<SharedTest> joined = new HashSet<>();
  private final FilterBudget budget = new FilterBudget();
  private final Set<FlagEvidence> budgeted = new HashSet<>();

  /** The flags whose test has no key yet, and since when. Used by the thread that refreshes. */
  private final Map<String, Instant> keyless = new HashMap<>();

  private SharedSalts salts = SharedSalts.of(FlagSet.empty());
  private @Nullable FlagSet known;
  private @Nullable Scope following;
  private boolean exchanged;
  private boolean closed;

  GuardedFlags(FeatureFlags features, EventExchange sharing) {
    this.features = features;
    this.sharing = sharing;
    this.counter = new OutcomeCounter(lock, this::now);
    this.pulse = new EvidencePulse(features.evidence(), counter);
  }

  private Instant now() {
    return features.integration().now();
  }

  <T> T locked(Supplier<T> task) {
    lock.lock();
    try {
      return task.get();
    } finally {
      lock.unlock();
    }
  }

  void with(GuardedFlag watch, Runnable task) {
    locked(
        () -> {
          task.run();
          return watch;
        });
  }

  @Nullable GuardedFlag find(String flag) {
    lock.lock();
    try {
      return watches.get(flag);
    } finally {
      lock.unlock();
    }
  }

  List<GuardedFlag> running() {
    return locked(() -> watches.values().stream().filter(GuardedFlag::isRunning).toList());
  }

  /**
   * Returns something about a flag, or null if it has no test, or if its test is over and the next
   * look is yet to begin another one.
   *
   * @param isOpen whether a flag has a verdict whose action has not succeeded
   */
  <T> @Nullable T one(String flag, Predicate<String> isOpen, Function<GuardedFlag, T> of) {
    Flag present = features.definitions().find(flag).orElse(null);
    Instant now = now();
    return locked(
        () -> {
          GuardedFlag watch = watches.get(flag);
          return watch == null || present == null || watch.isOver(present, now, isOpen.test(flag))
              ? null
              : of.apply(watch);
        });
  }

  /** Returns something about each flag, by name; see {@link #one}. */
  <T> Map<String, T> each(Predicate<String> isOpen, Function<GuardedFlag, T> of) {
    Map<String, T> all = new LinkedHashMap<>();
    for (String flag : locked(() -> List.copyOf(watches.keySet()))) {
      T one = one(flag, isOpen, of);
      if (one != null) {
        all.put(flag, one);
      }
    }
    return all;
  }

  void put(GuardedFlag watch) {
    with(
        watch,
        () -> {
          watches.put(watch.name(), watch);
          joined.add(watch.shared());
          watch.evidence().budget(budget);
          budgeted.add(watch.evidence());
          settle();
        });
  }

  void remove(GuardedFlag watch) {
    with(watch, () -> watches.remove(watch.name(), watch));
  }

  /** Returns the running tests of the guarded flags that cannot be told apart from a flag. */
  List<GuardedFlag> likes(GuardedFlag watch) {
    return locked(
        () ->
            salts.guarded(watch.name()).stream()
                .flatMap(name -> Optional.ofNullable(watches.get(name)).stream())
                .filter(GuardedFlag::isRunning)
                .toList());
  }

  /**
   * Begins a test for each flag whose terms are new, and ends it for each flag that no longer has
   * terms.
   *
   * @param isOpen whether a flag has a verdict whose action has not succeeded
   * @param safely runs a task for one flag
   */
  void refresh(Predicate<String> isOpen, BiConsumer<String, Runnable> safely) {
    FlagSet set = features.definitions();
    Instant now = now();
    for (Flag flag : set.flags()) {
      safely.accept(flag.name(), () -> refresh(flag, isOpen, now));
    }
    lock.lock();
    try {
      watches.keySet().removeIf(name -> set.find(name).isEmpty());
      keyless.keySet().removeIf(name -> set.find(name).isEmpty());
      if (!set.equals(known)) {
        known = set;
        salts = SharedSalts.of(set);
      }
      settle();
      follow(now);
    } finally {
      lock.unlock();
    }
    warnOfSharedSalts();
  }

  private void refresh(Flag flag, Predicate<String> isOpen, Instant now) {
    TestKey terms = TestKey.of(flag, now);
    GuardedFlag watch = find(flag.name());
    if (terms == null) {
      end(watch, flag);
    } else if (isOpen.test(flag.name())) {
      // The verdict is kept until the action has succeeded.
      return;
    } else if (watch == null
        || watch.isKilled()
        || watch.isWaiting()
        || !watch.terms().equals(terms)) {
      begin(flag, terms, now);
    }
  }

  /** Ends a test; the observations of a killed flag remain available. */
  private void end(@Nullable GuardedFlag watch, Flag flag) {
    lock.lock();
    try {
      if (watch != null && flag.isKilled()) {
        watch.kill();
      } else {
        watches.remove(flag.name());
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Flag flag, TestKey terms, Instant now) {
    try {
      Optional<String> key = sharing.key(flag, terms);
      if (key.isPresent()) {
        keyless.remove(flag.name());
        SharedTest shared = sharing.join(flag.name(), key.get());
        put(new GuardedFlag(flag, terms, shared, false, now));
      } else if (isLate(flag.name(), now)) {
        postpone(flag, terms, "its history does not have its present definition", now);
      }
    } catch (StoreException e) {
      features.integration().report("beginning to guard " + flag.name(), e);
      postpone(flag, terms, "its history cannot be read: " + e.getMessage(), now);
    }
  }

  /** Returns whether the history has been behind the definitions, or before them, for long. */
  private boolean isLate(String flag, Instant now) {
    Instant since = keyless.computeIfAbsent(flag, name -> now);
    return Duration.between(since, now).toSeconds() >= EventExchange.SILENT_SECONDS;
  }

  /** Shows a flag whose test cannot begin, since the nodes have no key for it in common. */
  private void postpone(Flag flag, TestKey terms, String why, Instant now) {
    GuardedFlag known = find(flag.name());
    if (known == null || !known.isWaiting() || !known.terms().equals(terms)) {
      known = GuardedFlag.waiting(flag, terms, now);
      put(known);
    }
    GuardedFlag waiting = known;
    with(waiting, () -> waiting.trouble(Phase.ISOLATED, why));
  }

  /** Tells each test what depends on the other flags. Called under the lock. */
  private void settle() {
    Map<String, List<String>> dependents = Dependents.of(known == null ? FlagSet.empty() : known);
    for (GuardedFlag watch : watches.values()) {
      watch.dependents(dependents.getOrDefault(watch.name(), List.of()));
      Set<String> same = salts.unguarded(watch.name());
      watch.trouble(
          Phase.SHARED_SALT,
          same.isEmpty()
              ? ""
              : "it has the same salt as "
                  + String.join(", ", same)
                  + ", which has no guard, so the two cannot be told apart; give them different"
                  + " salts, or guard both");
    }
    counter.watch(watches.values());
    joined.removeIf(test -> watches.values().stream().noneMatch(it -> it.has(test)) && leave(test));
    budgeted.removeIf(
        units -> watches.values().stream().noneMatch(it -> it.counts(units)) && release(units));
  }

  private boolean leave(SharedTest test) {
    sharing.leave(test);
    return true;
  }

  private static boolean release(FlagEvidence units) {
    units.release();
    return true;
  }

  private void warnOfSharedSalts() {
    for (GuardedFlag watch : running()) {
      Set<String> all = new TreeSet<>(locked(() -> salts.guarded(watch.name())));
      if (!all.isEmpty() && all.add(watch.name()) && warnedSalts.add(all)) {
        LOG.log(
            Level.WARNING,
            "the guarded flags {0} have the same salt, so they cannot be told apart: an alarm of"
                + " one is an alarm of all",
            String.join(", ", all));
      }
    }
  }

  /**
   * Follows the evidence only while there is something to count, since following costs each request
   * a little. Called under the lock.
   */
  private void follow(Instant now) {
    if (!watches.isEmpty() && following == null && !closed) {
      following = features.evidence().follow(counter);
      pulse.begin(now);
    } else if (watches.isEmpty() && following != null) {
      following.close();
      following = null;
    }
  }

  /** Notices whether requests are still counted. */
  void checkPulse() {
    if (!locked(() -> following == null)) {
      pulse.check(now());
      for (GuardedFlag watch : running()) {
        String loss = watch.shared().dropped() > 0 ? MANY_EVENTS : pulse.loss();
        with(
            watch,
            () -> {
              watch.trouble(Phase.DEAD, pulse.silence());
              watch.trouble(Phase.SATURATED, loss);
              watch.trouble(Phase.LIMITED, watch.evidence().limits());
            });
      }
    }
  }

  /**
   * Exchanges the events of all tests. A node that cannot share now waits, since nodes that each
   * judged alone would multiply the false alarms. A node that is not allowed to share at all judges
   * for itself only.
   */
  void exchange() {
    String trouble = "";
    boolean never = false;
    try {
      sharing.exchange(counter.front(), OpenRequests.nanos(now()));
      exchanged = true;
    } catch (SQLException e) {
      features.integration().report("sharing the guard's evidence", e);
      trouble = "what the nodes have seen cannot be shared now: " + SqlStates.reason(e);
      never = !exchanged && (SqlStates.isForbidden(e) || SqlStates.isMissingTable(e));
    } catch (RuntimeException | Error e) {
      features.integration().report("sharing the guard's evidence", e);
      trouble = "what the nodes have seen cannot be shared now: " + e;
    }
    for (GuardedFlag watch : running()) {
      take(watch, trouble, never);
    }
  }

  private void take(GuardedFlag watch, String trouble, boolean never) {
    if (never && !watch.isApart()) {
      SharedTest own = new SharedTest(watch.name(), "");
      put(new GuardedFlag(watch.flag(), watch.terms(), own, true, now()));
    } else if (watch.shared().isLost()) {
      features
          .integration()
          .report(
              "sharing the guard's evidence",
              new SQLException(
                  "what the nodes have seen of "
                      + watch.name()
                      + " was removed from the database; its test begins afresh"));
      String key = watch.shared().key();
      put(
          new GuardedFlag(
              watch.flag(), watch.terms(), sharing.join(watch.name(), key), false, now()));
    } else if (!watch.isWaiting()) {
      with(
          watch,
          () -> {
            String own = trouble.isEmpty() ? watch.shared().trouble() : trouble;
            watch.trouble(Phase.ISOLATED, watch.isApart() ? "" : own);
            watch.take();
          });
    }
  }

  /** Stops counting. */
  void close() {
    lock.lock();
    try {
      closed = true;
      if (following != null) {
        following.close();
      }
      following = null;
    } finally {
      lock.unlock();
    }
  }
}
