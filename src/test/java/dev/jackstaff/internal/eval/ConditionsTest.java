package dev.jackstaff.internal.eval;

import static dev.jackstaff.internal.eval.Holding.assertFails;
import static dev.jackstaff.internal.eval.Holding.assertHolds;
import static dev.jackstaff.internal.eval.Holding.compiled;
import static dev.jackstaff.internal.eval.Holding.holds;
import static dev.jackstaff.internal.eval.Holding.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEMANTICS, Conditions")
final class ConditionsTest {
  private static final List<Object> NOT_STRINGS =
      Arrays.asList(null, 5, true, List.of("DE"), Map.of("a", "DE"));

  @Test
  void eq_comparesDeeplyWithinOneType() {
    assertHolds(Operator.EQ, "DE", "DE");
    assertFails(Operator.EQ, "DE", "de", "", "DE ");
    assertFails(Operator.EQ, "DE", NOT_STRINGS.toArray());
    assertHolds(Operator.EQ, true, true);
    assertFails(Operator.EQ, true, false, "True", 1, null);
    // "$eq on lists is deep equality"
    List<Object> deep = List.of(1, List.of("x"), Map.of("k", 2));
    assertHolds(Operator.EQ, deep, List.of(1.0, List.of("x"), Map.of("k", "2")));
    assertFails(Operator.EQ, deep, List.of(List.of("x"), 1, Map.of("k", 2)), 1, List.of(1));
    assertFails(Operator.EQ, List.of("DE"), "DE");
    assertHolds(Operator.EQ, Map.of("x", 1, "y", 2), Map.of("y", 2, "x", 1));
    assertFails(Operator.EQ, Map.of("x", 1), Map.of("x", 2), Map.of(), map("y", 1), "x");
    assertFails(Operator.EQ, map("x", null), Map.of(), map("y", null));
  }

  /** "a number and a numeric string compare as numbers (headers are always strings)". */
  @Test
  void numbers_andNumericStrings_compareAsNumbers() {
    assertHolds(Operator.EQ, 5, 5, 5L, 5.0, 5f, (short) 5, (byte) 5, "5", "5.0", "5e0");
    assertHolds(Operator.EQ, 5, new BigDecimal("5.00"), BigInteger.valueOf(5));
    assertHolds(Operator.EQ, "5", 5, 5.0, "5");
    assertFails(Operator.EQ, 5, "", " 5", "5 ", "+5", "0x5", "5d", "five", "-", "5-", "NaN", true);
    assertHolds(Operator.EQ, 0, -0.0, "0", "-0", "0.0", BigDecimal.ZERO.setScale(9));
    // Two strings are strings, whatever they look like.
    assertFails(Operator.EQ, "5", "5.0", "05");
    assertHolds(Operator.LT, "10", "09", "1");
    assertFails(Operator.LT, "10", "9");
    assertHolds(Operator.LT, 10, "9", 9, 9.99, "-1", "9.99");
    assertHolds(Operator.GTE, 18, "18", "18.0", 100, "1e2");
    assertFails(Operator.GTE, 18, "17.9", "abc", "", null, true, List.of(20), Map.of("a", 20));
  }

  /** Ids of 19 digits and more, and decimals, mean what is written. */
  @Test
  void numbers_longOrDecimal_areNotRounded() {
    assertHolds(Operator.EQ, 1234567890123456789L, "1234567890123456789");
    assertFails(Operator.EQ, 1234567890123456789L, "1234567890123456788", 1234567890123456788L);
    assertHolds(Operator.IN, List.of(1234567890123456789L), "1234567890123456789");
    BigInteger big = new BigInteger("12345678901234567890");
    assertHolds(Operator.EQ, big, "12345678901234567890", big, new BigDecimal(big));
    assertFails(Operator.EQ, big, "12345678901234567891", 0x1p63 * 1.5);
    assertHolds(Operator.EQ, 9007199254740993L, "9007199254740993");
    assertFails(Operator.EQ, 9007199254740993L, 9007199254740992.0);
    assertHolds(Operator.EQ, 0.1, "0.1", 0.1f, new BigDecimal("0.10"), "1e-1");
    assertHolds(Operator.EQ, 1e22, "1e22", new BigDecimal("1e22"), "10000000000000000000000");
    assertHolds(Operator.LT, Double.MAX_VALUE, Long.MAX_VALUE, "1e308");
    assertHolds(Operator.GT, Long.MAX_VALUE, 1e19, "9223372036854775808");
    assertHolds(Operator.GT, 5, "5.000000000000001", new BigDecimal("1e999999999"));
  }

