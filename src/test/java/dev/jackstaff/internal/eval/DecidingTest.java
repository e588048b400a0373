package dev.jackstaff.internal.eval;

import static dev.jackstaff.internal.eval.Deciding.NOW;
import static dev.jackstaff.internal.eval.Deciding.assertDecision;
import static dev.jackstaff.internal.eval.Deciding.decide;
import static dev.jackstaff.internal.eval.Deciding.decided;
import static dev.jackstaff.internal.eval.Deciding.idThatIs;
import static dev.jackstaff.internal.eval.Deciding.since;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each line of "Deciding". Sources read as people see them: {@code rule 2}. */
@DisplayName("SEMANTICS, Deciding")
final class DecidingTest {
  private static final User ANNA = User.of("anna");
  private static final User GERMAN = ANNA.with("country", "DE");
  private static final Condition IS_GERMAN = Condition.is("country", "DE");

  private static Decision overridden(User user, FlagOverride override, String name, Flag... flags) {
    CompiledFlags compiled = CompiledFlags.of(FlagSet.of(flags), 0);
    Decisions answer = compiled.decide(user, NOW, Map.of(name, override));
    return decided(compiled, answer, name);
  }

  @Nested
  @DisplayName("1. not defined")
  final class NotDefined {
    @Test
    void unknownName_isOffWithFlagNotFound() {
      Decision decision = decide(ANNA, "nothing", Flag.on("other"));
      assertEquals(Decision.notFound("nothing"), decision);
      assertFalse(decision.on());
      assertEquals(Reason.ERROR, decision.reason());
      assertEquals(ErrorCode.FLAG_NOT_FOUND, decision.error());
      assertNull(decision.value());
    }

    /** "A name outside the set is off", also if a flag inside requires it. */
    @Test
    void nameOutsideTheFiltersSet_isNotFound() {
      FlagSet set = FlagSet.of(Flag.builder("a").enabled(true).requires("b").build(), Flag.on("b"));
      CompiledFlags only = CompiledFlags.of(set, 0).only("a"::equals);
      assertTrue(only.decide("a", ANNA, NOW).on());
      assertEquals(Decision.notFound("b"), only.decide("b", ANNA, NOW));
      assertEquals(List.of("a"), only.table().places().stream().map(FlagSlot::name).toList());
    }

    @Test
    void override_ofAnUnknownName_isIgnored() {
      CompiledFlags compiled = CompiledFlags.of(FlagSet.of(Flag.off("a")), 0);
      Decisions answer = compiled.decide(ANNA, NOW, Map.of("b", FlagOverride.ON));
      assertNull(answer.table().find("b"));
      assertEquals("default", answer.decision(answer.table().find("a")).sourceText());
    }
  }

  @Nested
  @DisplayName("2. killed")
  final class Killed {
    private final Flag.Builder everything =
        Flag.builder("f")
            .enabled(true)
            .users("anna")
            .percentage(100)
            .rule(Rule.enabled(IS_GERMAN, true));

    @Test
    void killedFlag_whateverElseItSays_isOffAndDisabled() {
      Flag flag = everything.killed(Kill.UNEXPLAINED).build();
      assertDecision(false, Reason.DISABLED, "kill", decide(GERMAN, "f", flag));
      assertDecision(false, Reason.DISABLED, "kill", decide(User.anonymous(), "f", flag));
    }

    /** "Nothing overrides a kill switch." */
    @Test
    void killedFlag_overriddenOn_staysOff() {
      Flag flag = everything.killed(new Kill("ops", NOW, "errors")).build();
      Decision decision = overridden(GERMAN, FlagOverride.ON, "f", flag);
      assertDecision(false, Reason.DISABLED, "kill", decision);
    }

    /** 2 before 4. */
    @Test
    void killedFlag_withAnUnmetRequirement_isKilled() {
      Flag flag = everything.killed(Kill.UNEXPLAINED).requires("other").build();
      assertDecision(false, Reason.DISABLED, "kill", decide(ANNA, "f", flag, Flag.off("other")));
    }

