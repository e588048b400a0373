package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.eval.CompiledFlag.Gate;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Requirement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the flags of a set and numbers everything that a run keeps: flags, digests, segments and
 * attributes.
 */
final class FlagSetCompiler {
  private final FlagSet set;
  private final ConditionCompiler conditions;
  private final Map<String, CompiledFlag> flags;
  private final List<CompiledFlag> ordered;
  private final Map<String, BucketKey> layerKeys = new HashMap<>();
  private int longestPrefix;
  private int memories;

  FlagSetCompiler(FlagSet set) {
    this.set = set;
    this.conditions = new ConditionCompiler(set.segments());
    this.flags = new HashMap<>(set.size() * 2);
    this.ordered = new ArrayList<>(set.size());
    compile();
  }

  private void compile() {
    for (Flag flag : set.flags()) {
      CompiledFlag compiled = compile(flag);
      compiled.index = ordered.size();
      ordered.add(compiled);
    }
  }

  /**
   * Compiles a flag after those that it requires. The set has checked that the references end, and
   * their depth.
   */
  private CompiledFlag compile(Flag flag) {
    CompiledFlag known = flags.get(flag.name());
    if (known == null) {
      FlagCompiler outcomes = new FlagCompiler(flag);
      Gate[] gates = gates(flag, outcomes);
      BucketKey key = draws(flag) ? key(flag, gates) : BucketKey.UNUSED;
      known = new CompiledFlag(outcomes, conditions, key, gates, layerKey(flag));
      flags.put(flag.name(), known);
    }
    return known;
  }

  private Gate[] gates(Flag flag, FlagCompiler outcomes) {
    if (flag.requires().isEmpty()) {
      return CompiledFlag.NO_GATES;
    }
    Decision unmet = outcomes.unmet();
    Gate[] gates = new Gate[flag.requires().size()];
    for (int i = 0; i < gates.length; i++) {
      Requirement other = flag.requires().get(i);
      CompiledFlag required = compile(set.find(other.flag()).orElseThrow());
      required.required = true;
      gates[i] = new Gate(required, other.on(), unmet);
    }
    return gates;
  }

  private BucketKey key(Flag flag, Gate[] gates) {
    boolean byId = flag.bucketBy().equals(BucketKey.USER_ID);
    boolean kept = byId && !CompiledFlag.isSteady(flag, gates);
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

  /** Assigns the slots and returns the flags by slot: first those that are not steady. */
  CompiledFlag[] varying() {
    List<CompiledFlag> slots = new ArrayList<>();
    ordered.stream().filter(flag -> !flag.steady).forEach(slots::add);
    ordered.stream().filter(flag -> flag.steady && flag.constant == null).forEach(slots::add);
    for (int slot = 0; slot < slots.size(); slot++) {
      slots.get(slot).slot = slot;
    }
    return slots.toArray(CompiledFlag[]::new);
  }

  /** Returns the inputs of the decisions. */
  EvaluationInputs inputs() {
    Set<String> ids = new HashSet<>();
    set.flags().forEach(flag -> ids.add(flag.bucketBy()));
    return new EvaluationInputs(ids, conditions.paths(), set);
  }

  /** Returns all flags in document order. */
  List<CompiledFlag> ordered() {
    return ordered;
  }

  /** Returns the sizes of a run's arrays. */
  RunSizes sizes() {
    return new RunSizes(longestPrefix, memories, conditions.segments(), conditions.paths().size());
  }
}
