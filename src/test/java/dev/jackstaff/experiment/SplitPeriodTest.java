package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SplitPeriodTest {
  private static final Instant START = Instant.parse("2026-11-01T10:30:00Z");

  private final List<Exposure> exposures = new ArrayList<>();

  private static Instant at(double hours) {
    return START.plusSeconds(Math.round(hours * 3600));
  }

  private void see(String split, double... hours) {
    for (double hour : hours) {
      String subject = split + hour;
      exposures.add(new Exposure("f", "f", subject, "on", split, at(hour)));
    }
  }

  private String periods() {
    List<String> texts = new ArrayList<>();
    for (SplitPeriod period : SplitPeriod.of(exposures)) {
      texts.add(period.split() + period.number() + " " + period.until());
    }
    return String.join(", ", texts);
  }

  @Test
  void periodOfTheOnlyWeights_goesOn() {
    see("a", 0, 1, 500);
    assertEquals("a0 null", periods());
    assertEquals(at(500), SplitPeriod.of(exposures).get(0).last());
  }

  @Test
  void newWeights_endThePeriod_andNodesMayLearnOfThemLate() {
    see("a", 0, 1, 5, 7);
    see("b", 6, 8, 20);
    assertEquals("a0 " + at(6) + ", b0 null", periods());
  }

  @Test
  void weightsThatGoOnBesideOthers_areNotEnded() {
    see("a", 0, 1, 5, 7.001);
    see("b", 6, 8, 20);
    assertEquals("a0 null, b0 null", periods());
  }

  @Test
  void weightsThatComeBackAfterADayOfOthers_beginAnew() {
    see("a", 0, 5, 29.01);
    see("b", 6, 28);
    assertEquals("a0 " + at(6) + ", b0 " + at(29.01) + ", a1 null", periods());
  }

  @Test
  void weightsThatComeBackWithinADay_goOn() {
    see("a", 0, 5, 29);
    see("b", 6, 28);
    assertEquals("a0 null, b0 null", periods());
  }

  @Test
  void longPauseWithoutOthers_isNoEnd() {
    see("a", 0, 100);
    see("b", 200);
    assertEquals("a0 " + at(200) + ", b0 null", periods());
  }

  @Test
  void threeSteps_endOneAfterTheOther() {
    see("a", 0, 1);
    see("b", 30, 31);
    see("c", 60);
    assertEquals("a0 " + at(30) + ", b0 " + at(60) + ", c0 null", periods());
  }

  @Test
  void exposure_isInThePeriodOfItsWeightsAndTime() {
    see("a", 0, 5, 40);
    see("b", 6);
    List<SplitPeriod> periods = SplitPeriod.of(exposures);
    for (Exposure exposure : exposures) {
      assertEquals(1, periods.stream().filter(period -> period.contains(exposure)).count());
    }
    assertNull(periods.get(2).until());
    assertEquals(1, periods.get(2).number());
  }
}
