package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Evaluations of other systems cost money there, so nobody makes any that no request needs. */
final class ForeignEvaluationsTest {
  private final AtomicInteger evaluations = new AtomicInteger();

  private final class Counted implements FlagSource {
    @Override
    public List<String> names() {
      return List.of("one", "two", "three");
    }

    @Override
    public Evaluation evaluate(User user, Instant at) {
      evaluations.incrementAndGet();
      return Evaluation.of(user, at, List.of());
    }

    @Override
    public FlagSource only(Predicate<String> names) {
      return this;
    }
  }

  @Test
  void guardUsageAndClock_withoutARequest_evaluateNothingElsewhere() throws Exception {
    Flag guarded = Flag.builder("checkout").percentage(10).guard(Guard.DEFAULT).build();
    try (FeatureFlags features =
        FeatureFlags.builder(FlagSet.of(guarded)).join(new Counted()).build()) {
      RolloutGuard guard = RolloutGuard.builder(features).interval(Duration.ofDays(1)).attach();
      UsageLog usage = UsageLog.attach(features);
      for (int i = 0; i < 10; i++) {
        guard.look();
        usage.usage();
        features.integration().now();
        features.status();
      }
      assertEquals(0, evaluations.get());
    }
  }
}
