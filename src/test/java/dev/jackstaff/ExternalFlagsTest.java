package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.ExternalSystem.ExternalDecision;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of another system, and the values in force if it has no answer. */
final class ExternalFlagsTest {
  private static final User ANNA = User.of("anna");

  private record Size(int width, List<Integer> lines) {}

  private static FeatureFlags engine(ScriptedSystem system) {
    return FeatureFlags.of(system.source());
  }

  private static Evaluation said(Object value) {
    return engine(ScriptedSystem.of("flag", value)).evaluate(ANNA);
  }

  @Test
  void flag_isOnUnlessItsValueIsFalseOrNull() {
    for (Object on : List.of(true, "green", "", 0, 1.5, List.of(), Map.of("a", 1))) {
      assertTrue(said(on).isOn("flag"), String.valueOf(on));
    }
    assertFalse(said(false).isOn("flag"));
    assertFalse(said(null).isOn("flag"));
  }

  @Test
  void string_isItsOwnVariant_andOtherValuesAreOnOrOff() {
    assertEquals("green", said("green").variant("flag", "control"));
    assertEquals("on", said(true).variant("flag", "control"));
    assertEquals("off", said(false).variant("flag", "control"));
    assertEquals("on", said(7).variant("flag", "control"));
    assertEquals("control", said(null).variant("flag", "control"));
  }

  @Test
  void variantThatTheSystemNames_isTheVariant() {
    ScriptedSystem system = new ScriptedSystem("flag");
    system.answers = flag -> ExternalDecision.of("#0f0", "green", Reason.SPLIT);
    Evaluation evaluation = engine(system).evaluate(ANNA);
    assertEquals("green", evaluation.variant("flag", "control"));
    assertEquals("#0f0", evaluation.value("flag", String.class, "#fff"));
    assertEquals(Reason.SPLIT, evaluation.decision("flag").reason());
  }

  @Test
  void value_isConvertedAsEver() {
    assertEquals(7, said(7).value("flag", Integer.class, 1));
    assertEquals(7.0, said(7).value("flag", Double.class, 1.0));
    assertEquals(1, said("7").value("flag", Integer.class, 1));
    Size size = new Size(3, List.of(1, 2));
    Object json = Map.of("width", 3, "lines", List.of(1, 2));
    assertEquals(size, said(json).value("flag", Size.class, new Size(0, List.of())));
  }

  /** One variant, other values: by user, or since the system was edited. */
  @Test
  void value_isThatOfTheRequest_notThatOfTheFirstOneWithTheSameVariant() {
    ScriptedSystem system = ScriptedSystem.of("flag", Map.of("width", 1, "lines", List.of()));
    FeatureFlags features = engine(system);
    Size none = new Size(0, List.of());
    assertEquals(1, features.evaluate(ANNA).value("flag", Size.class, none).width());
    system.values.put("flag", Map.of("width", 2, "lines", List.of()));
    assertEquals(2, features.evaluate(ANNA).value("flag", Size.class, none).width());
  }

  @Test
  void systemThatHasNothingToAnswerFrom_leavesTheFallbacks_andAnswersOnceItHas() {
    ScriptedSystem system = new ScriptedSystem("bool", "button", "limit");
    system.values.putAll(Map.of("bool", false, "button", "green", "limit", 9));
    system.ready = false;
    FeatureFlags features =
        FeatureFlags.of(ExternalFlags.of(system, Map.of("bool", true, "button", "blue")));
    Evaluation before = features.evaluate(ANNA);
    assertEquals(List.of("bool", "button"), before.active());
    assertEquals("blue", before.variant("button", "control"));
    assertEquals(3, before.value("limit", Integer.class, 3));
    assertEquals(ErrorCode.PROVIDER_NOT_READY, before.decision("bool").error());
    assertEquals(Reason.ERROR, before.decision("bool").reason());
    system.ready = true;
    Evaluation after = features.evaluate(ANNA);
    assertEquals(List.of("button", "limit"), after.active());
    assertNull(after.decision("bool").error());
  }

