package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A number of a dozen characters, which written out would have a billion digits. */
final class HugeNumbersTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MAX_BYTES = 4 << 20;

  private static final List<Number> HUGE =
      List.of(
          new BigDecimal("1e999999999"),
          new BigDecimal("-1e999999999"),
          new BigDecimal("1e-999999999"),
          new BigDecimal("1234.5e99999999"),
          BigInteger.TEN.pow(99));

  private static final List<Object> OPERANDS =
      List.of("1.2", true, List.of("1.2", 7), "10.0.0.0/8", "2026-11-20T09:00:00Z", "string", 1);

  @TestFactory
  Stream<DynamicTest> operators_decideAboutHugeNumbers_inLittleMemory() {
    return Arrays.stream(Operator.values())
        .map(operator -> dynamicTest(operator.text(), () -> assertBounded(operator)));
  }

  private static void assertBounded(Operator operator) {
    Condition known = known(operator);
    for (Number number : HUGE) {
      assertBounded(known, operator, number);
      Condition huge = where(operator, number);
      if (huge != null) {
        assertBounded(huge, operator, number);
      }
    }
  }

  private static void assertBounded(Condition condition, Operator operator, Number number) {
    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (Object value : List.of(number, List.of(number), Map.of("x", number))) {
      Holding.compiled(condition, Map.of())
          .decide("f", User.anonymous().with("a", value), Instant.EPOCH);
    }
    long used = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertTrue(used < MAX_BYTES, operator.text() + " took " + used + " bytes");
  }

  private static Condition known(Operator operator) {
    return OPERANDS.stream()
        .map(operand -> where(operator, operand))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  /** Null if the operator does not take the operand. */
  private static Condition where(Operator operator, Object operand) {
    try {
      return Condition.where("a", operator, operand);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
