package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueConverterTest {
  private static final ValueConverter CONVERTER = new ValueConverter();

  record Limits(int max, String unit, List<Double> steps, Colour colour) {}

  record Named(String name) {}

  record Switch(boolean on) {}

  enum Colour {
    RED,
    GREEN
  }

  private static final List<Object> LIST = List.of(1, "a");
  private static final Map<String, Object> MAP = Map.of("a", 1);

  static Stream<Arguments> conversions() {
    return Stream.of(
        Arguments.of(1, Integer.class, 1),
        Arguments.of(1, int.class, 1),
        Arguments.of(1, Long.class, 1L),
        Arguments.of(3_000_000_000L, long.class, 3_000_000_000L),
        Arguments.of(1, Double.class, 1.0),
        Arguments.of(3_000_000_000L, double.class, 3e9),
        Arguments.of(BigInteger.TEN.pow(30), Double.class, 1e30),
        Arguments.of(1.7, Double.class, 1.7),
        Arguments.of("a", String.class, "a"),
        Arguments.of(true, Boolean.class, true),
        Arguments.of(true, boolean.class, true),
        Arguments.of(1.1, BigDecimal.class, new BigDecimal("1.1")),
        Arguments.of(1, BigDecimal.class, BigDecimal.ONE),
        Arguments.of(BigInteger.TWO.pow(70), BigInteger.class, BigInteger.TWO.pow(70)),
        Arguments.of(5, BigInteger.class, BigInteger.valueOf(5)),
        Arguments.of("GREEN", Colour.class, Colour.GREEN),
        Arguments.of(Map.of("on", true), Switch.class, new Switch(true)),
        Arguments.of(
            Map.of("max", 3, "unit", "s", "steps", List.of(1, 2.5), "colour", "RED"),
            Limits.class,
            new Limits(3, "s", List.of(1.0, 2.5), Colour.RED)));
  }

  static Stream<Arguments> mismatches() {
    return Stream.of(
        Arguments.of(1.7, Integer.class),
        Arguments.of(1.0, Integer.class),
        Arguments.of(1.0, long.class),
        Arguments.of(3_000_000_000L, Integer.class),
        Arguments.of(BigInteger.TWO.pow(70), Long.class),
        Arguments.of(BigInteger.TEN.pow(400), Double.class),
        Arguments.of("1", Integer.class),
        Arguments.of("1", int.class),
        Arguments.of("1.5", Double.class),
        Arguments.of("true", Boolean.class),
        Arguments.of(1, Boolean.class),
        Arguments.of(0, boolean.class),
        Arguments.of(1, String.class),
        Arguments.of(true, String.class),
        Arguments.of(true, Integer.class),
        Arguments.of(LIST, Map.class),
        Arguments.of(MAP, List.class),
        Arguments.of(LIST, String.class),
        Arguments.of("1.5", BigDecimal.class),
        Arguments.of("", BigDecimal.class),
        Arguments.of(1.5, BigInteger.class),
        Arguments.of("BLUE", Colour.class),
        Arguments.of("", Colour.class),
        Arguments.of(1, Colour.class),
        Arguments.of("x", Limits.class),
        Arguments.of("", Limits.class),
        Arguments.of(List.of(), Limits.class),
        Arguments.of(Map.of("max", 3), Switch.class),
        Arguments.of(Map.of("on", 1), Switch.class),
        Arguments.of(Map.of("on", "true"), Switch.class),
        Arguments.of(Map.of(), Switch.class),
        Arguments.of(Map.of("name", 5), Named.class),
        Arguments.of(Map.of("name", true), Named.class),
        Arguments.of(Map.of("max", 1.7, "unit", "s"), Limits.class),
        Arguments.of(Map.of("max", "1", "unit", "s"), Limits.class),
        Arguments.of(Map.of("max", 3_000_000_000L), Limits.class),
        Arguments.of(Map.of("max", 1, "colour", 1), Limits.class),
        Arguments.of(Map.of("max", 1, "min", 0), Limits.class),
        Arguments.of(1, Runnable.class));
  }

  @ParameterizedTest
  @MethodSource("conversions")
  void value_ofAFittingType_isConverted(Object value, Class<?> type, Object expected) {
    assertEquals(expected, CONVERTER.convert(value, type));
  }

  @ParameterizedTest
  @MethodSource("mismatches")
  void value_ofAnotherType_isRefused(Object value, Class<?> type) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> CONVERTER.convert(value, type));
    assertEquals(1, refused.getMessage().lines().count());
  }

  @Test
  void value_thatIsOfTheTypeAlready_isTheSameObject() {
    assertSame(LIST, CONVERTER.convert(LIST, List.class));
    assertSame(MAP, CONVERTER.convert(MAP, Map.class));
    assertSame(MAP, CONVERTER.convert(MAP, Object.class));
    assertSame(LIST, CONVERTER.convert(LIST, Iterable.class));
    BigInteger big = BigInteger.TWO.pow(70);
    assertSame(big, CONVERTER.convert(big, Number.class));
  }

  @Test
  void nullValue_isOfNoType() {
    for (Class<?> type : Arrays.asList(Object.class, String.class, int.class, Limits.class)) {
      assertThrows(
          IllegalArgumentException.class, () -> CONVERTER.convert(null, type), type::getName);
    }
  }

  @Test
  void mismatch_refused_namesValueAndType() {
    assertEquals(
        "1.7 is not java.lang.Integer",
        assertThrows(IllegalArgumentException.class, () -> CONVERTER.convert(1.7, Integer.class))
            .getMessage());
    assertEquals(
        "\"1\" is not java.lang.Integer",
        assertThrows(IllegalArgumentException.class, () -> CONVERTER.convert("1", int.class))
            .getMessage());
  }
}
