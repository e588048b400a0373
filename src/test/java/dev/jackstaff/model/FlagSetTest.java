package dev.jackstaff.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Schedule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@DisplayName("SEMANTICS: what only the whole set can know")
final class FlagSetTest {
  private static Flag requiring(String name, String... required) {
    return Flag.builder(name).requires(required).build();
  }

  private static Flag using(String name, String... segments) {
    return Flag.builder(name).rule(Rule.enabled(Condition.inSegment(segments), true)).build();
  }

  private static void assertRefused(Executable making, String... problems) {
    InvalidFlagsException refused = assertThrows(InvalidFlagsException.class, making);
    assertEquals(List.of(problems), refused.getMessage().lines().toList());
    assertEquals(problems.length, refused.problems().size());
  }

  @Test
  void flag_definedTwice_isRefused() {
    assertRefused(
        () -> FlagSet.of(Flag.on("a"), Flag.on("b"), Flag.off("a")),
        "a: the flag is defined twice");
  }

  /** "a cycle or an unknown name is refused", "for a misspelt name, the nearest right one". */
  @Test
  void requirement_ofAnUnknownFlag_isRefusedWithASuggestion() {
    assertRefused(
        () -> FlagSet.of(requiring("a", "new_serch"), Flag.on("new_search")),
        "a: requires the unknown flag 'new_serch'; did you mean 'new_search'?");
    assertRefused(
        () -> FlagSet.of(requiring("a", "!nothing_like_it"), Flag.on("new_search")),
        "a: requires the unknown flag 'nothing_like_it'");
    assertRefused(
        () -> FlagSet.of(requiring("a", "b\n\u0000")),
        "a: requires the unknown flag 'b<U+000A><U+0000>'");
  }

  @Test
  void requirements_inACircle_areRefusedWithThePath() {
    assertRefused(() -> FlagSet.of(requiring("a", "a")), "a: requires flags in a circle: a → a");
    assertRefused(
        () -> FlagSet.of(requiring("a", "b"), requiring("b", "!c"), requiring("c", "a")),
        "a: requires flags in a circle: a → b → c → a");
    // The way there is not part of the circle.
    assertRefused(
        () -> FlagSet.of(requiring("in", "a"), requiring("a", "b"), requiring("b", "a")),
        "a: requires flags in a circle: a → b → a");
  }

  /** "All problems of a document are reported at once." */
  @Test
  void problems_several_areAllReported() {
    assertRefused(
        () ->
            FlagSet.of(
                List.of(
                    requiring("a", "b"),
                    requiring("b", "a"),
                    requiring("c", "d", "x"),
                    requiring("d", "c"),
                    using("e", "nobody", "somebody"),
                    Flag.on("a")),
                Map.of("somebodi", Condition.always())),
        "a: the flag is defined twice",
        "c: requires the unknown flag 'x'; did you mean 'a'?",
        "a: requires flags in a circle: a → b → a",
        "c: requires flags in a circle: c → d → c",
        "e: unknown segment 'nobody'",
        "e: unknown segment 'somebody'; did you mean 'somebodi'?");
  }

  @Test
  void requirements_overMoreThanAHundredSteps_areRefused() {
    List<Flag> chain = new ArrayList<>();
    chain.add(Flag.on("f0"));
    for (int i = 1; i <= 100; i++) {
      chain.add(requiring("f" + i, "f" + (i - 1)));
    }
    assertEquals(101, FlagSet.of(chain).size());
    chain.add(requiring("f101", "f100"));
    chain.add(requiring("f102", "f101"));
    assertRefused(() -> FlagSet.of(chain), "f101: requires flags over more than 100 steps");
  }