    /** "Every other property stays, so lifting it restores the rollout exactly." */
    @Test
    void killedFlag_lifted_decidesAsBefore() {
      Flag flag = Flag.builder("f").users("anna").percentage(30).build();
      Flag lifted =
          flag.toBuilder().killed(Kill.UNEXPLAINED).build().toBuilder().killed(null).build();
      assertEquals(flag, lifted);
      for (int i = 0; i < 100; i++) {
        User user = User.of("user:" + i);
        assertEquals(decide(user, "f", flag), decide(user, "f", lifted));
      }
    }
  }

  @Nested
  @DisplayName("3. a tester's override")
  final class Overrides {
    @Test
    void override_on_isOnWithTargetingMatch() {
      Decision decision = overridden(ANNA, FlagOverride.ON, "f", Flag.off("f"));
      assertDecision(true, Reason.TARGETING_MATCH, "override", decision);
      assertEquals("on", decision.variant());
      assertEquals(true, decision.value());
    }

    @Test
    void override_off_isOffWithTargetingMatch() {
      Decision decision = overridden(ANNA, FlagOverride.OFF, "f", Flag.on("f"));
      assertDecision(false, Reason.TARGETING_MATCH, "override", decision);
      assertEquals("off", decision.variant());
      assertEquals(false, decision.value());
    }

    /** 3 before 4. */
    @Test
    void override_ofAFlagWithAnUnmetRequirement_wins() {
      Flag flag = Flag.builder("f").requires("other").build();
      Decision decision = overridden(ANNA, FlagOverride.ON, "f", flag, Flag.off("other"));
      assertDecision(true, Reason.TARGETING_MATCH, "override", decision);
    }

    /** 3 before 5 and 6. */
    @Test
    void override_off_winsOverUsersAndRules() {
      Flag flag =
          Flag.builder("f").users("anna").rule(Rule.enabled(Condition.always(), true)).build();
      Decision decision = overridden(ANNA, FlagOverride.OFF, "f", flag);
      assertDecision(false, Reason.TARGETING_MATCH, "override", decision);
    }

    /** 4: a requirement is "decided by this same order", so the override of it counts. */
    @Test
    void override_ofARequiredFlag_countsForTheOther() {
      CompiledFlags flags =
          CompiledFlags.of(
              FlagSet.of(
                  Flag.builder("f").enabled(true).requires("other").build(), Flag.off("other")),
              0);
      Map<String, FlagOverride> overrides = Map.of("other", FlagOverride.ON);
      Decisions answer = flags.decide(ANNA, NOW, overrides);
      assertTrue(answer.decision(answer.table().find("f")).on());
      Decisions inside = flags.only("f"::equals).decide(ANNA, NOW, overrides);
      assertTrue(inside.decision(inside.table().find("f")).on());
    }

    /** An override of one request is not remembered for the user's next one. */
    @Test
    void override_ofOneRequest_leavesTheNextAlone() {
      CompiledFlags flags = CompiledFlags.of(FlagSet.of(Flag.percentage("f", 0)), 1 << 20);
      for (int visit = 0; visit < 4; visit++) {
        Decisions forced = flags.decide(ANNA, NOW, Map.of("f", FlagOverride.ON));
        assertTrue(forced.decision(forced.table().find("f")).on());
        assertEquals("f", forced.active(100).value());
        Decisions plain = flags.decide(ANNA, NOW);
        assertFalse(plain.decision(plain.table().find("f")).on());
        assertEquals("", plain.active(100).value());
      }
    }
  }

  @Nested
  @DisplayName("4. requires")
  final class Requires {
    private final Flag flag = Flag.builder("f").enabled(true).requires("other").build();
    private final Flag unless = Flag.builder("f").enabled(true).requires("!other").build();

    @Test
    void requirement_met_letsTheRestDecide() {
      assertDecision(true, Reason.STATIC, "default", decide(ANNA, "f", flag, Flag.on("other")));
      assertDecision(true, Reason.STATIC, "default", decide(ANNA, "f", unless, Flag.off("other")));
    }

