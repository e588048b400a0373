package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.eval.CompiledFlag.Gate;
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
 * A set of flags, compiled: the heart of the request's path.
 *
 * <p><b>What is compiled.</b> A flag that says the same to everybody becomes a constant in the
 * {@link FlagTable}; a request never touches it. Every other flag gets a slot in the request's
 * {@link Answer} and a {@link CompiledFlag} that fills it. A percentage becomes an integer to
 * compare 32 bits of a digest with; a list of users a hash set; a condition a tree of small
 * objects; an outcome an object that is made once. So deciding allocates nothing: it chooses among
 * what there is.
 *
 * <p><b>What a request costs.</b> Per flag that is not constant, a few comparisons; per flag for
 * which a bucket or share is really asked, one MD5 of about 30 bytes. The last {@link Answer} to
 * each of the {@link Recent} users is kept. A flag without rules and schedule says the same to the
 * same id again, so its decision is taken from there; if all flags are like that, which is the
 * usual case, the old answer with its finished header is all that a user who comes again costs. The
 * other flags are decided anew, from digests that are kept as well, and if all say what they said
 * last time, the request takes the old answer too.
 *
 * <p><b>What is shared.</b> All of this is immutable after it was made, except for the pool of
 * buffers and the table of recent users, which are safe to race on. Thread-safe without a lock.
 */
public final class CompiledFlags {
  /** How many bytes of recent users are kept unless a user of the library says otherwise. */
  public static final long RECENT_BYTES = 8L << 20;

  private static final int LONGEST_HEADER = 2048;

  private final FlagSet set;
  private final long recentBytes;
  private final Map<String, CompiledFlag> flags;
  private final List<CompiledFlag> ordered;

  /** Those that are not constant, by slot; first the ones that are not steady either. */
  private final CompiledFlag[] varying;

  private final int unsteady;
  private final FlagTable table;

  /** Replaced by an empty one when a newer set decides; who reads the old one is not harmed. */
  private Recent recent;

  private final RunPool pool;

