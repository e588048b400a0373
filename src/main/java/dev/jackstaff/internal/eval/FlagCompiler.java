package dev.jackstaff.internal.eval;

import dev.jackstaff.internal.eval.CompiledFlag.CompiledRule;
import dev.jackstaff.internal.eval.CompiledFlag.Gate;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.Variant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the outcomes of one flag. */
final class FlagCompiler {
  final Flag flag;

  /** The cumulated weights of the variants, as numbers of 32-bit values. */
  private final long[] thresholds;

  private final boolean booleanValues;

  FlagCompiler(Flag flag) {
    this.flag = flag;
    this.thresholds = thresholds(flag.variants());
    this.booleanValues =
        !flag.variants().isEmpty() && flag.variants().get(0).value() instanceof Boolean;
  }

  private static long[] thresholds(List<Variant> variants) {
    double total = 0;
    for (Variant variant : variants) {
      total += variant.weight();
    }
    long[] thresholds = new long[variants.size()];
    double cumulated = 0;
    for (int i = 0; i < thresholds.length; i++) {
      cumulated += variants.get(i).weight();
      thresholds[i] = Buckets.threshold(cumulated, total);
    }
    return thresholds;
  }

  @Nullable Decision killed() {
    return flag.isKilled() ? kill() : null;
  }

  Decision kill() {
    return off(Reason.DISABLED, Source.KILL, 0, null);
  }

  Decision unmet() {
    return off(Reason.DISABLED, Source.REQUIRES, 0, null);
  }

  @Nullable ListedUsers users() {
    return flag.users().isEmpty()
        ? null
        : new ListedUsers(flag.users(), on(Reason.TARGETING_MATCH, Source.USER, 0, null));
  }

  CompiledOutcome overridden(@Nullable String variant) {
    return variant == null
        ? on(Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null)
        : CompiledOutcome.one(
            variant(named(variant), Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null));
  }

  Decision overriddenOff() {
    return off(Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null);
  }

  CompiledRule[] rules(ConditionCompiler conditions) {
    if (flag.rules().isEmpty()) {
      return CompiledFlag.NO_RULES;
    }
    CompiledRule[] rules = new CompiledRule[flag.rules().size()];
    for (int i = 0; i < rules.length; i++) {
      Rule rule = flag.rules().get(i);
      rules[i] =
          rule(
              rule,
              conditions.compile(flag.name(), "/rules/" + i + "/if", rule.condition()),
              i + 1);
    }
    return rules;
  }

  private CompiledRule rule(Rule rule, CompiledCondition test, int number) {
    Rule.Outcome outcome = rule.outcome();
    if (outcome instanceof Rule.Percentage share) {
      return new CompiledRule(test, null, null, split(share.percentage(), Source.RULE, number));
    }
    if (outcome instanceof Rule.Serve serve) {
      Decision one =
          variant(named(serve.name()), Reason.TARGETING_MATCH, Source.RULE, number, null);
      return new CompiledRule(test, CompiledOutcome.one(one), null, null);
    }
    return ((Rule.Enabled) outcome).on()
        ? new CompiledRule(test, on(Reason.TARGETING_MATCH, Source.RULE, number, null), null, null)
        : new CompiledRule(
            test, null, off(Reason.TARGETING_MATCH, Source.RULE, number, null), null);
  }

  /** Returns the split of the percentage, or null if there is none or a schedule replaces it. */
  @Nullable Split split() {
    return flag.schedule() == null && flag.percentage().isPresent()
        ? split(flag.percentage().getAsDouble(), Source.PERCENTAGE, 0)
        : null;
  }

  @Nullable ScheduledSplit ramp(ConditionCompiler conditions) {
    Schedule schedule = flag.schedule();
    if (schedule == null) {
      return null;
    }
    return ScheduledSplit.of(
        schedule,
        percentage -> split(percentage, Source.SCHEDULE, 0),
        audience -> conditions.compile(flag.name(), "/schedule/steps", audience),
        on(Reason.TARGETING_MATCH, Source.SCHEDULE, 0, null));
  }

  /** Returns the range of the flag's layer, or null if it has none. */
  @Nullable LayerRange layer(@Nullable BucketKey layerKey) {
    Layer layer = flag.layer();
    return layer == null || layerKey == null
        ? null
        : new LayerRange(layer, layerKey, off(Reason.SPLIT, Source.LAYER, 0, null));
  }

  private Split split(Double percentage, Source source, int rule) {
    CompiledOutcome on = on(Reason.SPLIT, source, rule, percentage);
    return new Split(percentage, on, off(Reason.SPLIT, source, rule, percentage));
  }

  /**
   * Returns the fallback, with the reason {@code STATIC} if it is the same for all users, including
   * the flags that this flag requires.
   */
  CompiledOutcome fallback(Gate[] gates) {
    boolean same = flag.users().isEmpty() && flag.rules().isEmpty();
    same &= flag.percentage().isEmpty() && flag.schedule() == null && flag.layer() == null;
    for (Gate gate : gates) {
      same &= gate.flag().constant != null;
    }
    Reason reason = same ? Reason.STATIC : Reason.DEFAULT;
    return flag.enabled()
        ? on(reason, Source.DEFAULT, 0, null)
        : CompiledOutcome.one(off(reason, Source.DEFAULT, 0, null));
  }

  private CompiledOutcome on(Reason reason, Source source, int rule, @Nullable Double percentage) {
    List<Variant> variants = flag.variants();
    if (variants.isEmpty()) {
      return CompiledOutcome.one(
          new Decision(name(), true, "on", true, reason, source, rule, percentage, null));
    }
    Variant first = variants.stream().filter(v -> v.weight() > 0).findFirst().orElseThrow();
    if (variants.stream().filter(variant -> variant.weight() > 0).count() == 1) {
      return CompiledOutcome.one(variant(first, reason, source, rule, percentage));
    }
    Decision[] decisions = new Decision[variants.size()];
    for (int i = 0; i < decisions.length; i++) {
      decisions[i] = variant(variants.get(i), Reason.SPLIT, source, rule, percentage);
    }
    Decision withoutId = variant(first, Reason.DEFAULT, source, rule, percentage);
    return CompiledOutcome.byShare(decisions, thresholds, withoutId);
  }

  private Decision variant(
      Variant variant, Reason reason, Source source, int rule, @Nullable Double percentage) {
    boolean on = !booleanValues || Boolean.TRUE.equals(variant.value());
    return new Decision(
        name(), on, variant.name(), variant.value(), reason, source, rule, percentage, null);
  }

  private Decision off(Reason reason, Source source, int rule, @Nullable Double percentage) {
    boolean plain = flag.variants().isEmpty();
    Boolean value = (plain || booleanValues) ? false : null;
    return new Decision(
        name(), false, plain ? "off" : null, value, reason, source, rule, percentage, null);
  }

  private Variant named(String variant) {
    return flag.variants().stream().filter(v -> v.name().equals(variant)).findFirst().orElseThrow();
  }

  private String name() {
    return flag.name();
  }
}
