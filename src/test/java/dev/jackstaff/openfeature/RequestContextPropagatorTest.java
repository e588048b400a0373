package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Logged;
import dev.jackstaff.Scope;
import dev.jackstaff.StubStore;
import dev.jackstaff.model.User;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.Hook;
import dev.openfeature.sdk.HookContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope is not asked, it holds
class RequestContextPropagatorTest {
  private static final User ANNA =
      new User(
          "anna",
          Map.of(
              "country",
              "DE",
              "seats",
              5L,
              "large",
              3_000_000_000L,
              "ratio",
              2.5,
              "tags",
              List.of("a", "b"),
              "company",
              Map.of("id", "acme"),
              "targetingKey",
              "not the id"));

  private final FeatureFlags features =
      FeatureFlags.of(
          StubStore.set(
              "{\"german\": {\"rules\": [{\"if\": {\"country\": \"DE\"}, \"enabled\": true}]}}"));
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final RequestContextPropagator propagator = new RequestContextPropagator();

  RequestContextPropagatorTest() {
    api.setTransactionContextPropagator(propagator);
    api.setProviderAndWait(JackstaffProvider.of(features));
  }

  @AfterEach
  void stop() {
    api.shutdown();
    features.close();
  }

  @Test
  void requestsUser_isTheContext_andNothingIsLeftWhenTheRequestIsOver() {
    try (Scope scope = Flags.bind(features.evaluate(ANNA))) {
      EvaluationContext context = propagator.getTransactionContext();
      assertEquals("anna", context.getTargetingKey());
      assertEquals("DE", context.getValue("country").asString());
      assertEquals(5, context.getValue("seats").asObject());
      assertEquals(3_000_000_000L, context.getValue("large").asLong());
      assertEquals("b", context.getValue("tags").asList().get(1).asString());
      assertEquals("acme", context.getValue("company").asStructure().getValue("id").asString());
    }
    assertTrue(propagator.getTransactionContext().isEmpty());
    assertNull(propagator.getTransactionContext().getTargetingKey());
  }

  @Test
  void unknownUser_hasNoTargetingKey() {
    try (Scope scope = Flags.bind(features.evaluate(User.anonymous().with("targetingKey", "x")))) {
      assertNull(propagator.getTransactionContext().getTargetingKey());
    }
  }

  @Test
  void hook_seesTheRequestsUser() {
    List<String> seen = new ArrayList<>();
    api.addHooks(
        new Hook<Boolean>() {
          @Override
          public Optional<EvaluationContext> before(
              HookContext<Boolean> context, Map<String, Object> hints) {
            seen.add(context.getCtx().getTargetingKey());
            return Optional.empty();
          }
        });
    try (Scope scope = Flags.bind(features.evaluate(ANNA))) {
      assertTrue(api.getClient().getBooleanValue("german", false));
    }
    api.getClient().getBooleanValue("german", false);
    List<String> expected = new ArrayList<>(List.of("anna"));
    expected.add(null);
    assertEquals(expected, seen);
  }

  /** The trip through OpenFeature changes types of numbers, but adds nothing. */
  @Test
  void contextOfTheRequest_addsNothingToIt() {
    EvaluationContext context = Contexts.of(ANNA);
    assertEquals(ANNA, Contexts.merge(ANNA, context));
    EvaluationContext merged = new MutableContext(new HashMap<>(context.asMap())).add("seats", 6);
    assertEquals(ANNA.with("seats", 6), Contexts.merge(ANNA, merged));
  }

  @Test
  void contextThatIsSet_isIgnored_andSaidOnce() {
    try (Logged log = Logged.library();
        Scope scope = Flags.bind(features.evaluate(ANNA))) {
      api.setTransactionContext(new ImmutableContext("bert"));
      api.setTransactionContext(new ImmutableContext("bert"));
      assertEquals("anna", propagator.getTransactionContext().getTargetingKey());
      assertEquals(1, log.lines("a transaction context was set").size());
    }
  }

  @Test
  void taskOfTheRequest_hasItsContextOnAnotherThread() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (Scope scope = Flags.bind(features.evaluate(ANNA))) {
      assertEquals(
          "anna",
          Flags.wrap(pool)
              .submit(() -> propagator.getTransactionContext().getTargetingKey())
              .get());
      assertNull(pool.submit(() -> propagator.getTransactionContext().getTargetingKey()).get());
    } finally {
      pool.shutdownNow();
    }
  }
}
