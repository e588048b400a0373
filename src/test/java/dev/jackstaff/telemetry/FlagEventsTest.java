package dev.jackstaff.telemetry;

import static io.opentelemetry.api.common.AttributeKey.booleanKey;
import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The event of the semantic conventions 1.44, "feature_flag.evaluation". */
final class FlagEventsTest {
  private final InMemoryLogRecordExporter exporter = InMemoryLogRecordExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setLoggerProvider(
              SdkLoggerProvider.builder()
                  .addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter))
                  .build())
          .build();
  private final FlagEvents events = FlagEvents.of(sdk);
  private final FeatureFlags features =
      FeatureFlags.of(
          FlagSet.of(
              Flag.on("new_search"),
              Flag.builder("button").users("user:1").variant(Variant.of("green", 1)).build()));

  @AfterEach
  void close() {
    features.close();
    sdk.close();
  }

  private LogRecordData only() {
    List<LogRecordData> records = exporter.getFinishedLogRecordItems();
    assertEquals(1, records.size());
    return records.get(0);
  }

  @Test
  void firstCheckOfAFlag_isAnEvent_withTheNamesOfTheConventions() {
    features.listen(events.withSetId("shop"));
    Evaluation evaluation = features.integration().begin(User.of("user:1"), Map.of());
    evaluation.isOn("button");
    evaluation.variant("button", "control");
    assertEquals("feature_flag.evaluation", only().getEventName());
    assertEquals(
        Attributes.builder()
            .put("feature_flag.key", "button")
            .put("feature_flag.provider.name", "Jackstaff")
            .put("feature_flag.result.variant", "green")
            .put("feature_flag.result.reason", "targeting_match")
            .put("feature_flag.context.id", "user:1")
            .put("feature_flag.set.id", "shop")
            .build(),
        only().getAttributes());
    assertEquals("dev.jackstaff", only().getInstrumentationScopeInfo().getName());
  }

  @Test
  void nextRequest_isToldAnew() {
    features.listen(events);
    features.integration().begin(User.of("user:1"), Map.of()).isOn("button");
    features.integration().begin(User.of("user:1"), Map.of()).isOn("button");
    assertEquals(2, exporter.getFinishedLogRecordItems().size());
  }

  @Test
  void userWhoIsNotKnown_orNotToBeTold_isNotThere() {
    features.listen(events);
    features.integration().begin(User.anonymous(), Map.of()).isOn("button");
    assertEquals(null, only().getAttributes().get(stringKey("feature_flag.context.id")));
    exporter.reset();
    events.withoutUserIds().checked(features.evaluate(User.of("user:1")), decision("on", true));
    assertEquals(null, only().getAttributes().get(stringKey("feature_flag.context.id")));
  }

  @Test
  void event_belongsToTheCurrentSpan() {
    SpanContext span =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    features.listen(events);
    Evaluation evaluation = features.integration().begin(User.of("user:1"), Map.of());
    Runnable check = () -> evaluation.isOn("new_search");
    Context.root().with(Span.wrap(span)).wrap(check).run();
    assertEquals(span, only().getSpanContext());
  }

  private static Decision decision(String variant, Object value) {
    return new Decision(
        "flag", true, variant, value, Reason.STATIC, Source.PROVIDER, 0, null, null);
  }

  private void check(Decision decision) {
    Evaluation evaluation = Evaluation.of(User.anonymous(), Instant.EPOCH, List.of(decision));
    events.checked(evaluation, decision);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(booleanKey("feature_flag.result.value"), true, true),
        Arguments.of(stringKey("feature_flag.result.value"), "blue", "blue"),
        Arguments.of(longKey("feature_flag.result.value"), 3, 3L),
        Arguments.of(longKey("feature_flag.result.value"), 3L, 3L),
        Arguments.of(doubleKey("feature_flag.result.value"), 0.5, 0.5),
        Arguments.of(stringKey("feature_flag.result.value"), List.of(1, "a"), "[1,\"a\"]"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isTold_whereThereIsNoVariant(AttributeKey<?> key, Object value, Object told) {
    check(decision(null, value));
    assertEquals(told, only().getAttributes().get(key));
    assertEquals(null, only().getAttributes().get(stringKey("feature_flag.result.variant")));
  }

  @Test
  void value_isNotTold_whereThereIsAVariant() {
    check(decision("on", true));
    assertEquals(null, only().getAttributes().get(booleanKey("feature_flag.result.value")));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void error_isToldInLowerCase_withAMessage(ErrorCode code) {
    check(new Decision("flag", false, null, null, Reason.ERROR, Source.NONE, 0, null, code));
    assertEquals("error", only().getAttributes().get(stringKey("feature_flag.result.reason")));
    assertEquals(
        code.name().toLowerCase(Locale.ROOT), only().getAttributes().get(stringKey("error.type")));
    assertEquals(
        code.name().toLowerCase(Locale.ROOT).replace('_', ' '),
        only().getAttributes().get(stringKey("feature_flag.error.message")));
  }

  /** The values that the conventions list. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void reason_isAWordOfTheConventions(Reason reason) {
    List<String> words =
        List.of(
            "static",
            "default",
            "targeting_match",
            "split",
            "cached",
            "disabled",
            "stale",
            "unknown",
            "error");
    check(new Decision("flag", true, "on", true, reason, Source.NONE, 0, null, null));
    String told = only().getAttributes().get(stringKey("feature_flag.result.reason"));
    assertEquals(words.get(words.indexOf(told)), told);
    assertEquals(reason.name().toLowerCase(Locale.ROOT), told);
  }
}
