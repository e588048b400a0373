package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.eval.CompiledFlag.Gate;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * which a bucket or share is really asked, one MD5 of about 30 bytes. The {@link Recent} users'
 * digests are kept, since they are a pure function of user and set, and so is the last answer: if
 * every decision is the one of last time, the request takes the old answer with its finished
 * header. So a user who comes again costs no digest and no memory.
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
  private final Map<String, CompiledFlag> flags = new HashMap<>();
  private final CompiledFlag[] varying;
  private final FlagTable table;
  private final FlagTable dense;
  private final Recent recent;
  private final RunPool pool;
  private int longestPrefix;
  private int memories;
  private int segments;

  private CompiledFlags(FlagSet set, Predicate<String> visible, long recentBytes) {
    this.set = set;
    this.recentBytes = recentBytes;
    compile();
    this.varying = number();
    this.table = table(visible);
    this.dense = table.dense();
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
    set.flags().forEach(flag -> compile(flag.name(), conditions));
    segments = conditions.segments();
  }

  /** Flags that are required come first; the set has checked that this ends, and how deep it is. */
  private CompiledFlag compile(String name, ConditionCompiler conditions) {
    CompiledFlag known = flags.get(name);
    if (known == null) {
      Flag flag = set.find(name).orElseThrow();
      Gate[] gates =
          flag.requires().stream()
              .map(other -> new Gate(compile(other.flag(), conditions), other.on()))
              .toArray(Gate[]::new);
      known = new CompiledFlag(new FlagCompiler(flag, key(flag)), conditions, gates);
      flags.put(name, known);
    }
    return known;
  }

  private BucketKey key(Flag flag) {
    boolean kept = flag.bucketBy().equals(BucketKey.USER_ID) && draws(flag);
    BucketKey key = new BucketKey(flag.bucketBy(), flag.salt(), kept ? memories++ : -1);
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
    int index = 0;
    for (Flag flag : set.flags()) {
      CompiledFlag compiled = compiled(flag.name());
      compiled.index = index++;
      if (compiled.constant == null) {
        compiled.slot = slots.size();
        slots.add(compiled);
      }
    }
    return slots.toArray(CompiledFlag[]::new);
  }

  private FlagTable table(Predicate<String> visible) {
    List<Place> places = new ArrayList<>();
    for (Flag flag : set.flags()) {
      if (visible.test(flag.name())) {
        CompiledFlag f = compiled(flag.name());
        places.add(new Place(f.name, f.index, f.constant, f.slot));
      }
    }
    return new FlagTable(places, set.size());
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
    Run run = pool.take();
    try {
      run.begin(user, now, entry);
      for (CompiledFlag flag : varying) {
        run.resolve(flag);
      }
      return answer(run.decisions(), entry);
    } finally {
      pool.give(run);
    }
  }

  private Answer answer(Decision[] decisions, Recent.@Nullable Entry entry) {
    Answer last = entry == null ? null : entry.answer;
    if (last != null && last.says(decisions)) {
      return last;
    }
    Decision[] copy = new Decision[varying.length];
    System.arraycopy(decisions, 0, copy, 0, copy.length);
    Answer fresh = new Answer(table, copy);
    if (entry != null) {
      entry.answer = fresh;
    }
    return fresh;
  }

  /**
   * {@return what all flags say to a user for whom some are overridden; slower, and not remembered}
   *
   * @param user whom
   * @param now when
   * @param overrides what they should say, by name; kill switches win, unknown names are ignored
   */
  public Answer decide(User user, Instant now, Map<String, FlagOverride> overrides) {
    Run run = new Run(this);
    run.begin(user, now, null);
    run.override(overrides);
    for (Flag flag : set.flags()) {
      run.resolve(compiled(flag.name()));
    }
    return new Answer(dense, run.decisions());
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
      run.begin(user, now, null);
      return run.resolve(compiled(name));
    } finally {
      pool.give(run);
    }
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

  int size() {
    return set.size();
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
