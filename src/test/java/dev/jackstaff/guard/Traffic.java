package dev.jackstaff.guard;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Users who ask for one flag; each request is another user's. */
final class Traffic {
  private final String flag;
  private final SplittableRandom random = new SplittableRandom(42);
  private int users;

  Traffic(String flag) {
    this.flag = flag;
  }

  /** Requests of new users, which fail so often. */
  void send(FeatureFlags features, int requests, double on, double off) {
    for (int i = 0; i < requests; i++) {
      Predicate<Boolean> fails = has -> random.nextDouble() < (has ? on : off);
      request(features, "user:" + users++, fails, Duration.ZERO);
    }
    flush(features);
  }

  void request(FeatureFlags features, String user, Predicate<Boolean> fails, Duration duration) {
    Evaluation evaluation = features.integration().begin(User.of(user), Map.of());
    boolean has = evaluation.isOn(flag);
    @Nullable Throwable none = null;
    features.integration().finish(evaluation, fails.test(has) ? 500 : 200, none, duration);
  }

  static void flush(FeatureFlags features) {
    if (!features.evidence().flush(Await.LONG)) {
      throw new AssertionError("the evidence was not told");
    }
  }

  static void until(BooleanSupplier done) {
    Await.until("what was waited for", done);
  }
}
