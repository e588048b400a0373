package dev.jackstaff.benchmark;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The result of one row in one round; times in nanoseconds for each operation. */
record Measurement(double time, double cpu, double bytes, Statistics times) {

  static Measurement of(RunResult result) {
    return new Measurement(
        result.getPrimaryResult().getScore(),
        secondary(result, CpuProfiler.RESULT),
        secondary(result, "gc.alloc.rate.norm"),
        result.getPrimaryResult().getStatistics());
  }

  // JMH sets a middle dot before some profilers' labels.
  private static double secondary(RunResult result, String label) {
    for (String key : result.getSecondaryResults().keySet()) {
      if (key.endsWith(label)) {
        return result.getSecondaryResults().get(key).getScore();
      }
    }
    throw new IllegalStateException("JMH did not report " + label);
  }
}
