package dev.jackstaff.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * A simulation of how often an interval of 95 % is wrong at any of many looks, of the classes that
 * compute the results, with fixed seeds. {@code main} writes the manual's table; its arguments are
 * a file and the number of runs of a row, by default 2,000.
 */
final class CoverageSimulation {
  static final List<Scenario> CASES =
      List.of(
          new Rates("1 → 3 %, 10 % share", 0.1, 0.01, 0.03, 10_000),
          new Rates("2 → 3 %, 5 % share", 0.05, 0.02, 0.03, 20_000),
          new Rates("5 % and 5 %, halves", 0.5, 0.05, 0.05, 10_000),
          new Rates("0.5 % and 0.5 %, 90 % share", 0.9, 0.005, 0.005, 20_000),
          new Revenue("revenue, log-normal σ = 2, halves", 0.5, 0.04, 0.06, Revenue::logNormal),
          new Revenue("revenue, log-normal σ = 2, 10 % share", 0.1, 0.04, 0.06, Revenue::logNormal),
          new Revenue("revenue, Pareto 1.5, 10 % share", 0.1, 0.04, 0.06, Revenue::pareto),
          new Cohort("closed cohort, hourly looks", 0.2, 0.25),
          new Rising("share rises from 5 to 50 %", 0.02, 0.06));

  private static final double ALPHA = 0.05;
  private static final Map<String, Double> TRUTHS = new ConcurrentHashMap<>();
  private static final SplitPeriod ONLY =
      new SplitPeriod("s", 0, Instant.EPOCH, Instant.EPOCH, null);

  private CoverageSimulation() {}

  /** A case of the table. */
  interface Scenario {
    /** Returns its name. */
    String name();

    /** Returns whether the interval excludes the true difference at any look. */
    boolean misses(SplittableRandom random);
  }

