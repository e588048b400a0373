package dev.jackstaff.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UserTest {
  static Stream<Number> mutable() {
    AtomicInteger integer = new AtomicInteger(7);
    AtomicLong big = new AtomicLong(7);
    LongAdder adder = new LongAdder();
    adder.add(7);
    return Stream.of(integer, big, adder);
  }

  @ParameterizedTest
  @MethodSource("mutable")
  void attribute_numberThatCanChange_isTakenWithItsValue(Number number) {
    User user = User.of("u").with("n", number).with("list", List.of(Map.of("deep", number)));
    String before = user.toString();
    change(number);
    assertEquals(before, user.toString());
    assertEquals(7, ((Number) user.attribute("n")).intValue());
  }

  private static void change(Number number) {
    if (number instanceof AtomicInteger integer) {
      integer.set(8);
    } else if (number instanceof AtomicLong big) {
      big.set(8);
    } else {
      ((LongAdder) number).add(1);
    }
  }

  @Test
  void attribute_numbersOfTheJdk_stayWhatTheyAre() {
    List<Number> numbers =
        List.of((byte) 1, (short) 2, 3, 4L, 5.5f, 6.5, new BigInteger("7"), new BigDecimal("8.00"));
    assertEquals(numbers, User.of("u").with("n", numbers).attribute("n"));
  }

  @Test
  void attribute_noJsonValue_isRefused() {
    List<Object> wrong =
        List.of(
            CharBuffer.wrap("x"),
            new int[] {1},
            infinite(),
            Map.of(1, "one"),
            List.of(new Object()));
    for (Object value : wrong) {
      assertThrows(
          IllegalArgumentException.class, () -> User.of("u").with("n", value), value.toString());
    }
    Map<String, Object> nameless = new HashMap<>();
    nameless.put(null, 1);
    assertThrows(IllegalArgumentException.class, () -> User.of("u").with("n", nameless));
  }

  private static DoubleAdder infinite() {
    DoubleAdder adder = new DoubleAdder();
    adder.add(Double.POSITIVE_INFINITY);
    return adder;
  }

  @Test
  void bucketingId_stringOrInteger_isIt() {
    List<Object> sevens = List.of("7", (byte) 7, (short) 7, 7, 7L, new BigInteger("7"));
    sevens.forEach(seven -> assertEquals("7", BucketingId.of(seven)));
    List<Object> none = List.of(7.0, 7f, new BigDecimal("7"), true, List.of("7"), Map.of());
    none.forEach(value -> assertNull(BucketingId.of(value)));
    assertNull(BucketingId.of(null));
  }

  @Test
  void bucketingId_ofARequest_isNeitherBlankNorLong() {
    String longest = "x".repeat(BucketingId.MAX_LENGTH);
    assertEquals(longest, BucketingId.fromRequest(longest));
    assertNull(BucketingId.fromRequest(longest + "x"));
    assertNull(BucketingId.fromRequest(" \t"));
    assertNull(BucketingId.fromRequest(null));
    assertTrue(BucketingId.fromRequest("0").equals("0"));
  }
}
