package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.eval.CompiledFlag.Gate;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Layer;
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
 * Decisions} of each of the {@link RecentUsers} users is cached. A flag without rules and schedule
 * always has the same decision for the same id, so it is taken from the cache. If all flags are of
 * this kind, which is the usual case, a returning user costs only the look-up of the previous
 * answer with its finished header. The other flags are evaluated again, from digests that are
 * cached as well. If all decisions are unchanged, the request uses the previous answer too.
 *
 * <p><b>What is shared.</b> Everything is immutable after construction, except for the pool of
 * buffers and the table of recent users, on which races are harmless. Thread-safe without locks.
 */
public final class CompiledFlags {
  /** The default memory for recent users in bytes. */
  public static final long RECENT_BYTES = 8L << 20;

  private static final int MAX_HEADER_LENGTH = 2048;

  private final FlagSet set;
  private final long recentBytes;
  private final Map<String, CompiledFlag> flags;
  private final List<CompiledFlag> ordered;
  private final Map<String, BucketKey> layerKeys = new HashMap<>();

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

  private int longestPrefix;
  private int memories;
  private int segments;

  private CompiledFlags(FlagSet set, Predicate<String> visible, long recentBytes) {
    this.set = set;
    this.recentBytes = recentBytes;
    this.flags = new HashMap<>(set.size() * 2);
    this.ordered = new ArrayList<>(set.size());
    compile();
    this.varying = number();
    this.unsteady = (int) Arrays.stream(varying).filter(flag -> !flag.steady).count();
    this.table = table(visible);
    long answer = 64 + 4L * varying.length + Math.min(MAX_HEADER_LENGTH, table.nameBytes()) + 96;
    this.recent = new RecentUsers(recentBytes, 64 + 8L * memories + answer, memories);
    this.pool = new RunPool(this);
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

  private void compile() {
    ConditionCompiler conditions = new ConditionCompiler(set.segments());
    for (Flag flag : set.flags()) {
      CompiledFlag compiled = compile(flag, conditions);
      compiled.index = ordered.size();
      ordered.add(compiled);
    }
    segments = conditions.segments();
  }

  /**
   * Compiles a flag after those that it requires. The set has checked that the references end, and
   * their depth.
   */
  private CompiledFlag compile(Flag flag, ConditionCompiler conditions) {
    CompiledFlag known = flags.get(flag.name());
    if (known == null) {
      Gate[] gates = gates(flag, conditions);
      FlagCompiler outcomes = new FlagCompiler(flag, key(flag, gates));
      known = new CompiledFlag(outcomes, conditions, gates, layerKey(flag));
      flags.put(flag.name(), known);
    }
    return known;
  }

  private Gate[] gates(Flag flag, ConditionCompiler conditions) {
    if (flag.requires().isEmpty()) {
      return CompiledFlag.NO_GATES;
    }
    Gate[] gates = new Gate[flag.requires().size()];
    for (int i = 0; i < gates.length; i++) {
      Requirement other = flag.requires().get(i);
      CompiledFlag required = compile(set.find(other.flag()).orElseThrow(), conditions);
      required.required = true;
      gates[i] = new Gate(required, other.on());
    }
    return gates;
  }

  private BucketKey key(Flag flag, Gate[] gates) {
    boolean byId = flag.bucketBy().equals(BucketKey.USER_ID);
    boolean kept = byId && draws(flag) && !CompiledFlag.isSteady(flag, gates);
    BucketKey key =
        new BucketKey(flag.bucketBy(), flag.salt(), flags.size(), kept ? memories++ : -1);
    longestPrefix = Math.max(longestPrefix, key.prefix.length);
    return key;
  }

  /**
   * Returns the key of the flag's layer, or null if it has none. All flags of a layer share one, so
   * that a run computes their digest once.
   */
  private @Nullable BucketKey layerKey(Flag flag) {
    Layer layer = flag.layer();
    if (layer == null) {
      return null;
    }
    BucketKey known = layerKeys.get(layer.name());
    if (known == null) {
      boolean byId = flag.bucketBy().equals(BucketKey.USER_ID);
      int number = set.size() + layerKeys.size();
      known = new BucketKey(flag.bucketBy(), layer.salt(), number, byId ? memories++ : -1);
      layerKeys.put(layer.name(), known);
      longestPrefix = Math.max(longestPrefix, known.prefix.length);
    }
    return known;
  }

  /** Returns whether the evaluation of a flag may need a digest. */
  private static boolean draws(Flag flag) {
    return flag.percentage().isPresent()
        || flag.schedule() != null
        || flag.variants().size() > 1
        || !flag.rules().isEmpty();
  }

  private CompiledFlag[] number() {
    List<CompiledFlag> slots = new ArrayList<>();
    ordered.stream().filter(flag -> !flag.steady).forEach(slots::add);
    ordered.stream().filter(flag -> flag.steady && flag.constant == null).forEach(slots::add);
    for (int slot = 0; slot < slots.size(); slot++) {
      slots.get(slot).slot = slot;
    }
    return slots.toArray(CompiledFlag[]::new);
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
    Decisions last = entry == null ? null : entry.answer;
    if (last != null && unsteady == 0) {
      return last;
    }
    EvaluationRun run = pool.take();
    try {
      run.begin(user, now, entry, last);
      Decisions answer = last == null ? anew(run) : again(run, last);
      if (entry != null) {
        entry.keep(answer);
      }
      return answer;
    } finally {
      pool.give(run);
    }
  }

  /**
   * Evaluates into a new array, which avoids a copy; besides, storing into old memory costs more.
   */
  private Decisions anew(EvaluationRun run) {
    Decision[] decisions = run.layAnew(varying.length);
    for (CompiledFlag flag : varying) {
      run.resolve(flag);
    }
    return new Decisions(table, decisions);
  }

  private Decisions again(EvaluationRun run, Decisions last) {
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
    Decision[] decisions = run.layAnew(set.size());
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
      return run.resolve(compiled(name));
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
      if (decision.source() == Source.OVERRIDE && flags.containsKey(place.name())) {
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
      CompiledFlag flag = flags.get(place.name());
      boolean kill = answer.decision(place).source() == Source.KILL;
      if (kill && flag != null && flag.killed == null) {
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
    recent = new RecentUsers(0, 1, memories);
  }

  /**
   * Returns the decision of a flag with an override, or null if the override names a variant that
   * the flag does not have.
   */
  @Nullable Decision force(CompiledFlag flag, FlagOverride override, EvaluationRun run) {
    Flag definition = set.find(flag.name).orElseThrow();
    FlagCompiler compiler = new FlagCompiler(definition, flag.key);
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
    return new FlagCompiler(definition, flag.key).kill();
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

  int segments() {
    return segments;
  }

  int longestPrefix() {
    return longestPrefix;
  }

  private CompiledFlag compiled(String name) {
    CompiledFlag flag = flags.get(name);
    if (flag == null) {
      throw new IllegalArgumentException("no flag " + name);
    }
    return flag;
  }
}
