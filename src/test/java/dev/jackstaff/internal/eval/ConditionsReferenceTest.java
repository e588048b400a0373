package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Conditions by the thousand, against a plain reading of what they mean. */
@DisplayName("SEMANTICS, Conditions, all there is")
final class ConditionsReferenceTest {
  /** "$ne $nin $not $nor $vne hold exactly where their positive does not", over all there is. */
  @Test
  void negatedOperators_holdExactlyWhereTheirPositiveDoesNot() {
    Map<Operator, Operator> negated =
        Map.of(
            Operator.EQ,
            Operator.NE,
            Operator.IN,
            Operator.NIN,
            Operator.INI,
            Operator.NINI,
            Operator.VEQ,
            Operator.VNE);
    for (Operator operator : Operator.values()) {
      for (Object operand : operands(operator)) {
        Condition positive = Condition.where("a", operator, operand);
        CompiledFlags plain = Holding.compiled(positive, Map.of());
        CompiledFlags not = Holding.compiled(Condition.not(positive), Map.of());
        CompiledFlags nor = Holding.compiled(Condition.not(Condition.any(positive)), Map.of());
        Operator other = negated.getOrDefault(operator, operator);
        CompiledFlags own = Holding.compiled(Condition.where("a", other, operand), Map.of());
        for (Object value : RandomDefinitions.VALUES) {
          User user = User.anonymous().with("a", value);
          boolean holds = plain.decide("f", user, Instant.EPOCH).on();
          String what = value + " " + operator.text() + " " + operand;
          assertEquals(!holds, not.decide("f", user, Instant.EPOCH).on(), "not " + what);
          assertEquals(!holds, nor.decide("f", user, Instant.EPOCH).on(), "nor " + what);
          boolean opposite = other == operator ? holds : !holds;
          assertEquals(opposite, own.decide("f", user, Instant.EPOCH).on(), other + " " + what);
        }
      }
    }
  }

  /** Every operator with every operand and value of the grid, against the plain reading. */
  @Test
  void everyOperator_overTheGrid_agreesWithTheReference() {
    ReferenceConditions reference = new ReferenceConditions(Map.of());
    for (Operator operator : Operator.values()) {
      for (Object operand : operands(operator)) {
        Condition condition = Condition.where("a", operator, operand);
        CompiledFlags flags = Holding.compiled(condition, Map.of());
        for (Object value : RandomDefinitions.VALUES) {
          User user = User.anonymous().with("a", value);
          assertEquals(
              reference.holds(condition, user),
              flags.decide("f", user, Instant.EPOCH).on(),
              () -> value + " " + operator.text() + " " + operand);
        }
      }
    }
  }

  /**
   * "never throw", and the same as the plain reading; whatever the condition and the attributes.
   */
  @Test
  void randomConditions_onRandomAttributes_agreeWithTheReference() {
    int held = 0;
    for (int seed = 0; seed < 10_000; seed++) {
      RandomDefinitions random = new RandomDefinitions(seed);
      Condition condition = random.condition(seed % 4, List.of());
      CompiledFlags flags = Holding.compiled(condition, Map.of());
      for (int i = 0; i < 5; i++) {
        User user = random.user();
        boolean holds = flags.decide("f", user, Instant.EPOCH).on();
        assertEquals(
            new ReferenceConditions(Map.of()).holds(condition, user),
            holds,
            () -> condition + " " + user);
        held += holds ? 1 : 0;
      }
    }
    assertTrue(held > 10_000 && held < 40_000, held + " of 50,000 held");
  }

  static List<Object> operands(Operator operator) {
    Map<Object, Object> distinct = new HashMap<>();
    RandomDefinitions random = new RandomDefinitions(operator.name().length());
    if (operator == Operator.EQ || operator == Operator.NE) {
      return RandomDefinitions.VALUES;
    }
    for (int i = 0; i < 300; i++) {
      Object operand = random.operand(operator);
      distinct.put(operand, operand);
    }
    return List.copyOf(distinct.values());
  }
}
