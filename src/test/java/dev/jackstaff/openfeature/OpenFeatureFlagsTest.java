package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.FlagSource;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderEventDetails;
import dev.openfeature.sdk.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Any OpenFeature provider, through the SDK's own client. */
final class OpenFeatureFlagsTest {
  private static final User ANNA = User.of("anna").with("country", "DK");

  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final ScriptedProvider provider = new ScriptedProvider();

  @AfterEach
  void shutDown() {
    provider.start.countDown();
    api.shutdown();
  }

  private Client client() {
    api.setProviderAndWait("shop", provider);
    return api.getClient("shop");
  }

  private OpenFeatureFlags.Builder builder() {
    return OpenFeatureFlags.builder(client());
  }

  private static Evaluation ask(FlagSource source) {
    return FeatureFlags.of(source).evaluate(ANNA);
  }

  @Test
  void flagsOfEveryType_areAskedByTheirType() {
    provider.values.put("bool", true);
    provider.values.put("text", "green");
    provider.values.put("whole", 7);
    provider.values.put("fraction", 1.5);
    provider.values.put("object", Value.objectToValue(Map.of("width", 3, "on", List.of(true))));
    Evaluation said =
        ask(
            builder()
                .bool("bool")
                .string("text")
                .integer("whole")
                .decimal("fraction")
                .object("object")
                .build());
    assertEquals(List.of("bool", "text", "whole", "fraction", "object"), said.active());
    assertEquals("green", said.variant("text", "control"));
    assertEquals(7, said.value("whole", Integer.class, 1));
    assertEquals(1.5, said.value("fraction", Double.class, 1.0));
    assertEquals(Map.of("width", 3, "on", List.of(true)), said.decision("object").value());
    assertEquals("shop", said.decision("bool").sourceText());
  }

  @Test
  void variantAndReason_areTheProviders() {
    provider.answers.put(
        "button",
        ProviderEvaluation.builder().value("#0f0").variant("green").reason("SPLIT").build());
    provider.answers.put(
        "odd", ProviderEvaluation.builder().value("x").reason("FALLTHROUGH").build());
    Evaluation said = ask(builder().string("button", "odd").build());
    assertEquals("green", said.variant("button", "control"));
    assertEquals("#0f0", said.value("button", String.class, ""));
    assertEquals(Reason.SPLIT, said.decision("button").reason());
    assertEquals(Reason.UNKNOWN, said.decision("odd").reason());
    assertEquals("x", said.variant("odd", "control"));
  }

  /** §Requirement 2.2.5 and ADR 6: a disabled flag is the caller's default without an error. */
  @Test
  void providerThatGivesTheDefaultBack_hasSaidNothing() {
    provider.givesDefaultBack = true;
    Evaluation said =
        ask(
            builder()
                .bool("bool", "kept")
                .string("text", "named")
                .integer("whole")
                .decimal("fraction")
                .object("object", "list")
                .fallback("kept", true)
                .fallback("named", "blue")
                .fallback("list", List.of(1, 2))
                .build());
    assertEquals(List.of("kept", "named", "list"), said.active());
    assertEquals("control", said.variant("text", "control"));
    assertEquals(3, said.value("whole", Integer.class, 3));
    assertEquals(1.5, said.value("fraction", Double.class, 1.5));
    assertNull(said.decision("object").value());
    assertEquals("blue", said.variant("named", "control"));
    assertEquals(List.of(1, 2), said.decision("list").value());
  }

  @Test
  void user_isTheContext() {
    provider.values.put("bool", true);
    FeatureFlags features = FeatureFlags.of(builder().bool("bool").build());
    features.evaluate(ANNA.with("age", 40L).with("roles", List.of("staff")).with("none", null));
    EvaluationContext context = provider.contexts.remove(0);
    assertEquals("anna", context.getTargetingKey());
    assertEquals("DK", context.getValue("country").asString());
    assertEquals(40, context.getValue("age").asInteger());
    assertEquals("staff", context.getValue("roles").asList().get(0).asString());
  }

  @Test
  void anonymousUser_hasNoTargetingKey_alsoNotByAnAttribute() {
    provider.values.put("bool", true);
    FeatureFlags features = FeatureFlags.of(builder().bool("bool").build());
    User nobody = User.anonymous().with("targetingKey", "user:1").with("country", "DK");
    assertTrue(features.evaluate(nobody).isOn("bool"));
    EvaluationContext context = provider.contexts.remove(0);
    assertNull(context.getTargetingKey());
    assertEquals("DK", context.getValue("country").asString());
  }

