package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import org.junit.jupiter.api.Test;

final class CoverageTest {
  private static final int RUNS = 100;

  /** The short form of the simulation; the bound leaves three deviations for the draw of 100. */
  @Test
  void intervals_lookedAtAllTheTime_holdInEveryCase() {
    for (CoverageSimulation.Scenario scenario : CoverageSimulation.CASES) {
      int missed = CoverageSimulation.missed(scenario, RUNS);
      Figures.record("%s: %d of %d", scenario.name(), missed, RUNS);
      assertTrue(missed <= 11, scenario.name() + ": " + missed + " of " + RUNS);
    }
  }
}