    @Test
    void requirement_notMet_isOffAndDisabled() {
      assertDecision(
          false, Reason.DISABLED, "requires", decide(ANNA, "f", flag, Flag.off("other")));
      assertDecision(
          false, Reason.DISABLED, "requires", decide(ANNA, "f", unless, Flag.on("other")));
    }

    /** "for the same user". */
    @Test
    void requirement_onAFlagOfSomeUsers_isMetForThem() {
      Flag other = Flag.users("other", "anna");
      assertDecision(true, Reason.DEFAULT, "default", decide(ANNA, "f", flag, other));
      assertDecision(false, Reason.DISABLED, "requires", decide(User.of("bob"), "f", flag, other));
      assertDecision(false, Reason.DISABLED, "requires", decide(ANNA, "f", unless, other));
      assertDecision(true, Reason.DEFAULT, "default", decide(User.of("bob"), "f", unless, other));
    }

    /** 2: a killed flag is off, so what requires its absence is on. */
    @Test
    void requirement_onAKilledFlag_seesItOff() {
      Flag killed = Flag.on("other").toBuilder().killed(Kill.UNEXPLAINED).build();
      assertDecision(false, Reason.DISABLED, "requires", decide(ANNA, "f", flag, killed));
      assertDecision(true, Reason.STATIC, "default", decide(ANNA, "f", unless, killed));
    }

    /** 4 before 5. */
    @Test
    void requirement_notMet_winsOverUsers() {
      Flag listed = Flag.builder("f").users("anna").requires("other").build();
      assertDecision(
          false, Reason.DISABLED, "requires", decide(ANNA, "f", listed, Flag.off("other")));
    }

    @Test
    void requirements_several_mustAllBeMet() {
      Flag both = Flag.builder("f").enabled(true).requires("a", "!b").build();
      assertTrue(decide(ANNA, "f", both, Flag.on("a"), Flag.off("b")).on());
      assertFalse(decide(ANNA, "f", both, Flag.off("a"), Flag.off("b")).on());
      assertFalse(decide(ANNA, "f", both, Flag.on("a"), Flag.on("b")).on());
      assertFalse(decide(ANNA, "f", both, Flag.users("a", "anna"), Flag.on("b")).on());
    }

    /** "(also if it is outside the filter's set)". */
    @Test
    void requirement_outsideTheSet_isDecidedAllTheSame() {
      Flag other = Flag.users("other", "anna");
      CompiledFlags only = CompiledFlags.of(FlagSet.of(flag, other), 1 << 20).only("f"::equals);
      for (int visit = 0; visit < 3; visit++) {
        Decisions anna = only.decide(ANNA, NOW);
        assertEquals("f", anna.active(100).value());
        assertNull(anna.table().find("other"));
        assertEquals("", only.decide(User.of("bob"), NOW).active(100).value());
      }
    }

    @Test
    void chain_ofAHundred_isFollowedToItsEnd() {
      List<Flag> chain = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        chain.add(Flag.builder("f" + i).enabled(true).requires("f" + (i + 1)).build());
      }
      chain.add(Flag.users("f100", "anna"));
      CompiledFlags flags = CompiledFlags.of(FlagSet.of(chain), 0);
      assertDecision(true, Reason.DEFAULT, "default", flags.decide("f0", ANNA, NOW));
      assertDecision(false, Reason.DISABLED, "requires", flags.decide("f0", User.of("bob"), NOW));
    }

    /** Two flags a layer, each requiring both of the next: 2^60 ways to the bottom. */
    @Test
    void diamonds_inSixtyLayers_areDecidedOnceEach() {
      FlagSet diamonds = diamonds(60);
      assertTimeoutPreemptively(
          Duration.ofSeconds(1),
          () -> {
            CompiledFlags flags = CompiledFlags.of(diamonds, 1 << 20);
            assertTrue(flags.decide("a0", ANNA, NOW).on());
            assertFalse(flags.decide("a0", User.of("bob"), NOW).on());
            assertEquals(122, flags.decide(ANNA, NOW).active(4096).value().split(",").length);
            Decisions forced = flags.decide(ANNA, NOW, Map.of("a60", FlagOverride.OFF));
            assertEquals("b60", forced.active(4096).value());
            assertTrue(flags.only("a0"::equals).decide("a0", ANNA, NOW).on());
          });
    }