  /** For answers with overrides; made when there is the first. */
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
    long answer = 64 + 4L * varying.length + Math.min(LONGEST_HEADER, table.nameBytes()) + 96;
    this.recent = new Recent(recentBytes, 64 + 8L * memories + answer, memories);
    this.pool = new RunPool(this);
  }

  /**
   * {@return a set, compiled; costs about as much as reading its document}
   *
   * @param set the definitions
   * @param recentBytes how many bytes of recent users to keep; 0 keeps none
   * @throws dev.jackstaff.model.InvalidFlagsException if a regular expression is not one
   */
  public static CompiledFlags of(FlagSet set, long recentBytes) {
    return new CompiledFlags(set, name -> true, recentBytes);
  }

  /**
   * {@return some of these flags, which answer as they do in the whole set}
   *
   * @param names which
   */
  public CompiledFlags only(Predicate<String> names) {
    return new CompiledFlags(closure(names), names, recentBytes);
  }

  /** Those flags, and what they require, which has to be decided without being shown. */
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
    return FlagSet.of(kept, set.segments());
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

  /** Flags that are required come first; the set has checked that this ends, and how deep it is. */
  private CompiledFlag compile(Flag flag, ConditionCompiler conditions) {
    CompiledFlag known = flags.get(flag.name());
    if (known == null) {
      Gate[] gates = gates(flag, conditions);
      known = new CompiledFlag(new FlagCompiler(flag, key(flag, gates)), conditions, gates);
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

  /** Whether a digest may be asked for. */
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
    List<Place> places = new ArrayList<>(ordered.size());
    for (CompiledFlag f : ordered) {
      if (visible.test(f.name)) {
        places.add(new Place(f.name, f.index, f.constant, f.slot));
      }
    }
    return new FlagTable(places, set.size(), this);
  }

  /** {@return the definitions, with those that are required but not shown} */
  public FlagSet set() {
    return set;
  }

  /** {@return the flags that may be asked for} */
  public FlagTable table() {
    return table;
  }

  /**
   * {@return what all flags say to a user}
   *
   * @param user whom
   * @param now when
   */
  public Answer decide(User user, Instant now) {
    Recent.Entry entry = recent.entry(user.id());
    Answer last = entry == null ? null : entry.answer;
    if (last != null && unsteady == 0) {
      return last;
    }
    Run run = pool.take();
    try {
      run.begin(user, now, entry, last);
      Answer answer = last == null ? anew(run) : again(run, last);
      if (entry != null) {
        entry.keep(answer);
      }
      return answer;
    } finally {
      pool.give(run);
    }
  }

  /** Into a new array: no copy has to be made, and to store into old memory costs more. */
  private Answer anew(Run run) {
    Decision[] decisions = run.layAnew(varying.length);
    for (CompiledFlag flag : varying) {
      run.resolve(flag);
    }
    return new Answer(table, decisions);
  }

  private Answer again(Run run, Answer last) {
    for (int slot = 0; slot < unsteady; slot++) {
      run.resolve(varying[slot]);
    }
    return last.with(run.decisions(), unsteady);
  }

  /**
   * {@return what all flags say to a user for whom some are overridden; slower, and not remembered}
   *
   * @param user whom
   * @param now when
   * @param overrides what they should say, by name; kill switches win, unknown names are ignored
   */
  public Answer decide(User user, Instant now, Map<String, FlagOverride> overrides) {
    return decide(user, now, overrides, Set.of());
  }

  /**
   * {@return the decisions of all flags for a user for whom some are overridden, while some flags
   * are killed that this set has not killed; slower, and not remembered}
   *
   * @param user whom
   * @param now when
   * @param overrides what they should say, by name; kill switches win, unknown names are ignored
   * @param killed the names of the flags that are killed; unknown names are ignored
   */
  public Answer decide(
      User user, Instant now, Map<String, FlagOverride> overrides, Set<String> killed) {
    Run run = new Run(this);
    Decision[] decisions = run.layAnew(set.size());
    run.begin(user, now, null, null);
    run.override(overrides, killed);
    ordered.forEach(run::resolve);
    return new Answer(dense(), decisions);
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
   * {@return what one flag says to a user; costs only what that flag needs}
   *
   * @param name the flag's name
   * @param user whom
   * @param now when
   */
  public Decision decide(String name, User user, Instant now) {
    Place place = table.find(name);
    if (place == null) {
      return Decision.notFound(name);
    }
    if (place.constant() != null) {
      return place.constant();
    }
    Run run = pool.take();
    try {
      run.begin(user, now, null, null);
      return run.resolve(compiled(name));
    } finally {
      pool.give(run);
    }
  }

  /**
   * {@return what one flag says to a user for whom some are overridden}
   *
   * @param name the flag's name
   * @param user whom
   * @param now when
   * @param overrides what they should say, by name; kill switches win, unknown names are ignored
   */
  public Decision decide(String name, User user, Instant now, Map<String, FlagOverride> overrides) {
    return decide(name, user, now, overrides, Set.of());
  }

  /**
   * {@return the decision of one flag for a user for whom some flags are overridden, while some are
   * killed that this set has not killed}
   *
   * @param name the flag's name
   * @param user whom
   * @param now when
   * @param overrides what they should say, by name; kill switches win, unknown names are ignored
   * @param killed the names of the flags that are killed; unknown names are ignored
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
    Answer answer = decide(user, now, overrides, killed);
    Place place = answer.table().find(name);
    return place == null ? Decision.notFound(name) : answer.decision(place);
  }

  /**
   * {@return what was overridden in an answer of this set}
   *
   * @param answer the answer
   */
  @SuppressWarnings("ReferenceEquality")
  public Map<String, FlagOverride> overrides(Answer answer) {
    if (answer.table() == table) {
      return Map.of();
    }
    Map<String, FlagOverride> overrides = new HashMap<>();
    for (Place place : answer.table().places()) {
      Decision decision = answer.decision(place);
      if (decision.source() == Source.OVERRIDE && flags.containsKey(place.name())) {
        overrides.put(place.name(), override(decision));
      }
    }
    return overrides;
  }

  /**
   * {@return the flags that were killed in an answer of this set, although the set has not killed
   * them}
   *
   * @param answer the answer
   */
  @SuppressWarnings("ReferenceEquality")
  public Set<String> killed(Answer answer) {
    if (answer.table() == table) {
      return Set.of();
    }
    Set<String> killed = new HashSet<>();
    for (Place place : answer.table().places()) {
      CompiledFlag flag = flags.get(place.name());
      boolean kill = answer.decision(place).source() == Source.KILL;
      if (kill && flag != null && flag.killed == null) {
        killed.add(place.name());
      }
    }
    return killed;
  }

  /** For any other reason the flag itself has chosen the variant, and chooses again. */
  private FlagOverride override(Decision decision) {
    boolean named =
        decision.reason() == Reason.TARGETING_MATCH
            && set.find(decision.flag()).orElseThrow().variants().stream()
                .anyMatch(variant -> variant.name().equals(decision.variant()));
    return new FlagOverride(named || decision.on(), named ? decision.variant() : null);
  }

  /**
   * Forgets the recent users, since a newer set decides: what long requests keep of this one should
   * not be more than the definitions.
   */
  public void retire() {
    recent = new Recent(0, 1, memories);
  }

  /**
   * What an override makes of a flag, or null if it names a variant that the flag does not have.
   */
  @Nullable Decision force(CompiledFlag flag, FlagOverride override, Run run) {
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

  /** The decision of a flag that is killed although the set does not say so. */
  Decision kill(CompiledFlag flag) {
    Flag definition = set.find(flag.name).orElseThrow();
    return new FlagCompiler(definition, flag.key).kill();
  }

  /** How many flags are not constant. */
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