  /** 2^90 ways through the layers, and a circle at their end. */
  @Test
  void requirements_inDiamonds_areCheckedOnceEach() {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      flags.add(requiring("a" + i, "a" + (i + 1), "b" + (i + 1)));
      flags.add(requiring("b" + i, "a" + (i + 1), "b" + (i + 1)));
    }
    flags.add(Flag.on("a90"));
    flags.add(Flag.on("b90"));
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> FlagSet.of(flags));
    flags.remove(flags.size() - 1);
    flags.add(requiring("b90", "b89"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () ->
            assertRefused(
                () -> FlagSet.of(flags), "b89: requires flags in a circle: b89 → b90 → b89"));
  }

  /** "Segments may use segments; a cycle is refused", "an unknown segment". */
  private static Flag planned(String name, String plan) {
    return Flag.builder(name)
        .schedule(Schedule.planned(LocalDate.parse("2026-11-20"), ZoneId.of("UTC"), plan))
        .build();
  }

  @Test
  void plan_ofTheSet_givesASchedule_itsSteps() {
    List<Step> careful = List.of(Step.days(0, "staff"), Step.days(3, 10), Step.days(7, 100));
    Map<String, Condition> segments = Map.of("staff", Condition.always());
    FlagSet set =
        FlagSet.of(List.of(planned("a", "careful")), segments, Map.of("careful", careful));
    Schedule schedule = set.find("a").orElseThrow().schedule();
    assertEquals(careful, schedule.steps());
    assertEquals("careful", schedule.plan());

    List<Step> quicker = List.of(Step.days(0, 50), Step.days(1, 100));
    FlagSet changed = FlagSet.of(set.flags(), segments, Map.of("careful", quicker));
    assertEquals(quicker, changed.find("a").orElseThrow().schedule().steps());

    Schedule own = FlagSet.of(set.flags(), segments).find("a").orElseThrow().schedule();
    assertEquals(careful, own.steps(), "a set without the plan keeps the steps");
    assertNull(own.plan());
    assertEquals(set.plans(), set.with(planned("b", "careful")).without("a").plans());
  }

  @Test
  void planOrAudience_thatIsUnknown_isRefused() {
    assertRefused(() -> FlagSet.of(planned("a", "careful")), "a: unknown plan 'careful'");
    Schedule staff = Schedule.from(Instant.EPOCH, Step.days(0, "staff"));
    Flag flag = Flag.builder("a").schedule(staff).build();
    assertRefused(() -> FlagSet.of(flag), "a: unknown segment 'staff'");
    FlagSet used = FlagSet.of(List.of(flag), Map.of("staff", Condition.always()));
    assertRefused(() -> used.withoutSegment("staff"), "a: unknown segment 'staff'");
    List<Flag> planned = List.of(planned("a", "fast"));
    assertRefused(
        () -> FlagSet.of(planned, Map.of(), Map.of("fast", List.of(Step.days(0, "x")))),
        "plans.fast: unknown segment 'x'");
    assertRefused(
        () -> FlagSet.of(planned, Map.of(), Map.of("fast", List.of())),
        "plans.fast: a plan has at least one step");
  }

  @Test
  void segments_unknownOrInACircle_areRefused() {
    assertRefused(
        () ->
            FlagSet.of(
                List.of(),
                Map.of("beta", Condition.inSegment("staf"), "staff", Condition.always())),
        "segments.beta: unknown segment 'staf'; did you mean 'staff'?");
    Map<String, Condition> circle = new LinkedHashMap<>();
    circle.put("a", Condition.all(Condition.not(Condition.inSegment("b"))));
    circle.put("b", Condition.any(Condition.always(), Condition.inSegment("x", "a")));
    circle.put("x", Condition.always());
    assertRefused(
        () -> FlagSet.of(List.of(), circle), "segments.a: uses segments in a circle: a → b → a");
  }

  @Test
  void segments_overMoreThanTenSteps_areRefused() {
    Map<String, Condition> chain = new LinkedHashMap<>();
    chain.put("s0", Condition.always());
    for (int i = 1; i <= 10; i++) {
      chain.put("s" + i, Condition.inSegment("s" + (i - 1)));
    }
    assertEquals(11, FlagSet.of(List.of(), chain).segments().size());
    chain.put("s11", Condition.inSegment("s10"));
    assertRefused(
        () -> FlagSet.of(List.of(), chain), "segments.s11: uses segments over more than 10 steps");
  }

  /** "flags and segments are reserved", of segments too. */
  @Test
  void segmentsName_thatIsNone_isRefused() {
    assertRefused(
        () -> FlagSet.of(List.of(), Map.of("flags", Condition.always())),
        "segments: the name 'flags' is reserved");
  }

  @Test
  void with_aNewFlag_addsItAtTheEnd() {
    FlagSet set = FlagSet.of(Flag.on("a"), Flag.on("b"));
    FlagSet more = set.with(Flag.on("c"));
    assertEquals(List.of("a", "b", "c"), more.flags().stream().map(Flag::name).toList());
    assertEquals(2, set.size(), "the set itself stays");
  }

  @Test
  void with_aKnownFlag_replacesItInItsPlace() {
    FlagSet set = FlagSet.of(Flag.on("a"), Flag.on("b")).with(Flag.off("a"));
    assertEquals(List.of("a", "b"), set.flags().stream().map(Flag::name).toList());
    assertFalse(set.find("a").orElseThrow().enabled());
  }

  @Test
  void with_aFlagThatBreaksTheSet_isRefused() {
    FlagSet set = FlagSet.of(requiring("a", "b"), Flag.on("b"));
    assertRefused(() -> set.with(requiring("b", "a")), "a: requires flags in a circle: a → b → a");
  }

  @Test
  void without_aFlagThatIsRequired_isRefused() {
    FlagSet set = FlagSet.of(requiring("a", "b"), Flag.on("b"), Flag.on("c"));
    assertRefused(() -> set.without("b"), "a: requires the unknown flag 'b'; did you mean 'a'?");
    assertEquals(2, set.without("c").size());
    assertEquals(set, set.without("no_such_flag"));
  }

  @Test
  void withSegment_andWithout_changeOneSegment() {
    FlagSet set = FlagSet.of(Flag.on("a")).withSegment("beta", Condition.is("beta", true));
    FlagSet used = set.with(using("b", "beta"));
    assertEquals(List.of("beta"), List.copyOf(used.segments().keySet()));
    assertRefused(() -> used.withoutSegment("beta"), "b: unknown segment 'beta'");
    assertTrue(set.withoutSegment("beta").segments().isEmpty());
    Condition other = Condition.always();
    assertEquals(other, used.withSegment("beta", other).segments().get("beta"));
  }

  @Test
  void sets_ofEqualFlagsInTheSameOrder_areEqual() {
    FlagSet set = FlagSet.of(Flag.on("a"), Flag.on("b"));
    assertEquals(set, FlagSet.of(Flag.on("a"), Flag.on("b")));
    assertEquals(set.hashCode(), FlagSet.of(Flag.on("a"), Flag.on("b")).hashCode());
    assertNotEquals(set, FlagSet.of(Flag.on("b"), Flag.on("a")));
    assertNotEquals(set, FlagSet.of(Flag.on("a"), Flag.off("b")));
    assertNotEquals(set, set.withSegment("s", Condition.always()));
  }

  @Test
  void set_afterItWasMade_cannotBeChanged() {
    List<Flag> flags = new ArrayList<>(List.of(Flag.on("a")));
    Map<String, Condition> segments = new LinkedHashMap<>(Map.of("s", Condition.always()));
    FlagSet set = FlagSet.of(flags, segments);
    flags.clear();
    segments.clear();
    assertEquals(1, set.size());
    assertEquals(1, set.segments().size());
    assertThrows(UnsupportedOperationException.class, () -> set.flags().clear());
    assertThrows(UnsupportedOperationException.class, () -> set.segments().clear());
  }
}
