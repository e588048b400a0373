package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One compiled flag.
 *
 * <p>Each outcome that the flag can have is one {@link Decision}, created when the flag is
 * compiled. Evaluation chooses one of them in this order, which the page Flags of the manual
 * explains: kill, requirements, users, layer, rules, percentage, fallback. A part that a definition
 * lacks is empty or null here and costs one comparison. A flag with the same decision for all users
 * has it as {@link #constant} and is never evaluated. A flag whose decision for an id never changes
 * is {@link #steady} and is evaluated once per id.
 */
final class CompiledFlag {
  /** A required flag that must be on or off, and the decision if it is not. */
  record Gate(CompiledFlag flag, boolean on, Decision unmet) {}

  /** A rule; exactly one of the outcomes is set. */
  record CompiledRule(
      CompiledCondition test,
      @Nullable CompiledOutcome on,
      @Nullable Decision off,
      @Nullable Split split) {}

  /** The empty array that most flags share, so that they do not each read an array of their own. */
  static final Gate[] NO_GATES = {};

  /** The empty array of rules that most flags share. */
  static final CompiledRule[] NO_RULES = {};

  final String name;
  final BucketKey key;
  final @Nullable Decision killed;
  final Gate[] gates;
  final @Nullable ListedUsers users;
  final @Nullable LayerRange layer;
  final CompiledRule[] rules;

  /** The split of a percentage; a schedule has a {@link #ramp} instead. */
  final @Nullable Split split;

  final @Nullable ScheduledSplit ramp;
  final CompiledOutcome fallback;
  final @Nullable Decision constant;

  /** True if the decision depends on neither the clock nor any attribute except the id. */
  final boolean steady;

  /** True if other flags require this flag, so that its decision is cached within a run. */
  boolean required;

  /** The number of this flag in the set; assigned by the set. */
  int index;

  /**
   * The slot of an answer that has the decision; assigned by the set if the flag is not constant.
   */
  int slot = -1;

  CompiledFlag(
      FlagCompiler outcomes,
      ConditionCompiler conditions,
      BucketKey key,
      Gate[] gates,
      @Nullable BucketKey layerKey) {
    this.name = outcomes.flag.name();
    this.key = key;
    this.killed = outcomes.killed();
    this.gates = gates;
    this.users = outcomes.users();
    this.layer = outcomes.layer(layerKey);
    this.rules = outcomes.rules(conditions);
    this.split = outcomes.split();
    this.ramp = outcomes.ramp(conditions);
    this.fallback = outcomes.fallback(gates);
    this.constant = constant();
    this.steady = constant != null || isSteady(outcomes.flag, gates);
  }

  static boolean isSteady(Flag flag, Gate[] gates) {
    return flag.rules().isEmpty()
        && flag.schedule() == null
        && flag.bucketBy().equals(BucketKey.USER_ID)
        && Arrays.stream(gates).allMatch(gate -> gate.flag().steady);
  }

  private @Nullable Decision constant() {
    if (killed != null) {
      return killed;
    }
    for (Gate gate : gates) {
      Decision required = gate.flag().constant;
      if (required != null && required.on() != gate.on()) {
        return gate.unmet();
      }
    }
    for (Gate gate : gates) {
      if (gate.flag().constant == null) {
        return null;
      }
    }
    boolean plain = users == null && layer == null && rules.length == 0;
    plain &= split == null && ramp == null;
    return plain && fallback.isConstant() ? fallback.constant() : null;
  }

  /** Evaluates this flag, ignoring an override of the flag itself. */
  Decision decide(EvaluationRun run) {
    if (killed != null) {
      return killed;
    }
    for (Gate gate : gates) {
      if (run.resolve(gate.flag()).on() != gate.on()) {
        return gate.unmet();
      }
    }
    if (users != null && users.contains(run.user().id())) {
      return users.on().pick(run, key);
    }
    if (layer != null && !layer.holds(run)) {
      return layer.outside();
    }
    for (CompiledRule rule : rules) {
      Decision decision = apply(rule, run);
      if (decision != null) {
        return decision;
      }
    }
    if (ramp != null) {
      Decision scheduled = ramp.at(run.now()).decide(run, key);
      return scheduled != null ? scheduled : fallback.pick(run, key);
    }
    return split != null && run.hasId(key) ? split.decide(run, key) : fallback.pick(run, key);
  }

  private @Nullable Decision apply(CompiledRule rule, EvaluationRun run) {
    Split split = rule.split();
    // The id is checked first, since that is cheaper.
    if ((split != null && !run.hasId(key)) || !rule.test().holds(run)) {
      return null;
    }
    if (split != null) {
      return split.decide(run, key);
    }
    CompiledOutcome on = rule.on();
    return on != null ? on.pick(run, key) : rule.off();
  }
}
