package dev.jackstaff.container;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A flag that is on at every other evaluation, from the first, so that a second one in a request
 * would show; and how often it was decided, and for how many users.
 */
final class Counted implements FlagSource {
  static final String FLAG = "on_every_other_time";

  private final AtomicInteger evaluations = new AtomicInteger();
  private final AtomicInteger users = new AtomicInteger();

  UserResolver user() {
    UserResolver header = UserResolver.header("X-User-Id");
    return new UserResolver() {
      @Override
      public User resolve(HttpServletRequest request, HttpServletResponse response) {
        users.incrementAndGet();
        return header.resolve(request, response);
      }
    };
  }

  void reset() {
    evaluations.set(0);
    users.set(0);
  }

  int evaluations() {
    return evaluations.get();
  }

  int users() {
    return users.get();
  }

  @Override
  public List<String> names() {
    return List.of(FLAG);
  }

  @Override
  public Evaluation evaluate(User user, Instant at) {
    boolean on = evaluations.getAndIncrement() % 2 == 0;
    String variant = on ? "on" : "off";
    Decision decision =
        new Decision(FLAG, on, variant, on, Reason.STATIC, Source.PROVIDER, 0, null, null);
    return Evaluation.of(user, at, List.of(decision));
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
