package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.eval.RecentUsers.LastAnswer;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A compiled set of flags, the core of request processing.
 *
 * <p><b>What is compiled.</b> A flag with the same decision for all users becomes a constant in the
 * {@link FlagTable}, which costs a request nothing. Every other flag has a slot in the request's
 * {@link Decisions} and a {@link CompiledFlag} that fills it. A percentage becomes an integer that
 * is compared with 32 bits of a digest, a list of users a hash set, a condition a tree of small
 * objects, and an outcome an object that is created once. So evaluation allocates nothing; it
 * chooses among existing objects.
 *
 * <p><b>What a request costs.</b> Each flag that is not constant costs a few comparisons; each flag
 * whose evaluation reaches a bucket or a variant costs one MD5 of about 30 bytes. The last {@link
 * Decisions} of each of the {@link RecentUsers} users is cached with the attributes that rules look
 * at. A returning user whose attributes are the same, between the same steps of schedules, costs
 * only this comparison and receives the previous answer with its finished header. Otherwise, flags
 * without rules and schedule are taken from the cache, and the other flags are evaluated again,
 * from digests that are cached from then on.
 *
 * <p><b>What is shared.</b> Everything is immutable after construction, except for the pool of
 * buffers and the table of recent users, on which races are harmless. Thread-safe without locks.
 */
public final class CompiledFlags {
  /** The default memory for recent users in bytes. */
  public static final long RECENT_BYTES = 16L << 20;

  private final FlagSet set;
  private final long recentBytes;
  private final RunSizes sizes;
  private final List<CompiledFlag> ordered;

  /** The flags that are not constant, by slot; those that are not steady come first. */
  private final CompiledFlag[] varying;

  private final int unsteady;
  private final FlagTable table;

  /**
   * Replaced by an empty table when a newer set takes over; a thread that still reads the old one
   * is not affected.
   */
  private RecentUsers recent;

  private final RunPool pool;

  /** The table for answers with overrides; created on first use. */
  private @Nullable FlagTable dense;

  private final EvaluationInputs inputs;

  private CompiledFlags(FlagSet set, Predicate<String> visible, long recentBytes) {
    this.set = set;
    this.recentBytes = recentBytes;
    FlagSetCompiler compiler = new FlagSetCompiler(set);
    this.sizes = compiler.sizes();
    this.ordered = compiler.ordered();
    this.inputs = compiler.inputs();
    this.varying = compiler.varying();
    this.unsteady = (int) Arrays.stream(varying).filter(flag -> !flag.steady).count();
    this.table = table(visible);
    this.recent = new RecentUsers(recentBytes, entryBytes(), sizes.digests());
    this.pool = new RunPool(this);
  }

  /**
   * Returns the usual size of a recent user in bytes: about half of the flags are on, and digests
   * are rarely kept.
   */
  private long entryBytes() {
    long header = 96L + Math.min(Decisions.MAX_HEADER_LENGTH, table.nameBytes() / 2);
    return 128 + 4L * varying.length + header + 64L * inputs.attributes();
  }

  /**
   * {@return a compiled set; compiling costs about as much as reading its flag file}
   *
   * @param set the definitions
   * @param recentBytes the memory for recent users in bytes; 0 disables the cache
   * @throws dev.jackstaff.model.InvalidFlagsException if a regular expression is invalid
   */
  public static CompiledFlags of(FlagSet set, long recentBytes) {
    return new CompiledFlags(set, name -> true, recentBytes);
  }

  /**
   * {@return some of these flags, with the same decisions as in the whole set}
   *
   * @param names the names of the flags to keep
   */
  public CompiledFlags only(Predicate<String> names) {
    return new CompiledFlags(closure(names), names, recentBytes);
  }