  /** Writes the table to a file, row by row. */
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int runs = arguments.length < 2 ? 2000 : Integer.parseInt(arguments[1]);
    Files.writeString(file, "| case | missed of " + runs + " | share |\n|---|---|---|\n");
    for (Scenario scenario : CASES) {
      int missed = missed(scenario, runs);
      Files.writeString(
          file,
          String.format(
              Locale.ROOT,
              "| %s | %d | %.1f %% |%n",
              scenario.name(),
              missed,
              100.0 * missed / runs),
          StandardOpenOption.APPEND);
    }
  }

  static int missed(Scenario scenario, int runs) {
    return (int)
        IntStream.range(0, runs)
            .filter(run -> scenario.misses(new SplittableRandom(1000 + run)))
            .count();
  }

  private static boolean excludes(List<VariantStats> cells, double truth) {
    Estimate seen = Comparison.of("b", "a", cells, ALPHA, 1).difference();
    return seen.low() != null && (seen.low() > truth || seen.high() < truth);
  }

  private static List<VariantStats> cells(double[] users, double[] converted) {
    List<VariantStats> cells = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      double p = converted[i] / users[i];
      double variance = users[i] < 2 ? 0 : p * (1 - p) * users[i] / (users[i] - 1);
      cells.add(new VariantStats("s", 0, i == 0 ? "a" : "b", users[i], converted[i], p, variance));
    }
    return cells;
  }

  /** Users who arrive and convert at once, looked at after every 50. */
  record Rates(String name, double share, double first, double second, int users)
      implements Scenario {
    @Override
    public boolean misses(SplittableRandom random) {
      double[] seen = new double[2];
      double[] converted = new double[2];
      for (int user = 1; user <= users; user++) {
        int group = random.nextDouble() < share ? 1 : 0;
        seen[group]++;
        converted[group] += random.nextDouble() < (group == 1 ? second : first) ? 1 : 0;
        if (user % 50 == 0
            && Math.min(seen[0], seen[1]) > 0
            && excludes(cells(seen, converted), second - first)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The sum of an order. */
  interface Order {
    double sum(SplittableRandom random);
  }

  /**
   * Orders with a heavy tail, looked at after every 400 users. The truth is the difference of the
   * means of orders reduced to the quantile of the distribution.
   */
  record Revenue(String name, double share, double first, double second, Order order)
      implements Scenario {
    private static final int USERS = 12_000;
    private static final int LOOK = 400;

    static double logNormal(SplittableRandom random) {
      return Math.exp(3 + 2 * normal(random));
    }

    static double pareto(SplittableRandom random) {
      return 20 * Math.pow(1 - random.nextDouble(), -1 / 1.5);
    }

    private static double normal(SplittableRandom random) {
      return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
          * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private double truth() {
      SplittableRandom random = new SplittableRandom(1);
      double[] orders = new double[400_000];
      Arrays.setAll(orders, i -> order.sum(random));
      Arrays.sort(orders);
      double rate = share * second + (1 - share) * first;
      double cap =
          orders[(int) (orders.length * (1 - (1 - AnalysisSettings.DEFAULT_CAP_QUANTILE) / rate))];
      double mean = Arrays.stream(orders).map(it -> Math.min(it, cap)).average().orElseThrow();
      return (second - first) * mean;
    }

    @Override
    public boolean misses(SplittableRandom random) {
      double truth = TRUTHS.computeIfAbsent(name, name -> truth());
      double[] sums = new double[USERS];
      boolean[] second = new boolean[USERS];
      for (int user = 0; user < USERS; user++) {
        second[user] = random.nextDouble() < share;
        boolean buys = random.nextDouble() < (second[user] ? this.second : first);
        sums[user] = buys ? order.sum(random) : 0;
        if ((user + 1) % LOOK == 0 && excludes(cells(sums, second, user + 1), truth)) {
          return true;
        }
      }
      return false;
    }

    private static List<VariantStats> cells(double[] sums, boolean[] second, int users) {
      double[] known = Arrays.copyOf(sums, users);
      double cap = RowAnalysis.cap(known, AnalysisSettings.DEFAULT_CAP_QUANTILE);
      CellSums a = new CellSums(ONLY, "a");
      CellSums b = new CellSums(ONLY, "b");
      for (int user = 0; user < users; user++) {
        (second[user] ? b : a).add(Math.min(cap, known[user]), known[user] > 0);
      }
      return List.of(a.stats(), b.stats());
    }
  }

  /**
   * Users who are all there at the beginning and convert over two weeks, looked at every hour. The
   * truth at a look is the difference of the chances to have converted by then.
   */
  record Cohort(String name, double first, double second) implements Scenario {
    private static final int USERS = 4000;
    private static final int HOURS = 336;
    private static final double MEAN_HOURS = 100;

    @Override
    public boolean misses(SplittableRandom random) {
      double[] users = new double[2];
      double[][] converted = new double[2][HOURS];
      for (int user = 0; user < USERS; user++) {
        int group = random.nextBoolean() ? 1 : 0;
        users[group]++;
        int hour = (int) (-MEAN_HOURS * Math.log(1 - random.nextDouble()));
        if (random.nextDouble() < (group == 1 ? second : first) && hour < HOURS) {
          converted[group][hour]++;
        }
      }
      double[] sums = new double[2];
      for (int hour = 0; hour < HOURS; hour++) {
        sums[0] += converted[0][hour];
        sums[1] += converted[1][hour];
        double truth = (second - first) * (1 - Math.exp(-(hour + 1) / MEAN_HOURS));
        if (excludes(cells(users, sums), truth)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * A share that rises after five days; users convert, and those who change over convert as with
   * the flag from then on. All rows go through the analysis of rows. The truth is the difference of
   * the chances.
   */
  record Rising(String name, double first, double second) implements Scenario {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final VariantWeights ARMS = RaisedShare.ARMS;
    private static final int USERS = 3000;
    private static final long LENGTH = Duration.ofDays(10).toSeconds();
    private static final int LOOKS = 20;

    @Override
    public boolean misses(SplittableRandom random) {
      List<Exposure> exposures = new ArrayList<>();
      List<Conversion> conversions = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        user(random, i, exposures, conversions);
      }
      exposures.sort(Comparator.comparing(Exposure::at));
      conversions.sort(Comparator.comparing(Conversion::at));
      for (int look = 1; look <= LOOKS; look++) {
        Instant now = START.plusSeconds(LENGTH * look / LOOKS);
        RowAnalysis rows =
            new RowAnalysis(
                exposures.stream().filter(e -> e.at().isBefore(now)).toList(),
                conversions.stream().filter(c -> c.at().isBefore(now)).toList(),
                AnalysisSettings.DEFAULT);
        Estimate seen = rows.results(ARMS, now).metrics().get(0).comparisons().get(0).difference();
        if (seen.low() != null && (seen.low() > second - first || seen.high() < second - first)) {
          return true;
        }
      }
      return false;
    }

    private void user(
        SplittableRandom random, int i, List<Exposure> exposures, List<Conversion> conversions) {
      Instant at = START.plusSeconds(random.nextLong(LENGTH));
      Instant raised = START.plusSeconds(LENGTH / 2);
      boolean early = at.isBefore(raised);
      double bucket = random.nextDouble();
      boolean on = bucket < (early ? 0.05 : 0.5);
      String subject = "user:" + i;
      exposures.add(exposure(subject, on, early, at));
      converts(random, on, subject, at, conversions);
      if (early && !on && bucket < 0.5) {
        Instant back = raised.plusSeconds(random.nextLong(LENGTH / 2));
        exposures.add(exposure(subject, true, false, back));
        converts(random, true, subject, back, conversions);
      }
    }

    private void converts(
        SplittableRandom random,
        boolean on,
        String subject,
        Instant at,
        List<Conversion> conversions) {
      if (random.nextDouble() < (on ? second : first)) {
        UUID id = new UUID(random.nextLong(), random.nextLong());
        conversions.add(
            new Conversion(id, "purchase", subject, at.plusSeconds(1), OptionalDouble.empty()));
      }
    }

    private static Exposure exposure(String subject, boolean on, boolean early, Instant at) {
      String split = early ? "{\"off\":95.0,\"on\":5.0}" : "{\"off\":50.0,\"on\":50.0}";
      return new Exposure("raised", "raised", subject, on ? "on" : "off", split, at);
    }
  }
}