    private static FlagSet diamonds(int layers) {
      List<Flag> flags = new ArrayList<>();
      for (int i = 0; i < layers; i++) {
        for (String side : List.of("a", "b")) {
          flags.add(
              Flag.builder(side + i).enabled(true).requires("a" + (i + 1), "b" + (i + 1)).build());
        }
      }
      flags.add(Flag.users("a" + layers, "anna"));
      flags.add(Flag.users("b" + layers, "anna"));
      return FlagSet.of(flags);
    }
  }

  @Nested
  @DisplayName("5. users")
  final class Users {
    @Test
    void listedUser_isOnWithTargetingMatch() {
      Flag flag = Flag.users("f", "anna", "bob");
      assertDecision(true, Reason.TARGETING_MATCH, "user", decide(ANNA, "f", flag));
      assertDecision(false, Reason.DEFAULT, "default", decide(User.of("Anna"), "f", flag));
      assertDecision(false, Reason.DEFAULT, "default", decide(User.anonymous(), "f", flag));
    }

    /** 5 before 6 and 7. */
    @Test
    void listedUser_winsOverRulesAndPercentage() {
      Flag flag =
          Flag.builder("f")
              .users("anna")
              .rule(Rule.enabled(Condition.always(), false))
              .percentage(0)
              .build();
      assertDecision(true, Reason.TARGETING_MATCH, "user", decide(ANNA, "f", flag));
      assertDecision(false, Reason.TARGETING_MATCH, "rule 1", decide(User.of("bob"), "f", flag));
    }

    /** "the user's id is in users", whatever the flag is bucketed by. */
    @Test
    void listedUser_ofAFlagBucketedByCompany_isFoundById() {
      Flag flag = Flag.builder("f").users("anna").bucketBy("company").build();
      User user = ANNA.with("company", "acme");
      assertDecision(true, Reason.TARGETING_MATCH, "user", decide(user, "f", flag));
      User acme = User.of("x").with("company", "anna");
      assertDecision(false, Reason.DEFAULT, "default", decide(acme, "f", flag));
    }
  }

  @Nested
  @DisplayName("6. rules")
  final class Rules {
    @Test
    void rule_enabled_decidesWhereItsConditionHolds() {
      Flag on = Flag.builder("f").rule(Rule.enabled(IS_GERMAN, true)).build();
      assertDecision(true, Reason.TARGETING_MATCH, "rule 1", decide(GERMAN, "f", on));
      assertDecision(false, Reason.DEFAULT, "default", decide(ANNA, "f", on));
      Flag off = Flag.builder("f").enabled(true).rule(Rule.enabled(IS_GERMAN, false)).build();
      assertDecision(false, Reason.TARGETING_MATCH, "rule 1", decide(GERMAN, "f", off));
      assertDecision(true, Reason.DEFAULT, "default", decide(ANNA, "f", off));
    }

    /** "the first rule that applies". */
    @Test
    void rules_severalThatHold_letTheFirstDecide() {
      Flag flag =
          Flag.builder("f")
              .rule(Rule.enabled(Condition.is("country", "FR"), false))
              .rule(Rule.enabled(IS_GERMAN, true))
              .rule(Rule.enabled(Condition.always(), false))
              .build();
      assertDecision(true, Reason.TARGETING_MATCH, "rule 2", decide(GERMAN, "f", flag));
      assertDecision(false, Reason.TARGETING_MATCH, "rule 3", decide(ANNA, "f", flag));
    }

    @Test
    void rule_withAPercentage_decidesOnOrOff() {
      Flag flag = Flag.builder("f").enabled(true).rule(Rule.percentage(IS_GERMAN, 30)).build();
      User in = User.of(idThatIs(true, "f", 30)).with("country", "DE");
      User out = User.of(idThatIs(false, "f", 30)).with("country", "DE");
      assertDecision(true, Reason.SPLIT, "rule 1", 30.0, decide(in, "f", flag));
      assertDecision(false, Reason.SPLIT, "rule 1", 30.0, decide(out, "f", flag));
      assertDecision(true, Reason.DEFAULT, "default", decide(ANNA, "f", flag));
    }

    /** "it then decides, on or off": the next rule is not asked. */
    @Test
    void rule_withAPercentageThatSaysOff_endsTheList() {
      Flag flag =
          Flag.builder("f")
              .rule(Rule.percentage(Condition.always(), 0))
              .rule(Rule.enabled(Condition.always(), true))
              .percentage(100)
              .build();
      assertDecision(false, Reason.SPLIT, "rule 1", 0.0, decide(ANNA, "f", flag));
    }

    /** "applies if the condition holds and there is a bucketing id". */
    @Test
    void rule_withAPercentage_withoutIdIsPassedOver() {
      Flag flag =
          Flag.builder("f")
              .rule(Rule.percentage(Condition.always(), 100))
              .rule(Rule.enabled(IS_GERMAN, true))
              .build();
      User nobody = User.anonymous();
      assertDecision(
          true, Reason.TARGETING_MATCH, "rule 2", decide(nobody.with("country", "DE"), "f", flag));
      assertDecision(false, Reason.DEFAULT, "default", decide(nobody, "f", flag));
      assertDecision(true, Reason.SPLIT, "rule 1", 100.0, decide(ANNA, "f", flag));
    }

    /** 6 before 7. */
    @Test
    void rule_thatApplies_winsOverThePercentage() {
      Flag flag = Flag.builder("f").rule(Rule.enabled(IS_GERMAN, false)).percentage(100).build();
      assertDecision(false, Reason.TARGETING_MATCH, "rule 1", decide(GERMAN, "f", flag));
      assertDecision(true, Reason.SPLIT, "percentage", 100.0, decide(ANNA, "f", flag));
    }

    @Test
    void rule_withAPercentageInAnExperiment_hashesOnce() {
      Flag flag = Flag.builder("f").rule(Rule.percentage(IS_GERMAN, 50)).percentage(50).build();
      for (int i = 0; i < 100; i++) {
        User user = User.of("user:" + i);
        boolean byRule = decide(user.with("country", "DE"), "f", flag).on();
        assertEquals(decide(user, "f", flag).on(), byRule, "one bucket per flag and user");
      }
    }
  }

  @Nested
  @DisplayName("8. enabled")
  final class Enabled {
    /** "STATIC if the flag says the same for everybody". */
    @Test
    void plainFlag_isStatic() {
      assertDecision(true, Reason.STATIC, "default", decide(ANNA, "f", Flag.on("f")));
      assertDecision(false, Reason.STATIC, "default", decide(User.anonymous(), "f", Flag.off("f")));
    }

    /** "else DEFAULT". */
    @Test
    void fallback_ofAFlagThatLooksAtTheUser_isDefault() {
      List<Flag> flags =
          List.of(
              Flag.builder("f").enabled(true).users("bob").build(),
              Flag.builder("f").enabled(true).rule(Rule.enabled(IS_GERMAN, false)).build(),
              Flag.builder("f").enabled(true).bucketBy("company").percentage(1).build(),
              Flag.builder("f")
                  .enabled(true)
                  .bucketBy("company")
                  .schedule(since(Duration.ZERO, 1))
                  .build());
      for (Flag flag : flags) {
        assertDecision(true, Reason.DEFAULT, "default", decide(ANNA, "f", flag));
      }
    }

    /** A flag whose requirements say the same to everybody does so too. */
    @Test
    void fallback_behindRequirements_isStaticIfTheyAre() {
      Flag flag = Flag.builder("f").enabled(true).requires("a").build();
      Flag varying = Flag.users("a", "anna");
      assertDecision(true, Reason.STATIC, "default", decide(ANNA, "f", flag, Flag.on("a")));
      assertDecision(true, Reason.DEFAULT, "default", decide(ANNA, "f", flag, varying));
    }
  }
}
