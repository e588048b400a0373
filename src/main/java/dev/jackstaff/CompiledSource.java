package dev.jackstaff;

import dev.jackstaff.internal.eval.CompiledFlags;
import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A compiled set of definitions. */
record CompiledSource(CompiledFlags flags) implements FlagSource {
  @Override
  public List<String> names() {
    return flags.table().places().stream().map(FlagSlot::name).toList();
  }

  @Override
  public Evaluation evaluate(User user, Instant at) {
    return new Evaluation(user, at, flags.decide(user, at), null, null);
  }

  @Override
  public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
    return new Evaluation(user, at, flags.decide(user, at, overrides), null, null);
  }

  /** Evaluates while some flags are killed that are not killed in the set. */
  Evaluation evaluate(
      User user, Instant at, Map<String, FlagOverride> overrides, Set<String> killed) {
    return new Evaluation(user, at, flags.decide(user, at, overrides, killed), null, null);
  }

  @Override
  public FlagSource only(Predicate<String> names) {
    return new CompiledSource(flags.only(names));
  }

  @Override
  public String system() {
    return "the definitions here";
  }
}
