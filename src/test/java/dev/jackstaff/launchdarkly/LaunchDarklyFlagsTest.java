package dev.jackstaff.launchdarkly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.FlagsStateOption;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.integrations.TestData;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider.ErrorInfo;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider.State;
import com.launchdarkly.sdk.server.interfaces.DataSourceStatusProvider.Status;
import com.launchdarkly.sdk.server.interfaces.LDClientInterface;
import dev.jackstaff.Await;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** LaunchDarkly's own client, on its own data for tests. */
final class LaunchDarklyFlagsTest {
  private static final User ANNA = User.of("anna");

  private final TestData data = TestData.dataSource();
  private final LDClient client = TestClients.of(data);

  @AfterEach
  void close() throws Exception {
    client.close();
  }

  private void values(String flag, LDValue... variations) {
    data.update(data.flag(flag).variations(variations).fallthroughVariation(0));
  }

  private void bool(String flag, boolean on) {
    data.update(data.flag(flag).booleanFlag().variationForAll(on));
  }

  @Test
  void valuesOfEveryType_areThoseOfLaunchDarkly() {
    bool("bool", true);
    bool("off", false);
    values("text", LDValue.of("green"));
    values("whole", LDValue.of(7));
    values("fraction", LDValue.of(1.5));
    values("none", LDValue.ofNull());
    values("object", LDValue.parse("{\"width\": 3, \"lines\": [1, 2.5, null, {\"a\": true}]}"));
    String[] names = {"object", "bool", "off", "text", "whole", "fraction", "none"};
    Evaluation said = FeatureFlags.of(LaunchDarklyFlags.of(client, names)).evaluate(ANNA);
    assertEquals(List.of("object", "bool", "text", "whole", "fraction"), said.active());
    assertEquals("green", said.variant("text", "control"));
    assertEquals(7, said.value("whole", Integer.class, 1));
    assertEquals(1.5, said.value("fraction", Double.class, 1.0));
    assertEquals("control", said.variant("none", "control"));
    assertEquals(3, ((Map<?, ?>) said.value("object", Map.class, Map.of())).get("width"));
    assertEquals(
        "{width=3, lines=[1, 2.5, null, {a=true}]}",
        String.valueOf(said.decision("object").value()));
    assertEquals("launchdarkly", said.decision("bool").sourceText());
  }

  @Test
  void reason_isOpenFeatures() {
    data.update(
        data.flag("listed")
            .booleanFlag()
            .fallthroughVariation(false)
            .variationForUser("anna", true));
    data.update(
        data.flag("ruled")
            .booleanFlag()
            .fallthroughVariation(false)
            .ifMatch("country", LDValue.of("DK"))
            .thenReturn(true));
    data.update(data.flag("switched").booleanFlag().on(false).offVariation(false));
    bool("all", true);
    Evaluation said =
        FeatureFlags.of(LaunchDarklyFlags.all(client)).evaluate(ANNA.with("country", "DK"));
    assertEquals(Reason.TARGETING_MATCH, said.decision("listed").reason());
    assertEquals(Reason.TARGETING_MATCH, said.decision("ruled").reason());
    assertEquals(Reason.DISABLED, said.decision("switched").reason());
    assertEquals(Reason.DEFAULT, said.decision("all").reason());
    assertEquals(List.of("all", "listed", "ruled"), said.active());
  }