  /**
   * Returns the flags of these names and the flags that they require, which must be evaluated
   * without being visible.
   */
  private FlagSet closure(Predicate<String> names) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    set.flags().stream().map(Flag::name).filter(names).forEach(open::add);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name)) {
        Flag flag = set.find(name).orElseThrow();
        flag.requires().stream().map(Requirement::flag).forEach(open::push);
      }
    }
    List<Flag> kept = set.flags().stream().filter(f -> needed.contains(f.name())).toList();
    return FlagSet.of(kept, set.segments(), set.plans());
  }

  private FlagTable table(Predicate<String> visible) {
    List<FlagSlot> places = new ArrayList<>(ordered.size());
    for (CompiledFlag f : ordered) {
      if (visible.test(f.name)) {
        places.add(new FlagSlot(f.name, f.index, f.constant, f.slot));
      }
    }
    return new FlagTable(places, set.size(), this);
  }

  /** {@return the definitions, including flags that are required but not visible} */
  public FlagSet set() {
    return set;
  }

  /** {@return the visible flags} */
  public FlagTable table() {
    return table;
  }

  /**
   * {@return the decisions of all flags for a user}
   *
   * @param user the user
   * @param now the time of the evaluation
   */
  public Decisions decide(User user, Instant now) {
    RecentUsers.Entry entry = recent.entry(user.id());
    if (entry == null) {
      return evaluate(user, now, null, null);
    }
    LastAnswer last = entry.last;
    if (last == null) {
      Decisions answer = evaluate(user, now, entry, null);
      keep(entry, answer, user, now);
      return answer;
    }
    return isSame(last, user, now) ? last.answer() : again(user, now, entry, last);
  }

  /** Returns whether nothing that the decisions depend on has changed. */
  private boolean isSame(LastAnswer last, User user, Instant now) {
    @Nullable Object[] attributes = last.attributes();
    return unsteady == 0
        || (attributes != null
            && last.period() == inputs.period(now)
            && inputs.isSame(user, attributes));
  }

  private Decisions again(User user, Instant now, RecentUsers.Entry entry, LastAnswer last) {
    recent.keepDigests(entry);
    Decisions answer = evaluate(user, now, entry, last.answer());
    keep(entry, answer, user, now);
    return answer;
  }

  private void keep(RecentUsers.Entry entry, Decisions answer, User user, Instant now) {
    @Nullable Object[] attributes = inputs.of(user);
    int period = inputs.period(now);
    if (attributes == null && entry.isLast(answer, period)) {
      return;
    }
    recent.keep(entry, new LastAnswer(answer, period, attributes));
  }

  private Decisions evaluate(
      User user, Instant now, RecentUsers.@Nullable Entry entry, @Nullable Decisions last) {
    EvaluationRun run = pool.take();
    try {
      run.begin(user, now, entry, last);
      return last == null ? evaluateAll(run) : reevaluate(run, last);
    } finally {
      pool.give(run);
    }
  }

  /**
   * Evaluates into a new array, which avoids a copy; besides, storing into old memory costs more.
   */
  private Decisions evaluateAll(EvaluationRun run) {
    Decision[] decisions = run.useNewArray(varying.length);
    for (CompiledFlag flag : varying) {
      run.resolve(flag);
    }
    return new Decisions(table, decisions);
  }

  private Decisions reevaluate(EvaluationRun run, Decisions last) {
    for (int slot = 0; slot < unsteady; slot++) {
      run.resolve(varying[slot]);
    }
    return last.with(run.decisions(), unsteady);
  }

  /**
   * {@return the decisions of all flags for a user with overrides; slower, and not cached}
   *
   * @param user the user
   * @param now the time of the evaluation
   * @param overrides the overrides by flag name; kill switches take precedence, unknown names are
   *     ignored
   */
  public Decisions decide(User user, Instant now, Map<String, FlagOverride> overrides) {
    return decide(user, now, overrides, Set.of());
  }

  /**
   * {@return the decisions of all flags for a user with overrides, with additional kills that this
   * set does not contain; slower, and not cached}
   *
   * @param user the user
   * @param now the time of the evaluation
   * @param overrides the overrides by flag name; kill switches take precedence, unknown names are
   *     ignored
   * @param killed the names of the additionally killed flags; unknown names are ignored
   */
  public Decisions decide(
      User user, Instant now, Map<String, FlagOverride> overrides, Set<String> killed) {
    EvaluationRun run = new EvaluationRun(this);
    Decision[] decisions = run.useNewArray(set.size());
    run.begin(user, now, null, null);
    run.override(overrides, killed);
    ordered.forEach(run::resolve);
    return new Decisions(dense(), decisions);
  }

  private FlagTable dense() {
    FlagTable known = dense;
    if (known == null) {
      known = table.dense();
      dense = known;
    }
    return known;
  }

  /**
   * {@return the decision of one flag for a user; costs only what that flag needs}
   *
   * @param name the flag's name
   * @param user the user
   * @param now the time of the evaluation
   */
  public Decision decide(String name, User user, Instant now) {
    FlagSlot place = table.find(name);
    if (place == null) {
      return Decision.notFound(name);
    }
    if (place.constant() != null) {
      return place.constant();
    }
    EvaluationRun run = pool.take();
    try {
      run.begin(user, now, null, null);
      return run.resolve(ordered.get(place.index()));
    } finally {
      pool.give(run);
    }
  }

  /**
   * {@return the decision of one flag for a user with overrides}
   *
   * @param name the flag's name
   * @param user the user
   * @param now the time of the evaluation
   * @param overrides the overrides by flag name; kill switches take precedence, unknown names are
   *     ignored
   */
  public Decision decide(String name, User user, Instant now, Map<String, FlagOverride> overrides) {
    return decide(name, user, now, overrides, Set.of());
  }

  /**
   * {@return the decision of one flag for a user with overrides, with additional kills that this
   * set does not contain}
   *
   * @param name the flag's name
   * @param user the user
   * @param now the time of the evaluation
   * @param overrides the overrides by flag name; kill switches take precedence, unknown names are
   *     ignored
   * @param killed the names of the additionally killed flags; unknown names are ignored
   */
  public Decision decide(
      String name,
      User user,
      Instant now,
      Map<String, FlagOverride> overrides,
      Set<String> killed) {
    if (overrides.isEmpty() && killed.isEmpty()) {
      return decide(name, user, now);
    }
    Decisions answer = decide(user, now, overrides, killed);
    FlagSlot place = answer.table().find(name);
    return place == null ? Decision.notFound(name) : answer.decision(place);
  }

  /**
   * {@return the overrides in an answer of this set}
   *
   * @param answer the answer
   */
  @SuppressWarnings("ReferenceEquality")
  public Map<String, FlagOverride> overrides(Decisions answer) {
    if (answer.table() == table) {
      return Map.of();
    }
    Map<String, FlagOverride> overrides = new HashMap<>();
    for (FlagSlot place : answer.table().places()) {
      Decision decision = answer.decision(place);
      if (decision.source() == Source.OVERRIDE && table.find(place.name()) != null) {
        overrides.put(place.name(), override(decision));
      }
    }
    return overrides;
  }

  /**
   * {@return the names of the flags that are killed in an answer of this set but not in the set
   * itself}
   *
   * @param answer the answer
   */
  @SuppressWarnings("ReferenceEquality")
  public Set<String> killed(Decisions answer) {
    if (answer.table() == table) {
      return Set.of();
    }
    Set<String> killed = new HashSet<>();
    for (FlagSlot place : answer.table().places()) {
      FlagSlot own = table.find(place.name());
      boolean kill = answer.decision(place).source() == Source.KILL;
      if (kill && own != null && ordered.get(own.index()).killed == null) {
        killed.add(place.name());
      }
    }
    return killed;
  }

  /**
   * Returns an override that reproduces a decision. The variant is set only if the override named
   * it; otherwise the flag itself chose the variant and chooses it again.
   */
  private FlagOverride override(Decision decision) {
    boolean named =
        decision.reason() == Reason.TARGETING_MATCH
            && set.find(decision.flag()).orElseThrow().variants().stream()
                .anyMatch(variant -> variant.name().equals(decision.variant()));
    return new FlagOverride(named || decision.on(), named ? decision.variant() : null);
  }

  /**
   * Discards the recent users when a newer set takes over, so that long requests which still use
   * this set retain little more than its definitions.
   */
  public void retire() {
    recent = new RecentUsers(0, 1, sizes.digests());
  }

  /**
   * Returns the decision of a flag with an override, or null if the override names a variant that
   * the flag does not have.
   */
  @Nullable Decision force(CompiledFlag flag, FlagOverride override, EvaluationRun run) {
    Flag definition = set.find(flag.name).orElseThrow();
    FlagCompiler compiler = new FlagCompiler(definition);
    String variant = override.variant();
    if (!override.on()) {
      return compiler.overriddenOff();
    }
    if (variant != null
        && definition.variants().stream().noneMatch(v -> v.name().equals(variant))) {
      return null;
    }
    return compiler.overridden(variant).pick(run, flag.key);
  }

  /** Returns the decision of a flag that is killed although the set does not contain the kill. */
  Decision kill(CompiledFlag flag) {
    Flag definition = set.find(flag.name).orElseThrow();
    return new FlagCompiler(definition).kill();
  }

  /** Returns the number of flags that are not constant. */
  int slots() {
    return varying.length;
  }

  int size() {
    return set.size();
  }

  int recentPlaces() {
    return recent.places();
  }

  /** Returns the real size of the recent users in bytes. */
  long recentBytes() {
    return recent.bytes();
  }

  RunSizes sizes() {
    return sizes;
  }
}