  private static List<Function<String, ExternalDecision>> wrongAnswers() {
    List<Object> knot = new ArrayList<>();
    knot.add(knot);
    return List.of(
        flag -> {
          throw new IllegalStateException("aground");
        },
        flag -> {
          throw new NoClassDefFoundError("aground");
        },
        flag -> {
          throw new StackOverflowError();
        },
        flag -> {
          throw new AssertionError("aground");
        },
        flag -> null,
        flag -> ExternalDecision.none(ErrorCode.TYPE_MISMATCH, "it is a number"),
        flag -> ExternalDecision.of(new Thread("no JSON value"), null, Reason.STATIC),
        flag ->
            ExternalDecision.of(Collections.singletonMap(1, "no text as key"), null, Reason.STATIC),
        flag -> ExternalDecision.of(knot, null, Reason.STATIC));
  }

  @ParameterizedTest
  @MethodSource("wrongAnswers")
  void wrongAnswer_costsItsFlagOnly_andIsSaidOnce(Function<String, ExternalDecision> wrong) {
    ScriptedSystem system = new ScriptedSystem("wrong", "right");
    system.answers =
        flag ->
            flag.equals("wrong")
                ? wrong.apply(flag)
                : ExternalDecision.of(true, null, Reason.STATIC);
    FeatureFlags features = FeatureFlags.of(ExternalFlags.of(system, Map.of("wrong", "blue")));
    try (Logged log = Logged.library()) {
      for (int i = 0; i < 3; i++) {
        Evaluation evaluation = features.evaluate(ANNA);
        assertEquals("blue", evaluation.variant("wrong", "control"));
        assertTrue(evaluation.decision("wrong").error() != null && evaluation.isOn("right"));
      }
      assertEquals(1, log.warnings().size(), log.warnings().toString());
    }
    assertEquals(1, features.status().faults().size());
    assertTrue(features.status().faults().get(0).startsWith("harbour flag wrong: "));
  }

  /** An OutOfMemoryError must reach the supervisor of the process. */
  @Test
  void endOfTheMachine_isPassedOn() {
    ScriptedSystem system = new ScriptedSystem("flag");
    system.answers =
        flag -> {
          throw new OutOfMemoryError("not really");
        };
    FeatureFlags features = engine(system);
    assertThrows(OutOfMemoryError.class, () -> features.evaluate(ANNA));
  }

  @Test
  void fallbackThatIsNoJsonValue_isRefusedAtTheStart() {
    ScriptedSystem system = new ScriptedSystem("flag");
    Map<String, ?> wrong = Map.of("flag", new Thread());
    assertThrows(IllegalArgumentException.class, () -> ExternalFlags.of(system, wrong));
  }

  @Test
  void override_ofAnyKindOfFlag() {
    assertEquals("on true on", overridden(false, FlagOverride.ON));
    assertEquals("off false off", overridden(true, FlagOverride.OFF));
    assertEquals("on green green", overridden("green", FlagOverride.ON));
    assertEquals("off null null", overridden("green", FlagOverride.OFF));
    assertEquals("on blue blue", overridden("green", FlagOverride.variant("blue")));
    assertEquals("on 7 on", overridden(7, FlagOverride.ON));
    assertEquals("on null on", overridden((Object) null, FlagOverride.ON));
    assertEquals("on blue blue", overridden((Object) null, FlagOverride.variant("blue")));
  }

  @Test
  void override_withAVariantThatTheFlagCannotHave_isIgnored() {
    assertEquals("on 7 on", overridden(7, FlagOverride.variant("blue")));
    assertEquals("off false off", overridden(false, FlagOverride.variant("blue")));
  }

  @Test
  void override_withTheVariantThatIsServed_keepsItsValue() {
    ScriptedSystem system = new ScriptedSystem("flag");
    system.answers = flag -> ExternalDecision.of("#0f0", "green", Reason.SPLIT);
    assertEquals("on #0f0 green", overridden(system, FlagOverride.variant("green")));
  }

  private static String overridden(Object value, FlagOverride override) {
    return overridden(ScriptedSystem.of("flag", value), override);
  }

  private static String overridden(ScriptedSystem system, FlagOverride override) {
    Evaluation evaluation = engine(system).integration().begin(ANNA, Map.of("flag", override));
    Decision decision = evaluation.decision("flag");
    return (decision.on() ? "on " : "off ") + decision.value() + " " + decision.variant();
  }

  @Test
  void valueThatTheSystemChangesLater_isNotThatOfTheRequest() {
    List<Integer> list = new ArrayList<>(Arrays.asList(1, 2));
    Evaluation evaluation = said(list);
    list.add(3);
    assertEquals(List.of(1, 2), evaluation.decision("flag").value());
  }
}