  /** An attribute's number, LaunchDarkly's, and a flag's value when it has come back. */
  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of((short) 7, LDValue.of(7), 7),
        Arguments.of(7L, LDValue.of(7), 7),
        Arguments.of(3_000_000_000L, LDValue.of(3e9), 3_000_000_000L),
        Arguments.of(9_007_199_254_740_993L, LDValue.of("9007199254740993"), "9007199254740993"),
        Arguments.of(
            BigInteger.TWO.pow(64), LDValue.of("18446744073709551616"), "18446744073709551616"),
        Arguments.of(new BigDecimal("0.1"), LDValue.of(0.1), 0.1),
        Arguments.of(0.1f, LDValue.of(0.1), 0.1),
        Arguments.of(Double.NaN, LDValue.ofNull(), null));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void number_keepsItsDigits(Number number, LDValue sent, Object back) {
    LDContext context = UserContext.of(ANNA.with("n", number).with("deep", List.of(number)));
    assertEquals(sent, context.getValue("n"));
    assertEquals(sent, context.getValue("deep").get(0));
    assertEquals(back, UserContext.plain(sent));
  }

  @Test
  void anonymousUser_isAnAnonymousContext_andAttributesCannotSayWhoItIs() {
    bool("flag", true);
    AtomicReference<LDContext> seen = new AtomicReference<>();
    FeatureFlags features =
        FeatureFlags.of(
            LaunchDarklyFlags.builder(client)
                .context(
                    user -> {
                      seen.set(UserContext.of(user));
                      return seen.get();
                    })
                .build());
    User nobody =
        User.anonymous().with("key", "anna").with("kind", "company").with("country", "DK");
    assertTrue(features.evaluate(nobody).isOn("flag"));
    assertTrue(seen.get().isAnonymous());
    assertEquals("anonymous", seen.get().getKey());
    assertEquals("user", seen.get().getKind().toString());
    assertEquals(LDValue.of("DK"), seen.get().getValue("country"));
    features.evaluate(ANNA.with("anonymous", true).with("age", 40L).with("none", null));
    assertFalse(seen.get().isAnonymous());
    assertEquals("anna", seen.get().getKey());
    assertEquals(LDValue.of(40), seen.get().getValue("age"));
    assertTrue(features.evaluate(User.of("")).isOn("flag"));
  }

  @Test
  void contextThatIsNotValid_leavesTheFallbacks_andSaysSo() {
    bool("flag", true);
    FeatureFlags features =
        FeatureFlags.builder(FlagSet.of(Flag.on("own")))
            .join(
                LaunchDarklyFlags.builder(client)
                    .flags("flag", "other")
                    .fallback("other", "blue")
                    .context(user -> LDContext.create(""))
                    .build())
            .build();
    assertEquals(List.of("own", "other"), features.evaluate(ANNA).active());
    assertTrue(features.status().faults().toString().contains("context is not valid"));
  }

  @Test
  void flagThatLaunchDarklyDoesNotHave_hasItsFallback_untilItHas() throws Exception {
    FeatureFlags features =
        FeatureFlags.of(
            LaunchDarklyFlags.builder(client)
                .flags("fresh", "missing")
                .fallback("missing", true)
                .build());
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    Evaluation before = features.evaluate(ANNA);
    assertEquals(List.of("missing"), before.active());
    assertEquals(ErrorCode.FLAG_NOT_FOUND, before.decision("fresh").error());
    bool("elsewhere", true);
    bool("fresh", true);
    assertEquals(Set.of("fresh"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of("fresh", "missing"), features.evaluate(ANNA).active());
  }

  @Test
  void allFlags_comeAndGo_inAlphabeticalOrder() throws Exception {
    bool("b", true);
    FeatureFlags features =
        FeatureFlags.builder(FlagSet.of(Flag.on("z"))).join(LaunchDarklyFlags.all(client)).build();
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    assertEquals(List.of("z", "b"), features.names());
    bool("a", true);
    assertEquals(Set.of("a"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of("z", "a", "b"), features.names());
    assertEquals(List.of("z", "a", "b"), features.evaluate(ANNA).active());
    data.delete("b");
    assertEquals(Set.of("b"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    assertEquals(List.of("z", "a"), features.names());
  }

  /** The client tells of its first flags before it says that it is initialized. */
  @Test
  void allFlagsOfAClientThatIsLate_areThereOnceItHasThem() throws Exception {
    LDClientInterface late = mock(LDClientInterface.class, delegatesTo(client));
    doReturn(false).when(late).isInitialized();
    FeatureFlags features =
        FeatureFlags.of(LaunchDarklyFlags.builder(late).startWait(Duration.ZERO).build());
    BlockingQueue<Set<String>> told = new LinkedBlockingQueue<>();
    features.watch(told::add);
    assertEquals(List.of(), features.names());
    bool("first", true);
    assertEquals(Set.of("first"), told.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    doReturn(true).when(late).isInitialized();
    assertEquals(List.of("first"), features.names());
    assertTrue(features.evaluate(ANNA).isOn("first"));
  }

  @Test
  void flagOfTheSameName_isRefusedAtTheStart() {
    bool("checkout", true);
    var builder =
        FeatureFlags.builder(FlagSet.of(Flag.on("checkout"))).join(LaunchDarklyFlags.all(client));
    InvalidFlagsException refusal = assertThrows(InvalidFlagsException.class, builder::build);
    assertEquals(
        "checkout: is decided by the definitions here and again by launchdarkly; remove it from"
            + " one of them",
        refusal.getMessage());
  }

  @Test
  void wrongConfiguration_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> LaunchDarklyFlags.of(client));
    var wrong = LaunchDarklyFlags.builder(client).flags("one").fallback("two", true);
    InvalidFlagsException refusal = assertThrows(InvalidFlagsException.class, wrong::build);
    assertEquals("two: has a fallback, but is not one of [one]", refusal.getMessage());
  }

  @Test
  void outage_isStale_andTheLastFlagsDecide() {
    bool("flag", true);
    FeatureFlags features = FeatureFlags.of(LaunchDarklyFlags.of(client, "flag"));
    assertEquals(StoreStatus.State.READY, features.status().state());
    data.updateStatus(State.INTERRUPTED, ErrorInfo.fromHttpError(503));
    String reason = features.status().store().reason();
    assertTrue(reason.startsWith("launchdarkly: the client is INTERRUPTED"), reason);
    assertTrue(reason.contains("503"), reason);
    assertTrue(features.evaluate(ANNA).isOn("flag"));
  }

  @Test
  void clientThatHangsAtTheStart_costsABoundedTime_andNothingPerRequest() throws Exception {
    LDClientInterface hanging = mock(LDClientInterface.class, delegatesTo(client));
    DataSourceStatusProvider source = mock(DataSourceStatusProvider.class);
    doReturn(false).when(hanging).isInitialized();
    doReturn(source).when(hanging).getDataSourceStatusProvider();
    when(source.getStatus()).thenReturn(new Status(State.INITIALIZING, Instant.EPOCH, null));
    bool("flag", false);
    FeatureFlags features =
        FeatureFlags.of(
            LaunchDarklyFlags.builder(hanging).flags("flag").fallback("flag", true).build());
    verify(source).waitFor(State.VALID, Duration.ofSeconds(2));
    assertTrue(features.evaluate(ANNA).isOn("flag"));
    assertEquals(StoreStatus.State.STALE, features.status().state());
    verify(hanging, never()).jsonValueVariationDetail(any(), any(), any());
    doReturn(true).when(hanging).isInitialized();
    assertFalse(features.evaluate(ANNA).isOn("flag"));
  }

  @Test
  void someFlags_areAskedOneByOne_andAllByOneCall() {
    bool("a", true);
    bool("b", true);
    LDClientInterface some = mock(LDClientInterface.class, delegatesTo(client));
    assertTrue(FeatureFlags.of(LaunchDarklyFlags.of(some, "a")).evaluate(ANNA).isOn("a"));
    verify(some).jsonValueVariationDetail(eq("a"), any(), any());
    verify(some, never()).allFlagsState(any(), any());
    LDClientInterface whole = mock(LDClientInterface.class, delegatesTo(client));
    assertTrue(FeatureFlags.of(LaunchDarklyFlags.all(whole)).evaluate(ANNA).isOn("b"));
    verify(whole).allFlagsState(any(), eq(FlagsStateOption.WITH_REASONS));
    verify(whole, never()).jsonValueVariationDetail(any(), any(), any());
  }

  @Test
  void closedEngine_leavesTheClientOpen() {
    bool("flag", true);
    FeatureFlags.of(LaunchDarklyFlags.of(client, "flag")).close();
    assertTrue(client.isInitialized());
    assertTrue(client.boolVariation("flag", LDContext.create("anna"), false));
  }
}