  @Test
  void numbers_thatAreNone_neverCompare() {
    List<Operator> all = List.of(Operator.EQ, Operator.LT, Operator.LTE, Operator.GT, Operator.GTE);
    for (Operator operator : all) {
      for (Object operand : List.of(5, Double.NaN, Double.POSITIVE_INFINITY)) {
        assertFails(operator, operand, Double.NaN, Double.NEGATIVE_INFINITY, "NaN", "Infinity");
      }
    }
    assertFails(Operator.IN, List.of(Double.NaN), Double.NaN, "NaN", 5);
  }

  @Test
  void lessAndGreater_compareWithinOneType() {
    assertHolds(Operator.LT, 18, 17, "17", 17.999);
    assertFails(Operator.LT, 18, 18, 19);
    assertHolds(Operator.LTE, 18, 18, "18", 1);
    assertFails(Operator.LTE, 18, 18.001, "19");
    assertHolds(Operator.GT, 18, 18.001, "19");
    assertFails(Operator.GT, 18, 18, 1);
    assertHolds(Operator.GTE, 18, 18, 19);
    assertFails(Operator.GTE, 18, 17);
    assertHolds(Operator.LT, "m", "a", "M", "");
    assertHolds(Operator.GTE, "m", "m", "z", "é");
    for (Operator operator : List.of(Operator.LT, Operator.LTE, Operator.GT, Operator.GTE)) {
      // "Null and values of another type compare as not holding, never throw"
      assertFails(operator, "m", NOT_STRINGS.toArray());
      assertFails(operator, 18, null, "x", true, List.of(), Map.of(), List.of(18));
    }
  }

  @Test
  void in_findsTheValueOrAnIntersection() {
    List<Object> operand = Arrays.asList("pro", 5, "7", null, true, List.of(1, 2));
    assertHolds(Operator.IN, operand, "pro", 5, "5", 5.0, "7", 7, null, true);
    assertFails(Operator.IN, operand, "Pro", 6, "7.0", false, "null", Map.of(), 1);
    // "$in/$nin on a list attribute mean intersection"
    assertHolds(Operator.IN, operand, List.of("x", "pro"), List.of(7), List.of(List.of(1, 2)));
    assertHolds(Operator.IN, operand, Collections.singletonList(null));
    assertFails(Operator.IN, operand, List.of(), List.of("x"), List.of(1, 2));
    assertFails(Operator.IN, List.of(), "x", null, List.of());
    assertFails(Operator.NIN, operand, "pro", "5", List.of("x", "pro"));
    assertHolds(Operator.NIN, operand, "x", List.of(), List.of("x"), false);
    assertHolds(Operator.NIN, List.of("x"), (Object) null);
  }

  @Test
  void exists_isAboutNull() {
    assertHolds(Operator.EXISTS, true, "", 0, false, List.of(), Map.of());
    assertFails(Operator.EXISTS, true, (Object) null);
    assertHolds(Operator.EXISTS, false, (Object) null);
    assertFails(Operator.EXISTS, false, "", 0, false);
  }

