package dev.jackstaff.internal.eval;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One flag, ready to decide.
 *
 * <p>Each outcome that the flag can have is one {@link Decision}, made when the flag is compiled;
 * to decide is to choose one of them, in the order that SEMANTICS gives: kill, requirements, users,
 * rules, percentage, fallback. What a definition does not have is empty or null here, and costs one
 * comparison. A flag that says the same to everybody has its decision as {@link #constant} and is
 * never asked; one that always says the same to one id is {@link #steady}, and asked once.
 */
final class CompiledFlag {
  /** Another flag that must be on or off. */
  record Gate(CompiledFlag flag, boolean on) {}

  /** A rule; exactly one of the outcomes is set. */
  record CompiledRule(
      Test test, @Nullable Served on, @Nullable Decision off, @Nullable Split split) {}

  /** The one that most flags have; so they do not each read an array of their own. */
  static final Gate[] NO_GATES = {};

  /** As {@link #NO_GATES}. */
  static final CompiledRule[] NO_RULES = {};

  final String name;
  final BucketKey key;
  final @Nullable Decision killed;
  final Gate[] gates;
  final @Nullable ListedUsers users;
  final CompiledRule[] rules;

  /** What a percentage says; a schedule's is a {@link #ramp}. */
  final @Nullable Split split;

  final @Nullable Ramp ramp;
  final Served fallback;
  final @Nullable Decision constant;

  /** No clock and no attribute but the id has a say. */
  final boolean steady;

  /** Whether other flags ask for it, so that it has to be remembered within a run. */
  boolean required;

  /** Its number in the set; given by the set. */
  int index;

  /** Where an answer holds the decision; given by the set if it is not constant. */
  int slot = -1;

  private final Served byUser;
  private final Decision unmet;

  CompiledFlag(FlagCompiler outcomes, ConditionCompiler conditions, Gate[] gates) {
    this.name = outcomes.flag.name();
    this.key = outcomes.key;
    this.killed = outcomes.killed();
    this.gates = gates;
    this.users = outcomes.users();
    this.byUser = outcomes.byUser();
    this.rules = outcomes.rules(conditions);
    this.split = outcomes.split();
    this.ramp = outcomes.ramp();
    this.fallback = outcomes.fallback(gates);
    this.unmet = outcomes.unmet();
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
        return unmet;
      }
    }
    for (Gate gate : gates) {
      if (gate.flag().constant == null) {
        return null;
      }
    }
    boolean plain = users == null && rules.length == 0 && split == null && ramp == null;
    return plain && fallback.isConstant() ? fallback.constant() : null;
  }

  /** Decides without regard to an override of this flag itself. */
  Decision decide(Run run) {
    if (killed != null) {
      return killed;
    }
    for (Gate gate : gates) {
      if (run.resolve(gate.flag()).on() != gate.on()) {
        return unmet;
      }
    }
    if (users != null && users.contains(run.user().id())) {
      return byUser.pick(run, key);
    }
    for (CompiledRule rule : rules) {
      Decision decision = apply(rule, run);
      if (decision != null) {
        return decision;
      }
    }
    Split current = split != null || ramp == null ? split : ramp.at(run.now());
    return current != null && run.hasId(key) ? current.decide(run, key) : fallback.pick(run, key);
  }

  private @Nullable Decision apply(CompiledRule rule, Run run) {
    Split split = rule.split();
    // The id is looked at first: it is the cheaper question.
    if ((split != null && !run.hasId(key)) || !rule.test().holds(run)) {
      return null;
    }
    if (split != null) {
      return split.decide(run, key);
    }
    Served on = rule.on();
    return on != null ? on.pick(run, key) : rule.off();
  }
}
