package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.User;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEMANTICS, Variants and values")
final class VariantsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final User ANNA = User.of("anna");
  private static final User GERMAN = ANNA.with("country", "DE");
  private static final Condition IS_GERMAN = Condition.is("country", "DE");

  private static Flag.Builder button() {
    return Flag.builder("f").variant(Variant.of("control", 1)).variant(Variant.of("green", 1));
  }

  private static Flag.Builder yesOrNo() {
    return Flag.builder("f")
        .variant(Variant.of("yes", 1, true))
        .variant(Variant.of("no", 1, false));
  }

  private static Decision decide(User user, Flag.Builder flag) {
    return decide(user, Map.of(), flag);
  }

  private static Decision decide(User user, Map<String, FlagOverride> overrides, Flag.Builder f) {
    CompiledFlags flags = CompiledFlags.of(FlagSet.of(f.build()), 1 << 20);
    Decisions slow = flags.decide(user, NOW, overrides);
    Decision decision = slow.decision(slow.table().places().get(0));
    if (overrides.isEmpty()) {
      for (int visit = 0; visit < 3; visit++) {
        Decisions answer = flags.decide(user, NOW);
        assertEquals(decision, answer.decision(answer.table().places().get(0)));
      }
      assertEquals(decision, flags.decide("f", user, NOW));
    }
    return decision;
  }

  private static void assertServed(
      String variant, Object value, Reason reason, String source, Decision decision) {
    assertEquals(variant, decision.variant(), "variant");
    assertEquals(value, decision.value(), "value");
    assertEquals(reason, decision.reason(), "reason");
    assertEquals(source, decision.sourceText(), "source");
  }

  /** "A flag without variants has the value on/off and the variant on or off." */
  @Test
  void flag_withoutVariants_hasTheValueOnOrOff() {
    assertServed("on", true, Reason.STATIC, "default", decide(ANNA, Flag.on("f").toBuilder()));
    assertServed("off", false, Reason.STATIC, "default", decide(ANNA, Flag.off("f").toBuilder()));
    Flag.Builder killed = Flag.on("f").toBuilder().killed(Kill.UNEXPLAINED);
    assertServed("off", false, Reason.DISABLED, "kill", decide(ANNA, killed));
  }

  /** "has one of them: the rule's". */
  @Test
  void variant_ofARule_isServedAndTheFlagIsOn() {
    Flag.Builder flag = button().rule(Rule.variant(IS_GERMAN, "green")).percentage(0);
    Decision decision = decide(GERMAN, flag);
    assertTrue(decision.on());
    assertServed("green", "green", Reason.TARGETING_MATCH, "rule 1", decision);
    assertServed(null, null, Reason.SPLIT, "percentage", decide(ANNA, flag));
  }

  @Test
  void variant_ofARule_mayHaveNoWeight() {
    Flag.Builder flag =
        button().variant(Variant.of("blue", 0)).rule(Rule.variant(IS_GERMAN, "blue"));
    assertServed("blue", "blue", Reason.TARGETING_MATCH, "rule 1", decide(GERMAN, flag));
  }

  /** "else by weight (SPLIT if more than one has weight)", by every source. */
  @Test
  void variant_byWeight_isSplitWhateverTurnedTheFlagOn() {
    Map<Flag.Builder, String> flags =
        Map.of(
            button().enabled(true), "default",
            button().users("anna"), "user",
            button().rule(Rule.enabled(IS_GERMAN, true)), "rule 1",
            button().rule(Rule.percentage(IS_GERMAN, 100)), "rule 1",
            button().percentage(100), "percentage");
    flags.forEach(
        (flag, source) -> {
          Decision decision = decide(GERMAN, flag);
          assertTrue(decision.on());
          assertEquals(Reason.SPLIT, decision.reason());
          assertEquals(source, decision.sourceText());
          assertTrue(Set.of("control", "green").contains(decision.variant()));
        });
  }

  /** The same user has the same variant, whatever turned the flag on. */
  @Test
  void variant_byWeight_isTheUsersOwn() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      User user = User.of("user:" + i).with("country", "DE");
      String variant = decide(user, button().enabled(true)).variant();
      assertEquals(variant, decide(user, button().percentage(100)).variant());
      assertEquals(variant, decide(user, button().rule(Rule.enabled(IS_GERMAN, true))).variant());
      assertEquals(variant, decide(user, Map.of("f", FlagOverride.ON), button()).variant());
      seen.add(variant);
    }
    assertEquals(Set.of("control", "green"), seen);
  }

  /** SPLIT only "if more than one has weight". */
  @Test
  void variant_thatAloneHasWeight_keepsTheReason() {
    Flag.Builder flag =
        Flag.builder("f")
            .variant(Variant.of("none", 0))
            .variant(Variant.of("all", 5))
            .variant(Variant.of("last", 0));
    flag.enabled(true);
    assertServed("all", "all", Reason.STATIC, "default", decide(ANNA, flag));
    assertServed("all", "all", Reason.STATIC, "default", decide(User.anonymous(), flag));
    assertServed("all", "all", Reason.TARGETING_MATCH, "user", decide(ANNA, flag.users("anna")));
  }

  /** "without a bucketing id the first that has weight, DEFAULT". */
  @Test
  void variant_withoutId_isTheFirstThatHasWeight() {
    Flag.Builder flag =
        Flag.builder("f")
            .enabled(true)
            .variant(Variant.of("none", 0))
            .variant(Variant.of("small", 1))
            .variant(Variant.of("large", 99));
    assertServed("small", "small", Reason.DEFAULT, "default", decide(User.anonymous(), flag));
    Flag.Builder byCompany = flag.bucketBy("company").users("anna");
    assertServed("small", "small", Reason.DEFAULT, "user", decide(ANNA, byCompany));
  }

  @Test
  void variant_withoutWeight_isNeverDrawn() {
    Flag.Builder flag =
        Flag.builder("f")
            .enabled(true)
            .variant(Variant.of("zero", 0))
            .variant(Variant.of("a", 1))
            .variant(Variant.of("nil", 0))
            .variant(Variant.of("b", 1))
            .variant(Variant.of("nought", 0));
    Set<String> seen = new HashSet<>();
    CompiledFlags flags = CompiledFlags.of(FlagSet.of(flag.build()), 0);
    for (int i = 0; i < 5000; i++) {
      seen.add(flags.decide("f", User.of("user:" + i), NOW).variant());
    }
    assertEquals(Set.of("a", "b"), seen);
  }

  /** "without value, a variant's value is its name"; else any JSON. */
  @Test
  void variant_withAValue_servesIt() {
    for (Object value : List.of("text", 20, 1.5, List.of(1, 2), Map.of("color", "green"))) {
      Flag.Builder flag = Flag.builder("f").enabled(true).variant(Variant.of("v", 1, value));
      assertServed("v", value, Reason.STATIC, "default", decide(ANNA, flag));
    }
  }

  /**
   * "A flag with other variants that is off has no variant, and the caller gets its own default."
   */
  @Test
  void flagWithVariants_thatIsOff_hasNoVariantAndNoValue() {
    Flag.Builder killed = button().enabled(true).killed(Kill.UNEXPLAINED);
    assertServed(null, null, Reason.DISABLED, "kill", decide(ANNA, killed));
    assertServed(null, null, Reason.STATIC, "default", decide(ANNA, button()));
    assertServed(null, null, Reason.SPLIT, "percentage", decide(ANNA, button().percentage(0)));
    Flag.Builder ruled = button().rule(Rule.enabled(IS_GERMAN, false));
    assertServed(null, null, Reason.TARGETING_MATCH, "rule 1", decide(GERMAN, ruled));
    Decision forced = decide(ANNA, Map.of("f", FlagOverride.OFF), button().enabled(true));
    assertServed(null, null, Reason.TARGETING_MATCH, "override", forced);
  }

  /** "If the variants' values are booleans, the variant's value is the flag's on/off". */
  @Test
  void booleanVariant_decidesOnOrOff() {
    Flag.Builder flag = yesOrNo().rule(Rule.variant(IS_GERMAN, "no")).enabled(true);
    Decision no = decide(GERMAN, flag);
    assertFalse(no.on());
    assertServed("no", false, Reason.TARGETING_MATCH, "rule 1", no);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Decision drawn = decide(User.of("user:" + i), flag);
      assertEquals("yes".equals(drawn.variant()), drawn.on());
      assertEquals(drawn.on(), drawn.value());
      assertEquals(Reason.SPLIT, drawn.reason());
      seen.add(drawn.variant());
    }
    assertEquals(Set.of("yes", "no"), seen);
  }

  /** "for Flags.on and the header too". */
  @Test
  void booleanVariant_thatIsFalse_isNotInTheHeader() {
    Flag flag =
        yesOrNo()
            .rule(Rule.variant(IS_GERMAN, "no"))
            .rule(Rule.variant(Condition.always(), "yes"))
            .build();
    CompiledFlags flags = CompiledFlags.of(FlagSet.of(flag), 0);
    assertEquals("", flags.decide(GERMAN, NOW).active(100).value());
    assertEquals("f", flags.decide(ANNA, NOW).active(100).value());
  }

  /** 4: what requires a flag whose variant is false sees it off. */
  @Test
  void booleanVariant_thatIsFalse_doesNotMeetARequirement() {
    Flag other = yesOrNo().rule(Rule.variant(Condition.always(), "no")).build();
    Flag flag = Flag.builder("g").enabled(true).requires("f").build();
    Decision decision = CompiledFlags.of(FlagSet.of(flag, other), 0).decide("g", ANNA, NOW);
    assertEquals("requires", decision.sourceText());
  }

  /** "a defined flag always answers: false when off or killed". */
  @Test
  void booleanVariants_ofAFlagThatIsOff_answerFalse() {
    assertServed(null, false, Reason.STATIC, "default", decide(ANNA, yesOrNo()));
    Flag.Builder killed = yesOrNo().enabled(true).killed(Kill.UNEXPLAINED);
    assertServed(null, false, Reason.DISABLED, "kill", decide(ANNA, killed));
  }

  @Test
  void override_toAVariant_servesIt() {
    Map<String, FlagOverride> green = Map.of("f", FlagOverride.variant("green"));
    Decision decision = decide(ANNA, green, button());
    assertTrue(decision.on());
    assertServed("green", "green", Reason.TARGETING_MATCH, "override", decision);
    Decision no = decide(ANNA, Map.of("f", FlagOverride.variant("no")), yesOrNo());
    assertFalse(no.on());
    assertServed("no", false, Reason.TARGETING_MATCH, "override", no);
  }

  @Test
  void override_toAVariantThatIsNone_isIgnored() {
    Map<String, FlagOverride> pink = Map.of("f", FlagOverride.variant("pink"));
    assertServed(null, null, Reason.STATIC, "default", decide(ANNA, pink, button()));
    assertServed("off", false, Reason.STATIC, "default", decide(ANNA, pink, Flag.builder("f")));
  }

  @Test
  void override_on_drawsTheUsersVariant() {
    Decision decision = decide(ANNA, Map.of("f", FlagOverride.ON), button());
    assertTrue(decision.on());
    assertEquals(Reason.SPLIT, decision.reason());
    assertEquals("override", decision.sourceText());
    Decision nobody = decide(User.anonymous(), Map.of("f", FlagOverride.ON), button());
    assertServed("control", "control", Reason.DEFAULT, "override", nobody);
  }

  /** "relative weights": 1:1 and 50:50 draw the same. */
  @Test
  void weights_scaled_drawTheSame() {
    for (int i = 0; i < 200; i++) {
      User user = User.of("user:" + i);
      Flag.Builder scaled =
          Flag.builder("f").variant(Variant.of("control", 64)).variant(Variant.of("green", 64));
      String variant = decide(user, button().enabled(true)).variant();
      assertEquals(variant, decide(user, scaled.enabled(true)).variant());
    }
  }

  @Test
  void variant_ofAFlagThatIsOffForAll_isNone() {
    Decision decision = decide(ANNA, button());
    assertFalse(decision.on());
    assertNull(decision.variant());
  }
}
