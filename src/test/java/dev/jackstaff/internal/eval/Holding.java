package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.User;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The assertions on conditions, which are evaluated as the only rule of a flag {@code f}. */
final class Holding {
  private Holding() {}

  static CompiledFlags compiled(Condition condition, Map<String, Condition> segments) {
    Flag flag = Flag.builder("f").rule(Rule.enabled(condition, true)).build();
    return CompiledFlags.of(FlagSet.of(List.of(flag), segments), 0);
  }

  static boolean holds(Condition condition, User user) {
    return compiled(condition, Map.of()).decide("f", user, Instant.EPOCH).on();
  }

  /** Returns whether a condition holds for a user with one attribute. */
  static boolean holds(Operator operator, Object operand, Object value) {
    Condition condition = Condition.where("a", operator, operand);
    return holds(condition, User.anonymous().with("a", value));
  }

  static void assertHolds(Operator operator, Object operand, Object... values) {
    for (Object value : values) {
      assertTrue(holds(operator, operand, value), value + " " + operator.text() + " " + operand);
    }
  }

  static void assertFails(Operator operator, Object operand, Object... values) {
    for (Object value : values) {
      assertFalse(holds(operator, operand, value), value + " " + operator.text() + " " + operand);
    }
  }

  static Map<String, Object> map(String key, Object value) {
    return Collections.singletonMap(key, value);
  }
}