  @Test
  void regex_isFoundInStrings() {
    assertHolds(Operator.REGEX, "@example\\.org$", "me@example.org");
    assertFails(Operator.REGEX, "@example\\.org$", "me@example.org.evil", "");
    assertHolds(Operator.REGEX, "", "", "x");
    assertHolds(Operator.REGEX, "(?i)^ünï", "ÜNÏ→");
    assertFails(Operator.REGEX, "", NOT_STRINGS.toArray());
    assertFails(Operator.REGEX, "5", 5);
  }

  /** "$regex runs in linear time (RE2/J)": backtracking would take longer than the sun has. */
  @Test
  void regex_thatIsCatastrophic_endsSoon() {
    String text = "a".repeat(50_000) + "b";
    for (String pattern : List.of("^(a+)+$", "^(a|aa)+$", "(a*)*c", "^(a?){50}a{50}$")) {
      CompiledFlags flags = compiled(Condition.where("a", Operator.REGEX, pattern), Map.of());
      User user = User.of("x").with("a", text);
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> assertFalse(flags.decide("f", user, Instant.EPOCH).on(), pattern));
    }
  }

  /** "an invalid pattern … is refused", here where definitions are made in code. */
  @Test
  void regex_thatIsNone_isRefusedByName() {
    Condition bad = Condition.where("a", Operator.REGEX, "((");
    InvalidFlagsException flag =
        assertThrows(InvalidFlagsException.class, () -> compiled(bad, Map.of()));
    assertEquals(
        "f: $regex is not a regular expression of RE2: missing closing )", flag.getMessage());
    assertEquals("/rules/0/if", flag.problems().get(0).pointer());
    InvalidFlagsException segment =
        assertThrows(
            InvalidFlagsException.class,
            () -> compiled(Condition.inSegment("s"), Map.of("s", bad)));
    assertEquals(
        "segments.s: $regex is not a regular expression of RE2: missing closing )",
        segment.getMessage());
  }

  @Test
  void all_wantsEachInAList() {
    assertHolds(Operator.ALL, List.of("a", 5), List.of(5, "b", "a"), List.of("5", "a"));
    assertFails(Operator.ALL, List.of("a", 5), List.of("a"), List.of(), "a", null, 5, Map.of());
    assertHolds(Operator.ALL, List.of(List.of(1)), List.of(List.of(1), 2));
    assertHolds(Operator.ALL, Collections.singletonList(null), Collections.singletonList(null));
    assertHolds(Operator.ALL, List.of(), List.of(), List.of(1));
    assertFails(Operator.ALL, List.of(), "a", null);
  }

  @Test
  void type_isTheJsonType() {
    Map<String, Object> types = new LinkedHashMap<>();
    types.put("string", "5");
    types.put("number", 5);
    types.put("boolean", false);
    types.put("array", List.of());
    types.put("object", Map.of());
    types.put("null", null);
    types.forEach(
        (name, value) ->
            types
                .keySet()
                .forEach(
                    other -> assertEquals(other.equals(name), holds(Operator.TYPE, other, value))));
    assertHolds(Operator.TYPE, "number", 5L, 5.5, BigInteger.TEN, BigDecimal.TEN);
  }

  @Test
  void versions_areInOrder() {
    List<String> rising =
        List.of(
            "0.9",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-beta",
            "1.0.0",
            "1.0.1",
            "1.2.3",
            "1.10.0",
            "2.0.0-rc.2",
            "2.0.0-rc.10",
            "2.0.0",
            "10.0.0",
            "99999999999999999999.0.0");
    for (int i = 0; i < rising.size(); i++) {
      for (int j = 0; j < rising.size(); j++) {
        String a = rising.get(i);
        String b = rising.get(j);
        assertEquals(i == j, holds(Operator.VEQ, b, a), a + " = " + b);
        assertEquals(i != j, holds(Operator.VNE, b, a), a + " ≠ " + b);
        assertEquals(i < j, holds(Operator.VLT, b, a), a + " < " + b);
        assertEquals(i <= j, holds(Operator.VLTE, b, a), a + " ≤ " + b);
        assertEquals(i > j, holds(Operator.VGT, b, a), a + " > " + b);
        assertEquals(i >= j, holds(Operator.VGTE, b, a), a + " ≥ " + b);
      }
    }
    assertHolds(Operator.VEQ, "1.2.3", "v1.2.3", "1.2.3+build", "01.2.3");
  }

  /** semver.org, 11, and what SEMANTICS adds to it. */
  @Test
  void versions_goBySemver() {
    List<String> rising =
        List.of(
            "0",
            "0.0.0.1",
            "1.0.0-0",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-9999",
            "1.0.0--",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.2.3",
            "1.2.3.1",
            "1.2.10",
            "1.10-rc",
            "1.10");
    for (int i = 0; i < rising.size(); i++) {
      for (int j = 0; j < rising.size(); j++) {
        String a = rising.get(i);
        String b = rising.get(j);
        assertEquals(i < j, holds(Operator.VLT, b, a), a + " < " + b);
        assertEquals(i > j, holds(Operator.VGT, b, a), a + " > " + b);
        assertEquals(i == j, holds(Operator.VEQ, b, a), a + " = " + b);
      }
    }
    assertHolds(
        Operator.VEQ, "1.2", "1.2.0", "1.2", "v1.2.0.0", 1.2, new BigDecimal("1.2"), "01.02");
    assertHolds(Operator.VEQ, 2, "2", "2.0.0", 2, 2.0, "v2+build.7");
    assertFails(Operator.VEQ, "1.2", 1.1, "1.2-0", "1.20");
  }

  @Test
  void versions_thatBeginWithNoNumber_neverCompare() {
    List<Operator> positive =
        List.of(Operator.VEQ, Operator.VLT, Operator.VLTE, Operator.VGT, Operator.VGTE);
    for (Operator operator : positive) {
      assertFails(operator, "1.0", null, true, List.of("1.0"), Map.of(), "", ".", "v", "-1", "x1");
      assertFails(operator, "1.0", "🏴", "V1.0", " 1.0", "x".repeat(50_000), -1);
    }
    assertHolds(Operator.VNE, "1.0", null, "x", List.of("1.0"));
  }

  @Test
  void ignoringCase_textsDifferInNothingElse() {
    List<Object> operand = Arrays.asList("Pro", "ÜNÏ", 5, true, null);
    assertHolds(Operator.INI, operand, "pro", "PRO", "ünÏ", 5, "5", "true", true, null);
    assertHolds(Operator.INI, operand, List.of("x", "pRO"));
    assertFails(Operator.INI, operand, "pr", "prò", 6, List.of("x"), List.of());
    assertFails(Operator.INI, operand, List.of(List.of("pro")), Map.of());
    assertFails(Operator.NINI, operand, "pro", List.of("PRO"));
    assertHolds(Operator.NINI, operand, "x", List.of(), Map.of());
    assertHolds(Operator.ALLI, List.of("A", 5), List.of("a", "b", "5"));
    assertFails(Operator.ALLI, List.of("A", 5), List.of("a"), "a", null);
    assertHolds(Operator.REGEXI, "^ünï", "ÜNÏ→");
    assertFails(Operator.REGEXI, "5", 5);
  }

  @Test
  void cidr_holdsForAddressesInTheNetwork() {
    Object operand = List.of("10.0.0.0/8", "192.168.1.7", "2001:db8::/33", "::1");
    assertHolds(Operator.CIDR, operand, "10.0.0.0", "10.255.255.255", "192.168.1.7", "::1");
    assertHolds(Operator.CIDR, operand, "2001:db8:7fff::1", "2001:DB8::", "::ffff:10.1.2.3");
    assertFails(Operator.CIDR, operand, "11.0.0.0", "192.168.1.8", "2001:db8:8000::", "::2");
    assertFails(
        Operator.CIDR,
        operand,
        "",
        "10",
        "10.0.0",
        "10.0.0.0/8",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.0.0",
        "localhost",
        "fe80::1%eth0",
        "::g",
        "10.0.0.-1",
        null,
        167772160,
        List.of("10.0.0.1"),
        true,
        "1".repeat(10_000));
    assertHolds(Operator.CIDR, "0.0.0.0/0", "1.2.3.4");
    assertFails(Operator.CIDR, "0.0.0.0/0", "::1");
    assertHolds(Operator.CIDR, "::/0", "fe80::1");
    assertHolds(Operator.CIDR, "::ffff:10.0.0.0/104", "10.9.9.9");
    assertFails(Operator.CIDR, List.of(), "10.0.0.1");
    assertHolds(Operator.CIDR, "10.16.0.0/12", "10.31.255.255");
    assertFails(Operator.CIDR, "10.16.0.0/12", "10.32.0.0", "10.15.255.255");
  }

  @Test
  void instants_compareAsInstants_neverAsText() {
    String bound = "2026-11-20T09:00:00Z";
    long millis = Instant.parse(bound).toEpochMilli();
    assertHolds(
        Operator.BEFORE,
        bound,
        "2026-11-20T09:59:59+01:00",
        millis - 1,
        "" + (millis - 1),
        (double) millis - 1,
        BigDecimal.valueOf(millis - 1),
        "2026-11-20T08:59Z",
        0,
        -1L,
        "0",
        "1e3",
        "-000001-01-01T00:00Z");
    assertFails(
        Operator.BEFORE, bound, bound, "2026-11-20T10:00:00+01:00", millis, "2026-11-20T10:00Z");
    assertHolds(
        Operator.AFTER,
        bound,
        "2026-11-20T10:00:01+01:00",
        millis + 1,
        "2026-11-20T09:00:00.001Z",
        "+12026-01-01T00:00Z");
    for (Operator operator : List.of(Operator.BEFORE, Operator.AFTER)) {
      assertFails(
          operator,
          bound,
          null,
          true,
          List.of(0),
          Map.of(),
          "",
          "soon",
          "2026-11-20",
          "2026-11-20T09:00:00",
          "2026-02-31T09:00:00Z",
          "2026-11-20T09:00:00+01:00[Europe/Berlin]",
          Double.NaN,
          Double.POSITIVE_INFINITY,
          1e300,
          "T".repeat(40),
          "9".repeat(40),
          new BigDecimal("1E+999999999"));
    }
    assertHolds(Operator.AFTER, 0, "1970-01-01T00:00:00.001Z", 1);
  }

  /** "a boolean and the text true or false compare as booleans" */
  @Test
  void booleans_meetTheTextsThatHeadersHaveForThem() {
    assertHolds(Operator.EQ, true, true, "true");
    assertHolds(Operator.EQ, "false", false, "false");
    assertFails(Operator.EQ, true, "TRUE", "1", 1, "yes", false, "false", null);
    assertHolds(Operator.NE, true, "false", "yes");
    assertHolds(Operator.IN, List.of(true), "true", true, List.of("true"));
    assertHolds(Operator.IN, List.of("true"), "true", true, List.of(true));
    assertFails(Operator.IN, List.of("true", 1), false, "false");
    assertHolds(Operator.ALL, List.of(true), List.of("true"));
    assertHolds(Operator.EQ, List.of(true), List.of("true"));
    assertFails(Operator.LT, "z", true);
  }

  /** "A missing attribute is null." */
  @Test
  void missingAttribute_isNull() {
    User with = User.of("x").with("a", null);
    for (Operator operator : Operator.values()) {
      for (Object operand : ConditionsReferenceTest.operands(operator)) {
        Condition condition = Condition.where("a", operator, operand);
        assertEquals(holds(condition, with), holds(condition, User.of("x")), condition.toString());
      }
    }
    assertTrue(holds(Condition.is("a", null), User.of("x")));
  }
}
