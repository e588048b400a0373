package dev.jackstaff.benchmark;

import dev.jackstaff.benchmark.Contender.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures every row in rounds, each round one fresh JVM for each row, so that what the machine
 * does meanwhile meets all rows alike, and prints one table.
 */
public final class Report {

  private final Options options;
  private final Map<Row, List<Measurement>> measured = new LinkedHashMap<>();

  private Report(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws RunnerException {
    Options options = Options.parse(args);
    Report report = new Report(options);
    report.run();
    report.print();
  }

  private void run() throws RunnerException {
    List<Row> rows = rows();
    for (int round = 1; round <= options.count("rounds"); round++) {
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        System.err.printf(
            "round %d of %d, row %d of %d: %s%n",
            round, options.count("rounds"), i + 1, rows.size(), row);
        Measurement measurement = measure(row);
        measured.computeIfAbsent(row, key -> new ArrayList<>()).add(measurement);
      }
    }
  }

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int threads : options.counts("threads")) {
      for (int flags : options.counts("flags")) {
        add(rows, Task.RETURNING_USER, flags, threads);
        add(rows, Task.NEW_USER, flags, threads);
      }
      for (int flags : options.counts("checks")) {
        add(rows, Task.CHECK, flags, threads);
      }
    }
    return rows;
  }

  private void add(List<Row> rows, Task task, int flags, int threads) {
    Pattern only = Pattern.compile(options.text("only"));
    for (Contender contender : Contender.in(task.role)) {
      Row row = new Row(task, contender, flags, threads);
      if (only.matcher(row.toString()).find()) {
        rows.add(row);
      }
    }
  }

  private Measurement measure(Row row) throws RunnerException {
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("^" + Pattern.quote(row.task().benchmark) + "$")
            .param("contender", row.contender().name())
            .param("flags", Integer.toString(row.flags()))
            .threads(row.threads())
            .forks(1)
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(options.count("warmup")))
            .measurementIterations(3)
            .measurementTime(TimeValue.milliseconds(options.count("measure")))
            .jvmArgs("-Xms1g", "-Xmx1g")
            .addProfiler("gc")
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    return Measurement.of(new Runner(jmh.build()).runSingle());
  }

  private void print() {
    System.out.println(Machine.line());
    System.out.printf(
        "%d rounds, each a fresh JVM for each row: warm-up 2 x %d ms, measured 3 x %d ms. Medians"
            + " of the rounds; ratios are of CPU time, within a round.%n%n",
        options.count("rounds"), options.count("warmup"), options.count("measure"));
    System.out.println(
        "| task | flags | threads | contender | ns/op | min to max | CPU ns/op | x LaunchDarkly"
            + " | x floor | bytes/op |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    measured.forEach((row, rounds) -> System.out.println(line(row, rounds)));
  }

  private String line(Row row, List<Measurement> rounds) {
    Spread time = Spread.of(rounds, Measurement::time);
    return String.join(
        " | ",
        "| " + row.task().title,
        Integer.toString(row.flags()),
        Integer.toString(row.threads()),
        row.contender().title(),
        Spread.rounded(time.median()),
        Spread.rounded(time.min()) + " to " + Spread.rounded(time.max()),
        Spread.rounded(Spread.of(rounds, Measurement::cpu).median()),
        ratio(rounds, launchDarkly(row)),
        ratio(rounds, measured.get(row.of(row.task().floor))),
        Spread.rounded(Spread.of(rounds, Measurement::bytes).median()) + " |");
  }

  /** The faster of LaunchDarkly's ways, so that nobody is compared with the slower one. */
  private List<Measurement> launchDarkly(Row row) {
    List<Measurement> one = measured.get(row.of(Contender.LAUNCHDARKLY));
    List<Measurement> all = measured.get(row.of(Contender.LAUNCHDARKLY_ALL));
    if (one == null || all == null) {
      return one == null ? all : one;
    }
    double cpuOfOne = Spread.of(one, Measurement::cpu).median();
    return cpuOfOne <= Spread.of(all, Measurement::cpu).median() ? one : all;
  }

  /** The median of the ratios of each round; a dash where the other was not measured. */
  private static String ratio(List<Measurement> rounds, List<Measurement> others) {
    if (others == null) {
      return "-";
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      ratios.add(rounds.get(i).cpu() / others.get(i).cpu());
    }
    return Spread.rounded(Spread.of(ratios, ratio -> ratio).median());
  }

  /** What is measured, and the floor that it is held against. */
  private enum Task {
    RETURNING_USER(
        "decide all, user seen before", "returningUser", Role.DECIDE, Contender.FLOOR_MIX64),
    NEW_USER("decide all, new user", "newUser", Role.DECIDE, Contender.FLOOR_MD5),
    CHECK("one check", "check", Role.CHECK, Contender.FLOOR_MAP);

    private final String title;
    private final String benchmark;
    private final Role role;
    private final Contender floor;

    Task(String title, String method, Role role, Contender floor) {
      Class<?> type = role == Role.DECIDE ? DecideAll.class : CheckOne.class;
      this.title = title;
      this.benchmark = type.getName() + "." + method;
      this.role = role;
      this.floor = floor;
    }
  }

  private record Row(Task task, Contender contender, int flags, int threads) {

    /** The text that {@code only} searches. */
    @Override
    public String toString() {
      return task + " " + contender + " flags=" + flags + " threads=" + threads;
    }

    Row of(Contender other) {
      return new Row(task, other, flags, threads);
    }
  }

  private record Measurement(double time, double cpu, double bytes) {

    static Measurement of(RunResult result) {
      return new Measurement(
          result.getPrimaryResult().getScore(),
          secondary(result, CpuProfiler.RESULT),
          secondary(result, "gc.alloc.rate.norm"));
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
}
