package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.Flags;
import dev.jackstaff.Logged;
import dev.jackstaff.Scope;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Behaviour 5: what fails in the library fails no request, is logged once, and shows. */
class FailureIT {
  /** The throwables of application code, such as one that lacks a class. */
  private enum Thrown {
    EXCEPTION,
    ERROR;

    RuntimeException now() {
      if (this == ERROR) {
        throw new NoClassDefFoundError("asked");
      }
      return new IllegalStateException("asked");
    }
  }

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

  @ParameterizedTest
  @EnumSource
  void userResolverThatThrows_makesTheUserAnonymous(Thrown thrown) throws Exception {
    UserResolver throwing =
        (request, response) -> {
          throw thrown.now();
        };
    fails(features, FlagFilter.builder(features).user(throwing), "user resolver ", "null {} true");
  }

  @ParameterizedTest
  @EnumSource
  void attributeThatThrows_isNotSaid(Thrown thrown) throws Exception {
    FlagFilter.Builder filter =
        FlagFilter.builder(features)
            .attribute(
                "country",
                request -> {
                  throw thrown.now();
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

  @ParameterizedTest
  @EnumSource
  void listenerThatThrows_isHeardOfOnce(Thrown thrown) throws Exception {
    FeatureFlags observed =
        FeatureFlags.builder(FLAGS)
            .listener(
                request -> {
                  throw thrown.now();
                })
            .build();
    fails(observed, FlagFilter.builder(observed), "listener ", "null {} true");
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("try") // the scope is not asked, it holds
  void checkListenerThatThrows_isHeardOfOnce(Thrown thrown) throws Exception {
    try (Scope checks =
        features.listen(
            (evaluation, decision) -> {
              throw thrown.now();
            })) {
      fails(features, FlagFilter.builder(features), "listener ", "null {} true");
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("try") // the scope is not asked, it holds
  void timerThatThrows_isHeardOfOnce(Thrown thrown) throws Exception {
    try (Scope timing =
        features
            .integration()
            .timings(
                nanos -> {
                  throw thrown.now();
                })) {
      fails(features, FlagFilter.builder(features), "timer ", "null {} true");
    }
  }

  @ParameterizedTest
  @EnumSource
  void sourceThatThrows_leavesAllFlagsOff(Thrown thrown) throws Exception {
    FeatureFlags throwing = FeatureFlags.of(new Throwing(thrown));
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

  private record Throwing(Thrown thrown) implements FlagSource {
    @Override
    public List<String> names() {
      return List.of("on");
    }

    @Override
    public Evaluation evaluate(User user, Instant at) {
      throw thrown.now();
    }

    @Override
    public Evaluation evaluate(User user, Instant at, Map<String, FlagOverride> overrides) {
      throw thrown.now();
    }

    @Override
    public FlagSource only(Predicate<String> names) {
      return this;
    }
  }
}
