package dev.jackstaff.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.About;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table of verdicts, and what holds a flag, at a time that is set. */
final class FlagReviewTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String VERSION = "0123456789abcdef";

  private static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private static About about(@Nullable Instant created, @Nullable Instant expires) {
    return new About(null, null, List.of(), created, expires, false, Map.of());
  }

  private static final About PERMANENT =
      new About(null, null, List.of(), daysAgo(100), daysAgo(1), true, Map.of());

  private static List<String> verdicts(FlagReview.Builder known, String flag) {
    return known.at(NOW).of(flag).stream()
        .filter(finding -> !finding.isHeld())
        .map(finding -> finding.verdict().toString())
        .toList();
  }

  private static FlagReview.Builder of(Flag... flags) {
    return FlagReview.of(FlagSet.of(flags));
  }

  /** A use of flags by an application that ran on each of the last days, today among them. */
  private static Usage ran(int days, UsageLine... lines) {
    TreeMap<LocalDate, Long> requests = new TreeMap<>();
    LocalDate today = LocalDate.ofInstant(NOW, ZoneOffset.UTC);
    for (int i = 0; i < days; i++) {
      requests.put(today.minusDays(i), 10L);
    }
    return Usage.of(Arrays.asList(lines), requests);
  }

  private static UsageLine said(String flag, String answer, int firstDaysAgo, int lastDaysAgo) {
    return new UsageLine(flag, VERSION, answer, 10, daysAgo(firstDaysAgo), daysAgo(lastDaysAgo));
  }

  private static UsageLine note(String flag, String note, int firstDaysAgo, int lastDaysAgo) {
    return new UsageLine(flag, "", note, 3, daysAgo(firstDaysAgo), daysAgo(lastDaysAgo));
  }

  private static Reference asked(String flag) {
    return new Reference(flag, Reference.Kind.ASKED, "Flags.on", "Shop.java", 7, null);
  }

  @Test
  void expired_isWhatIsPastItsDay_andNotBefore() {
    Flag past = Flag.builder("f").about(about(null, NOW.minusSeconds(1))).build();
    Flag present = Flag.builder("f").about(about(null, NOW.plusSeconds(1))).build();
    assertEquals(List.of("expired"), verdicts(of(past), "f"));
    assertEquals(List.of(), verdicts(of(present), "f"));
  }

  @Test
  void old_isWhatIsOlderThanItsTypeLives() {
    for (FlagType type : FlagType.values()) {
      boolean ends = type == FlagType.RELEASE || type == FlagType.EXPERIMENT;
      Flag old = Flag.builder("f").type(type).about(about(daysAgo(41), null)).build();
      Flag young = Flag.builder("f").type(type).about(about(daysAgo(40), null)).build();
      assertEquals(ends ? List.of("old") : List.of(), verdicts(of(old), "f"), type.text());
      assertEquals(List.of(), verdicts(of(young), "f"), type.text());
    }
  }

  @Test
  void old_goesByTheLifetimesThatAreSet() {
    Flag release = Flag.builder("f").about(about(daysAgo(41), null)).build();
    Flag ops = Flag.builder("o").type(FlagType.OPS).about(about(daysAgo(41), null)).build();
    FlagReview.Builder known =
        of(release, ops)
            .lifetime(FlagType.RELEASE, Duration.ZERO)
            .lifetime(FlagType.OPS, Duration.ofDays(30));
    assertEquals(List.of(), verdicts(known, "f"));
    assertEquals(List.of("old"), verdicts(known, "o"));
  }

  @Test
  void old_isNotWhatSaysItselfWhenItEnds() {
    Flag said = Flag.builder("f").about(about(daysAgo(400), NOW.plusSeconds(1))).build();
    assertEquals(List.of(), verdicts(of(said), "f"));
  }

  /** {@code created}, else the oldest that history and usage know; else nobody knows. */
  @Test
  void age_isTheDefinitions_elseTheHistorys_elseTheUsages_elseUnknown() {
    Flag young = Flag.builder("f").about(about(daysAgo(3), null)).build();
    Usage usage = ran(60, note("f", UsageLine.KNOWN, 50, 0));
    Map<String, Instant> history = Map.of("f", daysAgo(45));
    assertEquals(daysAgo(3), of(young).usage(usage).made(history).at(NOW).made("f").orElseThrow());
    FlagReview.Builder all = of(Flag.off("f")).usage(usage).made(history);
    assertEquals(daysAgo(50), all.at(NOW).made("f").orElseThrow());
    FlagReview.Builder changed = of(Flag.off("f")).made(history);
    assertEquals(daysAgo(45), changed.at(NOW).made("f").orElseThrow());
    assertTrue(verdicts(changed, "f").contains("old"));
    FlagReview unknown = of(Flag.off("f")).at(NOW);
    assertTrue(unknown.made("f").isEmpty());
    assertEquals(List.of(), unknown.findings());
    assertEquals(
        List.of("the age of these flags is unknown; set created in their metadata: f"),
        unknown.notes());
  }

  @Test
  void oneSided_isWhatSaysTheSameToEverybodyFor14Days() {
    Usage usage = ran(20, said("f", "on", 20, 0), said("f", "off", 20, 15));
    Finding finding = of(Flag.on("f")).usage(usage).at(NOW).of("f").get(0);
    assertEquals(Verdict.ONE_SIDED, finding.verdict());
    assertEquals("has returned on to everybody since 2026-11-08", finding.reason());
    assertEquals("java -jar jackstaff-tools.jar remove f --keep on --write src", finding.command());
    assertTrue(finding.next().startsWith("It is launched"), finding.next());
  }

  @Test
  void oneSided_isAlsoWhatIsDead_andAVariant() {
    Flag killed = Flag.percentage("k", 50).toBuilder().killed(Kill.UNEXPLAINED).build();
    Flag green = Flag.builder("v").enabled(true).variant(Variant.of("deep green", 1)).build();
    Usage usage = ran(20, said("k", "off", 20, 0), said("v", "deep green", 20, 0));
    FlagReview review = of(killed).usage(usage).at(NOW);
    // What draws is not one-sided, but a killed flag draws no more.
    assertEquals(List.of("one-sided"), verdicts(of(killed).usage(usage), "k"));
    assertTrue(review.of("k").get(0).next().startsWith("It is dead"));
    Finding variant = of(green).usage(usage).at(NOW).of("v").get(0);
    assertEquals(
        "java -jar jackstaff-tools.jar remove v --keep 'deep green' --write src",
        variant.command());
  }

  @Test
  void oneSided_isNotWhatSaidSomethingElseSince_orIsNotKnownSoLong() {
    FlagReview.Builder other = of(Flag.on("f"));
    assertEquals(
        List.of(),
        verdicts(other.usage(ran(20, said("f", "on", 20, 0), said("f", "off", 20, 13))), "f"));
    assertEquals(List.of(), verdicts(other.usage(ran(20, said("f", "on", 13, 0))), "f"));
    assertEquals(List.of("one-sided"), verdicts(other.usage(ran(20, said("f", "on", 14, 0))), "f"));
  }

  /** Few users may all be on one side of a percentage by chance. */
  @Test
  void oneSided_isNotWhatDraws() {
    Usage usage = ran(20, said("f", "off", 20, 0));
    Flag ruled = Flag.builder("f").rule(Rule.percentage(Condition.always(), 5)).build();
    assertEquals(List.of(), verdicts(of(Flag.percentage("f", 1)).usage(usage), "f"));
    assertEquals(List.of(), verdicts(of(ruled).usage(usage), "f"));
    assertEquals(List.of("one-sided"), verdicts(of(Flag.percentage("f", 0)).usage(usage), "f"));
  }

  @Test
  void oneSided_doesNotMindWhatTestersSaw() {
    Usage usage = ran(20, said("f", "on", 20, 0), note("f", UsageLine.OVERRIDDEN, 10, 1));
    assertEquals(List.of("one-sided"), verdicts(of(Flag.on("f")).usage(usage), "f"));
  }

  @Test
  void unused_isWhatNobodyAskedForOn14DaysOnWhichItsApplicationRan() {
    Flag flag = Flag.builder("f").about(about(daysAgo(30), null)).build();
    Usage usage = ran(30, said("f", "on", 30, 15), said("f", "off", 30, 15));
    Finding finding = of(flag).usage(usage).at(NOW).of("f").get(0);
    assertEquals(Verdict.UNUSED, finding.verdict());
    assertEquals(
        "was last checked on 2026-11-08, and its application ran on 15 days after that",
        finding.reason());
    assertEquals("java -jar jackstaff-tools.jar refs target/classes src/main", finding.command());
    Usage later = ran(30, said("f", "on", 30, 13), said("f", "off", 30, 13));
    assertEquals(List.of(), verdicts(of(flag).usage(later), "f"));
  }

  @Test
  void unused_isNotWhatWasNotAskedForWhileNothingRan() {
    Flag flag = Flag.builder("f").about(about(daysAgo(30), null)).build();
    UsageLine asked = said("f", "on", 30, 20);
    Usage stopped = Usage.of(List.of(asked), ran(10).days());
    assertEquals(List.of(), verdicts(of(flag).usage(stopped), "f"));
    assertEquals(List.of("unused"), verdicts(of(flag).usage(ran(20, asked)), "f"));
  }

  @Test
  void unused_ofWhatWasNeverAskedFor_countsFromWhenItWasMadeAndWatched() {
    Flag made = Flag.builder("f").about(about(daysAgo(15), null)).build();
    assertEquals(List.of("unused"), verdicts(of(made).usage(ran(30)), "f"));
    assertEquals(List.of(), verdicts(of(made).usage(ran(14)), "f"), "not watched for so long");
    Flag young = Flag.builder("f").about(about(daysAgo(13), null)).build();
    assertEquals(List.of(), verdicts(of(young).usage(ran(30)), "f"));
    assertEquals(List.of(), verdicts(of(Flag.off("f")).usage(ran(30)), "f"), "age unknown");
    Usage seen = ran(30, note("f", UsageLine.KNOWN, 16, 0));
    assertEquals(List.of("unused"), verdicts(of(Flag.off("f")).usage(seen), "f"));
  }

  @Test
  void unused_isNotWhatOnlyTestersOrOtherFiltersAskFor() {
    Flag flag = Flag.builder("f").about(about(daysAgo(30), null)).build();
    for (String note : List.of(UsageLine.OVERRIDDEN, UsageLine.UNDEFINED)) {
      assertEquals(List.of(), verdicts(of(flag).usage(ran(30, note("f", note, 30, 1))), "f"));
    }
  }

  @Test
  void unreferenced_isWhatIsNowhereInTheCode_ifTheCodeIsKnown() {
    References found = References.of(List.of(asked("used")), 1, 0);
    FlagReview.Builder known = of(Flag.on("used"), Flag.on("gone"));
    assertEquals(List.of(), verdicts(known, "gone"));
    assertEquals(List.of("unreferenced"), verdicts(known.references(found), "gone"));
    assertEquals(List.of(), verdicts(known, "used"));
    Finding finding = known.place("flags.json").at(NOW).of("gone").get(0);
    assertEquals(
        "java -jar jackstaff-tools.jar remove gone --keep on --flags flags.json --write src",
        finding.command());
  }

  @Test
  void undefined_isWhatTheCodeAsksFor_orWasAskedForLately() {
    References found = References.of(List.of(asked("coded"), asked("elsewhere")), 1, 0);
    Usage usage =
        ran(
            20,
            note("asked", UsageLine.UNDEFINED, 13, 13),
            note("mended", UsageLine.UNDEFINED, 20, 14));
    FlagReview review =
        of(Flag.on("f")).references(found).usage(usage).external(List.of("elsewhere")).at(NOW);
    List<Finding> undefined =
        review.findings().stream().filter(it -> it.verdict() == Verdict.UNDEFINED).toList();
    assertEquals(
        List.of("asked", "coded"), undefined.stream().map(Finding::flag).sorted().toList());
    assertEquals(
        "is checked but not defined (3 times while applications ran, last on 2026-11-10)",
        undefined.get(0).reason());
    assertEquals(List.of(asked("coded")), undefined.get(1).places());
    assertEquals(
        "java -jar jackstaff-tools.jar remove coded --keep off --write src",
        undefined.get(1).command());
  }

  @Test
  void undefined_endsWhenTheFlagIsDefined() {
    Usage usage = ran(20, note("f", UsageLine.UNDEFINED, 13, 1));
    assertEquals(List.of("undefined"), verdicts(of().usage(usage), "f"));
    assertEquals(List.of(), verdicts(of(Flag.off("f")).usage(usage), "f"));
  }

  /** Everything that can be said against a flag that is defined, said of one. */
  private static List<Finding> everything(Flag flag, Flag... others) {
    List<Flag> all = new ArrayList<>(List.of(flag));
    all.addAll(List.of(others));
    List<Finding> findings = new ArrayList<>();
    References none = References.of(List.of(), 1, 0);
    Usage dead = ran(30, said("f", "off", 30, 0));
    Usage unused = ran(30, said("f", "off", 30, 20), said("f", "on", 30, 20));
    FlagSet set = FlagSet.of(all);
    findings.addAll(FlagReview.of(set).usage(dead).references(none).at(NOW).of("f"));
    findings.addAll(FlagReview.of(set).usage(unused).at(NOW).of("f"));
    return findings;
  }

  private static List<String> texts(List<Finding> findings) {
    return findings.stream().map(it -> it.verdict().toString()).distinct().sorted().toList();
  }

  private static final About EXPIRED = about(daysAgo(100), daysAgo(1));
  private static final About OLD = about(daysAgo(100), null);

  @Test
  void flagThatNothingHolds_hasAllVerdicts() {
    List<Finding> expired = everything(Flag.builder("f").about(EXPIRED).build());
    assertEquals(List.of("expired", "one-sided", "unreferenced", "unused"), texts(expired));
    List<Finding> old = everything(Flag.builder("f").about(OLD).build());
    assertEquals(List.of("old", "one-sided", "unreferenced", "unused"), texts(old));
    expired.forEach(finding -> assertFalse(finding.isHeld()));
    old.forEach(finding -> assertFalse(finding.isHeld()));
  }

  /** Each veto holds against every verdict, is named, and what is said stays to be seen. */
  private static void holds(Veto veto, String because, List<Finding> findings) {
    assertFalse(findings.isEmpty());
    for (Finding finding : findings) {
      assertEquals(Map.of(veto, because), finding.held(), finding.verdict().toString());
      assertTrue(finding.message().endsWith("; it stays, since " + because), finding.message());
    }
  }

  @Test
  void permanent_holds() {
    List<Finding> findings = everything(Flag.builder("f").about(PERMANENT).build());
    assertEquals(List.of("expired", "one-sided", "unreferenced", "unused"), texts(findings));
    holds(Veto.PERMANENT, "it is permanent", findings);
  }

  @Test
  void liveExperiment_holds_untilItDrawsNoMore() {
    Flag live =
        Flag.builder("f")
            .type(FlagType.EXPERIMENT)
            .enabled(true)
            .variant(Variant.of("a", 1))
            .variant(Variant.of("b", 1))
            .about(OLD)
            .build();
    holds(Veto.EXPERIMENT, "its experiment is live", everything(live));
    assertEquals(List.of("old", "unreferenced", "unused"), texts(everything(live)));
    Flag won = live.toBuilder().variants(List.of(Variant.of("a", 1), Variant.of("b", 0))).build();
    everything(won).forEach(finding -> assertFalse(finding.isHeld(), finding.message()));
    Flag killed = live.toBuilder().killed(Kill.UNEXPLAINED).build();
    everything(killed).forEach(finding -> assertFalse(finding.isHeld(), finding.message()));
    Flag release = live.toBuilder().type(FlagType.RELEASE).build();
    everything(release).forEach(finding -> assertFalse(finding.isHeld(), finding.message()));
  }

  @Test
  void scheduleUnderWay_holds_untilItsLastStepOrItsHold() {
    Schedule ramp = Schedule.from(daysAgo(2), Step.days(0, 5), Step.days(3, 100));
    Flag climbing = Flag.builder("f").schedule(ramp).about(OLD).build();
    holds(Veto.SCHEDULE, "its schedule has steps to come", everything(climbing));
    assertEquals(List.of("old", "unreferenced", "unused"), texts(everything(climbing)));
    Schedule over = Schedule.from(daysAgo(3), Step.days(0, 5), Step.days(3, 100));
    for (Flag ended :
        List.of(
            climbing.toBuilder().schedule(over).build(),
            climbing.toBuilder().schedule(ramp.held(daysAgo(1))).build(),
            climbing.toBuilder().killed(Kill.UNEXPLAINED).build())) {
      assertFalse(everything(ended).isEmpty());
      everything(ended).forEach(finding -> assertFalse(finding.isHeld(), finding.message()));
    }
  }

  @Test
  void flagThatOthersRequire_isHeld() {
    Flag base = Flag.builder("f").about(OLD).build();
    Flag on = Flag.builder("on_top").requires("f").build();
    Flag without = Flag.builder("without").requires("!f").build();
    List<Finding> findings = everything(base, on, without);
    holds(Veto.REQUIRED, "it is required by on_top, without", findings);
    assertEquals(List.of("old", "one-sided", "unreferenced", "unused"), texts(findings));
  }
}
