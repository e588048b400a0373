package dev.jackstaff.experiment;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.UUID;

/** The rows of an experiment whose percentage was 10, 50 and 10 again, for three days each. */
record RaisedShare(List<Exposure> exposures, List<Conversion> conversions) {
  static final Instant START = Instant.parse("2026-11-01T10:30:00Z");
  static final VariantWeights ARMS =
      VariantWeights.of(Flag.builder("raised").type(FlagType.EXPERIMENT).percentage(50).build());

  private static final long PHASE = Duration.ofDays(3).toMillis();
  private static final int BATCH = 500;
  private static final double[] SHARES = {0.1, 0.5, 0.1};

  /** Returns rows of so many users a phase, of whom those with the flag buy more. */
  static RaisedShare of(SplittableRandom random, int users) {
    RaisedShare rows = new RaisedShare(new ArrayList<>(), new ArrayList<>());
    for (int phase = 0; phase < SHARES.length; phase++) {
      for (int i = 0; i < users; i++) {
        Instant at = START.plusMillis(phase * PHASE + i * (PHASE / users));
        rows.user(random, phase, "user:" + phase + ":" + i, at);
      }
    }
    return rows;
  }

  /** Writes the rows in batches of the size that an outbox would have. */
  void write(ExposureSink sink) throws Exception {
    for (int i = 0; i < exposures.size(); i += BATCH) {
      int end = Math.min(exposures.size(), i + BATCH);
      sink.write(exposures.subList(i, end), List.of());
    }
    for (int i = 0; i < conversions.size(); i += BATCH) {
      int end = Math.min(conversions.size(), i + BATCH);
      sink.write(List.of(), conversions.subList(i, end));
    }
  }

  private void user(SplittableRandom random, int phase, String subject, Instant at) {
    double bucket = random.nextDouble();
    boolean on = bucket < SHARES[phase];
    see(subject, on, phase, at);
    if (phase == 0 && !on && bucket < SHARES[1] && random.nextInt(3) == 0) {
      see(subject, true, 1, at.plus(Duration.ofDays(4)));
    }
    while (random.nextDouble() < (on ? 0.3 : 0.2)) {
      Instant then = at.plusSeconds(random.nextLong(-3600, 5 * 86_400));
      double amount = Math.round(1000 * Math.exp(2 * random.nextDouble())) / 100.0;
      conversions.add(conversion("purchase", subject, then, OptionalDouble.empty(), random));
      conversions.add(conversion("revenue", subject, then, OptionalDouble.of(amount), random));
    }
  }

  private void see(String subject, boolean on, int phase, Instant at) {
    double share = 100 * SHARES[phase];
    String split = "{\"off\":" + (100 - share) + ",\"on\":" + share + "}";
    exposures.add(new Exposure("raised", "raised", subject, on ? "on" : "off", split, at));
  }

  private static Conversion conversion(
      String event, String subject, Instant at, OptionalDouble amount, SplittableRandom random) {
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return new Conversion(id, event, subject, at, amount);
  }
}