  @Test
  void providerThatFailsForAFlag_leavesTheOthers() {
    provider.values.put("right", true);
    provider.values.put("wrong", "a text");
    provider.failures.put("thrown", new IllegalStateException("aground"));
    provider.failures.put("error", new NoClassDefFoundError("aground"));
    FeatureFlags features =
        FeatureFlags.of(
            builder()
                .bool("missing", "wrong", "thrown", "error", "right")
                .fallback("thrown", true)
                .build());
    Evaluation said = features.evaluate(ANNA);
    assertEquals(List.of("thrown", "right"), said.active());
    assertEquals(ErrorCode.FLAG_NOT_FOUND, said.decision("missing").error());
    assertEquals(ErrorCode.GENERAL, said.decision("error").error());
    assertEquals(ErrorCode.TYPE_MISMATCH, said.decision("wrong").error());
    assertEquals(4, features.status().faults().size(), features.status().faults().toString());
    assertTrue(features.status().faults().toString().contains("aground"));
  }

  @Test
  void providerThatHangsAtTheStart_costsABoundedTime_andNothingPerRequest() throws Exception {
    provider.hangs = true;
    provider.values.put("bool", true);
    api.setProvider("shop", provider);
    FlagSource source =
        OpenFeatureFlags.builder(api.getClient("shop"))
            .bool("bool")
            .startWait(Duration.ofMillis(20))
            .build();
    FeatureFlags features = FeatureFlags.of(source);
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    Decision before = features.evaluate(ANNA).decision("bool");
    assertEquals(ErrorCode.PROVIDER_NOT_READY, before.error());
    assertFalse(before.on());
    assertTrue(provider.contexts.isEmpty(), "it was not even asked");
    assertEquals(StoreStatus.State.STALE, features.status().state());
    assertEquals("shop: the provider is NOT_READY", features.status().store().reason());
    provider.start.countDown();
    assertEquals(Set.of("bool"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    assertTrue(features.evaluate(ANNA).isOn("bool"));
    assertEquals(StoreStatus.State.READY, features.status().state());
  }

  @Test
  void providerThatFailsAtTheStart_leavesTheFallbacks_andSaysWhy() {
    provider.startFailure = new IllegalStateException("no harbour");
    api.setProvider("shop", provider);
    FeatureFlags features =
        FeatureFlags.of(
            OpenFeatureFlags.builder(api.getClient("shop"))
                .bool("bool")
                .fallback("bool", true)
                .startWait(Duration.ofSeconds(10))
                .build());
    assertTrue(features.evaluate(ANNA).isOn("bool"));
    assertEquals(StoreStatus.State.STALE, features.status().state());
    assertTrue(features.status().store().reason().startsWith("shop: the provider is ERROR"));
  }

  @Test
  void noProviderAtAll_isAllOff() {
    FeatureFlags features =
        FeatureFlags.of(
            OpenFeatureFlags.builder(api.getClient())
                .bool("bool")
                .string("button")
                .startWait(Duration.ZERO)
                .build());
    assertEquals(List.of(), features.evaluate(ANNA).active());
    assertEquals("openfeature", features.integration().external().get("bool"));
  }

  @Test
  void change_isTold_byName_orOfAllWhereTheProviderNamesNone() throws Exception {
    FeatureFlags features = FeatureFlags.of(builder().bool("one", "two").build());
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    provider.emitProviderConfigurationChanged(
        ProviderEventDetails.builder().flagsChanged(List.of("two", "elsewhere")).build());
    assertEquals(Set.of("two"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    provider.emitProviderConfigurationChanged(ProviderEventDetails.builder().build());
    assertEquals(Set.of("one", "two"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void providerThatLosesItsSource_isStale_andItsReturnIsTold() throws Exception {
    FeatureFlags features = FeatureFlags.of(builder().bool("one").build());
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    provider.emitProviderStale(ProviderEventDetails.builder().message("fog").build()).await();
    // The SDK tells its handlers on threads of its own.
    Await.until("it is stale", () -> features.status().store().reason().endsWith("fog"));
    assertEquals("shop: the provider is STALE: fog", features.status().store().reason());
    provider.emitProviderReady(ProviderEventDetails.builder().build());
    assertEquals(Set.of("one"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    assertEquals(StoreStatus.State.READY, features.status().state());
  }

  @Test
  void closedEngine_hearsNothingMore() throws Exception {
    FeatureFlags features = FeatureFlags.of(builder().bool("one").build());
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    features.close();
    provider.emitProviderConfigurationChanged(ProviderEventDetails.builder().build()).await();
    assertTrue(told.isEmpty());
  }

  @Test
  void wrongConfiguration_isRefused_withAllProblems() {
    OpenFeatureFlags.Builder wrong =
        builder().bool("one").string("one").fallback("one", "text").fallback("two", true);
    InvalidFlagsException refusal = assertThrows(InvalidFlagsException.class, wrong::build);
    assertEquals(
        List.of(
            "one: is named twice; a flag has one type",
            "one: the fallback must be a Boolean, was a String",
            "two: has a fallback, but is not one of [one]"),
        refusal.getMessage().lines().toList());
    OpenFeatureFlags.Builder empty = OpenFeatureFlags.builder(api.getClient()).name("harbour");
    refusal = assertThrows(InvalidFlagsException.class, empty::build);
    assertEquals("harbour: no flags are named", refusal.getMessage());
  }
}
