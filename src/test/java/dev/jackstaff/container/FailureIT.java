package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.Flags;
import dev.jackstaff.Logged;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Behaviour 5: what fails in the library fails no request, is logged once, and shows. */
class FailureIT {
  private static final FlagSet FLAGS = FlagSet.of(Flag.on("on"), Flag.users("for_u", "u"));

  private final FeatureFlags features = FeatureFlags.of(FLAGS);

  /** Answers with the user, what is known of them, and the flags. */
  private static App telling(FlagFilter.Builder filter) {
    return new App()
        .with(filter::register)
        .page("/", (request, response) -> response.getWriter().print(told()));
  }

  private static String told() {
    Evaluation evaluation = Flags.current();
    return evaluation == null
        ? "nothing"
        : evaluation.user().id() + " " + evaluation.user().attributes() + " " + Flags.on("on");
  }

  /** Sends three requests, and expects the fault in the log once and in the status. */
  private static void fails(
      FeatureFlags features, FlagFilter.Builder filter, String subject, String answer)
      throws Exception {
    try (Logged log = Logged.library()) {
      try (ServletContainerFixture server = telling(filter).start()) {
        for (int i = 0; i < 3; i++) {
          HttpResponse<String> response = Browser.get(server, "");
          assertEquals(200, response.statusCode());
          assertEquals(answer, response.body());
        }
      }
      assertEquals(1, log.warnings().size(), log.warnings().toString());
      assertEquals(1, log.lines(subject).size(), log.warnings().toString());
    }
    assertEquals(1, features.status().faults().size());
    assertTrue(features.status().faults().get(0).startsWith(subject));
  }

  @Test
  void userResolverThatThrows_makesTheUserAnonymous() throws Exception {
    UserResolver throwing =
        (request, response) -> {
          throw new IllegalStateException("asked");
        };
    fails(features, FlagFilter.builder(features).user(throwing), "user resolver ", "null {} true");
  }

  @Test
  void attributeThatThrows_isNotSaid() throws Exception {
    FlagFilter.Builder filter =
        FlagFilter.builder(features)
            .attribute(
                "country",
                request -> {
                  throw new IllegalStateException("asked");
                })
            .attribute("method", request -> request.getMethod());
    fails(features, filter, "attribute country", "null {method=GET} true");
  }

  @Test
  void attributeThatIsNoJsonValue_isNotSaid() throws Exception {
    FlagFilter.Builder filter =
        FlagFilter.builder(features)
            .attribute("session", request -> UUID.randomUUID())
            .attribute("roles", request -> List.of("a", "b"));
    fails(features, filter, "attribute session", "null {roles=[a, b]} true");
  }

  @Test
  void listenerThatThrows_isHeardOfOnce() throws Exception {
    FeatureFlags observed =
        FeatureFlags.builder(FLAGS)
            .listener(
                request -> {
                  throw new IllegalStateException("asked");
                })
            .build();
    fails(observed, FlagFilter.builder(observed), "listener ", "null {} true");
  }

  @Test
  void sourceThatThrows_leavesAllFlagsOff() throws Exception {
    FeatureFlags throwing = FeatureFlags.of(new Throwing());
    try (Logged log = Logged.library()) {
      try (ServletContainerFixture server = telling(FlagFilter.builder(throwing)).start()) {
        for (int i = 0; i < 3; i++) {
          assertEquals("null {} false", Browser.get(server, "").body());
        }
      }
      assertEquals(1, log.lines("deciding").size());
    }
    assertTrue(throwing.status().faults().get(0).startsWith("deciding"));
  }

  private static final class Throwing implements FlagSource {
    @Override
    public List<String> names() {
      return List.of("on");
    }

    @Override
    public Evaluation evaluate(User user, Instant at) {
      throw new IllegalStateException("asked");
    }

    @Override
    public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
      throw new IllegalStateException("asked");
    }

    @Override
    public FlagSource only(Predicate<String> names) {
      return this;
    }
  }
}
