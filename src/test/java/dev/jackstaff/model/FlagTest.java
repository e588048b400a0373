package dev.jackstaff.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("SEMANTICS: what one definition may say")
final class FlagTest {
  private static void assertRefused(Executable making, String... problems) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, making);
    assertEquals(List.of(problems), refused.getMessage().lines().toList());
  }

  /** "[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}". */
  @ParameterizedTest
  @ValueSource(strings = {"a", "_", "9", "A.b:c-d_e", "flag", "Flags", "segment", "__proto__"})
  void name_ofTheAllowedCharacters_isTaken(String name) {
    assertEquals(name, Flag.on(name).name());
    assertEquals(
        name,
        FlagSet.of(List.of(), Map.of(name, Condition.always()))
            .segments()
            .keySet()
            .iterator()
            .next());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".a", ":a", "-a", "a b", "a,b", "a/b", "ä", "a\n", "a\u0000", "é", "a;b", "a=b", "<a>",
        "a\"", "１", "a*"
      })
  void name_withAnythingElse_isRefused(String name) {
    String shown = name.replace("\n", "<U+000A>").replace("\0", "<U+0000>");
    String problem =
        "the name '"
            + shown
            + "' is not allowed: 1 to 100 characters of A-Z a-z 0-9 _ . : -,"
            + " the first a letter, a digit or _";
    assertRefused(() -> Flag.on(name), problem);
    assertRefused(
        () -> FlagSet.of(List.of(), Map.of(name, Condition.always())), "segments: " + problem);
  }

  @Test
  void name_ofAHundredCharacters_isTheLongest() {
    assertEquals(100, Flag.on("x".repeat(100)).name().length());
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Flag.on("x".repeat(101)));
    assertTrue(refused.getMessage().length() < 250, "the name is shown cut");
  }

  /** "flags and segments are reserved". */
  @ParameterizedTest
  @ValueSource(strings = {"flags", "segments"})
  void name_thatIsReserved_isRefused(String name) {
    assertRefused(() -> Flag.on(name), "the name '" + name + "' is reserved");
  }

  /** "0 to 100, decimals allowed". */
  @Test
  void percentage_outsideItsRange_isRefused() {
    for (double fine : new double[] {0, -0.0, 0.001, 33.333, 100}) {
      assertEquals(fine, Flag.percentage("f", fine).percentage().getAsDouble());
    }
    assertRefused(
        () -> Flag.percentage("f", 140), "f: percentage must be between 0 and 100, was 140");
    assertRefused(
        () -> Flag.percentage("f", -0.1), "f: percentage must be between 0 and 100, was -0.1");
    assertRefused(
        () -> Flag.percentage("f", Math.nextUp(100.0)),
        "f: percentage must be between 0 and 100, was 100.00000000000001");
    assertThrows(IllegalArgumentException.class, () -> Flag.percentage("f", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Rule.percentage(Condition.always(), 100.5));
  }

  /** schedule: "Not together with percentage". */
  @Test
  void schedule_besideAPercentage_isRefused() {
    Flag.Builder both =
        Flag.builder("f")
            .percentage(5)
            .schedule(Schedule.from(Instant.EPOCH, Schedule.Step.days(0, 5)));
    assertRefused(both::build, "f: a flag has a percentage or a schedule, not both");
    assertFalse(both.noPercentage().build().schedule() == null);
  }

  /** "weights that sum to 0"; "All values of one flag have one JSON type". */
  @Test
  void variants_thatDoNotFit_areRefused() {
    assertRefused(
        () -> Flag.builder("f").variant(Variant.of("a", 0)).variant(Variant.of("b", 0)).build(),
        "f: the variants' weights must sum to more than 0, sum to 0");
    assertRefused(
        () -> Flag.builder("f").variant(Variant.of("a", 1)).variant(Variant.of("a", 2)).build(),
        "f: two variants are named 'a'");
    assertRefused(
        () ->
            Flag.builder("f")
                .variant(Variant.of("a", 1, 5))
                .variant(Variant.of("b", 1, "5"))
                .build(),
        "f: all values have one type, but 'a' is of type number and 'b' of type string");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Flag.builder("f")
                .variant(Variant.of("a", Double.MAX_VALUE))
                .variant(Variant.of("b", Double.MAX_VALUE))
                .build());
    // Integers and fractions are one JSON type.
    Flag.builder("f").variant(Variant.of("a", 1, 5)).variant(Variant.of("b", 1, 5.5)).build();
  }

  @Test
  void variant_outsideItsRange_isRefused() {
    for (double weight : new double[] {-1, -0.001, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Variant.of("a", weight));
    }
    assertThrows(IllegalArgumentException.class, () -> Variant.of("", 1));
    assertThrows(IllegalArgumentException.class, () -> Variant.of("x".repeat(101), 1));
    assertThrows(IllegalArgumentException.class, () -> Variant.of("a", 1, new Object()));
  }

  @Test
  void rule_ofAnUnknownVariant_isRefusedWithASuggestion() {
    Flag.Builder flag =
        Flag.builder("f")
            .variant(Variant.of("green", 1))
            .rule(Rule.enabled(Condition.always(), true))
            .rule(Rule.variant(Condition.always(), "gren"));
    assertRefused(flag::build, "f: unknown variant 'gren'; did you mean 'green'?");
    InvalidFlagsException refused = assertThrows(InvalidFlagsException.class, flag::build);
    assertEquals("/rules/1/variant", refused.problems().get(0).pointer());
  }

  /** "All problems … are reported at once". */
  @Test
  void problems_several_areAllReported() {
    assertRefused(
        () ->
            Flag.builder("f")
                .percentage(101)
                .schedule(Schedule.from(Instant.EPOCH, Schedule.Step.days(0, 5)))
                .rule(Rule.variant(Condition.always(), "x"))
                .bucketBy(" ")
                .build(),
        "f: percentage must be between 0 and 100, was 101",
        "f: a flag has a percentage or a schedule, not both",
        "f: unknown variant 'x'",
        "f: bucketBy must name an attribute");
  }

  @Test
  void guard_outsideItsRanges_isRefused() {
    for (double alpha : new double[] {0, 1, -1, 2, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> new Guard(true, null, alpha, Guard.Then.KILL, 200));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Guard(true, null, 0.1, Guard.Then.KILL, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Guard(true, Duration.ZERO, 0.1, Guard.Then.KILL, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Guard(true, Duration.ofMillis(-1), 0.1, Guard.Then.KILL, 0));
    assertEquals(
        new Guard(true, null, 0.001, Guard.Then.KILL, 200), Guard.DEFAULT, "the defaults of {}");
  }

  @Test
  void guard_withSeveralFaults_namesAllOfThem() {
    Guard.Builder guard =
        Guard.builder()
            .slow(Duration.ofSeconds(3))
            .patience(Duration.ofSeconds(2))
            .metric(" ", Guard.Direction.DOWN)
            .window(Duration.ofDays(31))
            .alpha(1)
            .min(-1)
            .atLeast(0)
            .tolerance(1)
            .perAddress(-1);
    assertRefused(
        guard::build,
        "slow must not exceed the patience of PT2S, was PT3S",
        "the name of a tracked event has 1 to 200 characters, was ' '",
        "window must be positive and at most PT720H, was PT744H",
        "alpha must be over 0 and under 1, was 1",
        "tolerance must be over 0 and under 1, was 1",
        "min must be 0 or more, was -1",
        "atLeast must be 1 or more, was 0",
        "perAddress must be 0 or more, was -1");
  }

  @Test
  void guard_withPatienceOfNoUse_isRefused() {
    for (Duration patience : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofHours(2))) {
      assertRefused(
          () -> Guard.builder().patience(patience).build(),
          "patience must be positive and at most PT1H, was " + patience);
    }
    assertRefused(
        () -> Guard.builder().slow(Duration.ofHours(2)).build(),
        "slow must be at most PT1H, was PT2H");
  }

  @Test
  void guard_ofTheFirstEdition_hasTheDefaultsOfTheSecond() {
    Guard guard = new Guard(true, Duration.ofSeconds(15), 0.01, Guard.Then.HOLD, 50);
    assertEquals(5, guard.atLeast());
    assertEquals(Duration.ofMinutes(30), guard.window());
    assertEquals(Map.of(), guard.metrics());
    assertEquals(Duration.ofSeconds(15), guard.patience(), "slow extends the default");
    assertEquals(Duration.ofSeconds(10), Guard.DEFAULT.patience());
    assertEquals(guard, guard.toBuilder().build());
    assertEquals(guard.hashCode(), guard.toBuilder().build().hashCode());
    assertNotEquals(guard, guard.toBuilder().slowAuto().build());
  }

  @Test
  void guard_isEqualOnlyIfAllSettingsAre() {
    Set<Guard> different =
        Set.of(
            Guard.DEFAULT,
            Guard.builder().errors(false).build(),
            Guard.builder().slowAuto().build(),
            Guard.builder().slow(Duration.ofSeconds(1)).build(),
            Guard.builder().metric("purchase", Guard.Direction.DOWN).build(),
            Guard.builder().metric("purchase", Guard.Direction.UP).build(),
            Guard.builder().window(Duration.ofHours(1)).build(),
            Guard.builder().alpha(0.01).build(),
            Guard.builder().then(Guard.Then.HOLD).build(),
            Guard.builder().min(1).build(),
            Guard.builder().atLeast(1).build(),
            Guard.builder().patience(Duration.ofSeconds(1)).build(),
            Guard.builder().tolerance(0.01).build(),
            Guard.builder().perAddress(1).build());
    assertEquals(14, different.size());
    for (Guard guard : different) {
      assertEquals(guard, guard.toBuilder().build(), guard::toString);
    }
  }

  /** "the nearest right one" only if it is near. */
  @Test
  void operand_ofTheWrongType_isRefused() {
    assertRefused(() -> Condition.where("a", Operator.IN, "x"), "$in takes a list, not string");
    assertRefused(
        () -> Condition.where("a", Operator.NIN, Map.of()), "$nin takes a list, not object");
    assertRefused(
        () -> Condition.where("a", Operator.LT, true),
        "$lt takes a number or a string, not boolean");
    assertRefused(
        () -> Condition.where("a", Operator.REGEX, 5), "$regex takes a string, not number");
    assertRefused(
        () -> Condition.where("a", Operator.EXISTS, null), "$exists takes true or false, not null");
    assertRefused(
        () -> Condition.where("a", Operator.TYPE, "text"),
        "$type takes one of string, number, boolean, array, object, null, not 'text'");
    assertRefused(
        () -> Condition.where("a", Operator.VGT, true),
        "$vgt takes a version, as a string or a number that begins with a digit, not boolean");
    for (Object none : List.of("latest", "", "v", "V1", " 1.0", -1)) {
      assertThrows(IllegalArgumentException.class, () -> Condition.where("a", Operator.VNE, none));
    }
  }

  /** A segment is about the user, so it has no place inside an element. */
  @Test
  void inSegment_insideAnAttribute_isRefused() {
    Condition in = Condition.not(Condition.inSegment("s"));
    assertRefused(
        () -> new Condition.AnyElement("a", in), "$inSegment is not allowed inside an attribute");
    assertRefused(
        () -> new Condition.Size("a", in), "$inSegment is not allowed inside an attribute");
  }

  @Test
  void condition_nestedTooDeep_isRefused() {
    Condition nested = Condition.always();
    for (int depth = 1; depth < 50; depth++) {
      nested = Condition.not(nested);
    }
    Condition deepest = nested;
    assertRefused(() -> Condition.not(deepest), "a condition is nested more than 50 deep");
  }

  @Test
  void builder_usedAgain_leavesTheFirstFlagAlone() {
    Flag.Builder builder =
        Flag.builder("f").users("anna").rule(Rule.enabled(Condition.always(), true));
    Flag first = builder.build();
    Flag second =
        builder.enabled(true).users("bob").rule(Rule.enabled(Condition.always(), false)).build();
    assertEquals(List.of("anna"), List.copyOf(first.users()));
    assertEquals(1, first.rules().size());
    assertEquals(2, second.rules().size());
    assertEquals(first, first.toBuilder().build());
  }

  @Test
  void flag_afterItWasMade_cannotBeChanged() {
    List<String> ids = new ArrayList<>(List.of("anna"));
    Map<String, Object> value = new LinkedHashMap<>(Map.of("k", new ArrayList<>(List.of(1))));
    Flag flag = Flag.builder("f").users(ids).variant(Variant.of("v", 1, value)).build();
    ids.add("bob");
    value.clear();
    assertEquals(List.of("anna"), List.copyOf(flag.users()));
    assertEquals(Map.of("k", List.of(1)), flag.variants().get(0).value());
    assertThrows(UnsupportedOperationException.class, () -> flag.users().add("x"));
    assertThrows(
        UnsupportedOperationException.class,
        () -> ((Map<?, ?>) flag.variants().get(0).value()).clear());
  }

  @Test
  void user_afterItWasMade_cannotBeChanged() {
    Map<String, Object> attributes =
        new LinkedHashMap<>(Map.of("tags", new ArrayList<>(List.of("a"))));
    User user = new User("anna", attributes);
    attributes.clear();
    assertEquals(List.of("a"), user.attribute("tags"));
    assertEquals("anna", user.with("id", "other").attribute("id"), "the id is the user's own");
    assertEquals("x", user.with("tags", "x").attribute("tags"));
    assertEquals(List.of("a"), user.attribute("tags"), "with makes another user");
    assertThrows(IllegalArgumentException.class, () -> user.with("a", new Object()));
  }

  /** requires: "\"!name\" for off". */
  @Test
  void requirement_asText_isReadAndWritten() {
    assertEquals(new Requirement("a", false), Requirement.parse("!a"));
    assertEquals(new Requirement("a", true), Requirement.parse("a"));
    assertEquals("!a", Requirement.parse("!a").text());
    assertEquals("a", Requirement.parse("a").text());
  }

  @Test
  void source_asText_namesTheRule() {
    Decision rule =
        new Decision("f", true, "on", true, Reason.TARGETING_MATCH, Source.RULE, 2, null, null);
    assertEquals("rule 2", rule.sourceText());
    assertEquals("none", Decision.notFound("f").sourceText());
  }
}
