package dev.jackstaff.servers;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Flags of which one is on at every other evaluation, from the first, so that a second evaluation
 * in a request would show.
 */
final class Alternating implements FlagSource {
  private final AtomicInteger evaluations = new AtomicInteger();

  /** Makes the next evaluation the first. */
  void reset() {
    evaluations.set(0);
  }

  int evaluations() {
    return evaluations.get();
  }

  @Override
  public List<String> names() {
    return List.of("first", "one", "two");
  }

  @Override
  public Evaluation evaluate(User user, Instant at) {
    boolean first = evaluations.getAndIncrement() == 0;
    return Evaluation.of(
        user,
        at,
        List.of(
            decision("first", first),
            decision("one", true),
            decision("two", "u".equals(user.id()))));
  }

  private static Decision decision(String name, boolean on) {
    String variant = on ? "on" : "off";
    return new Decision(name, on, variant, on, Reason.STATIC, Source.PROVIDER, 0, null, null);
  }

  @Override
  public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
    return evaluate(user, at);
  }

  @Override
  public FlagSource only(Predicate<String> names) {
    return this;
  }
}
