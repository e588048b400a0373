package dev.jackstaff.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures every row in rounds, each round one fresh JVM for each row, so that what the machine
 * does meanwhile meets all rows alike, and prints the rows, and then the ratios to be reached.
 */
public final class Report {

  private final Options options;
  private final Measurements measured = new Measurements();

  private Report(Options options) {
    this.options = options;
  }

  public static void main(String[] args) throws RunnerException, IOException {
    Report report = new Report(Options.parse(args));
    report.run();
    report.print();
  }

  private void run() throws RunnerException, IOException {
    List<Row> rows = Row.all(options);
    for (int round = 1; round <= options.count("rounds"); round++) {
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        System.err.printf(
            "round %d of %d, row %d of %d: %s%n",
            round, options.count("rounds"), i + 1, rows.size(), row);
        measured.add(row, measure(row));
      }
      measureServer();
    }
  }

  private Measurement measure(Row row) throws RunnerException {
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("^" + Pattern.quote(row.task().benchmark) + "$")
            .param("subject", row.subject().name())
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

  /** A hello-world without flags, to hold the filter against. */
  private void measureServer() throws IOException {
    int seconds = options.count("server");
    if (seconds == 0 || !Wrk.isThere()) {
      return;
    }
    System.err.println("a hello-world on Jetty");
    Wrk wrk = new Wrk(1000, 8);
    ServerProcess server = ServerProcess.start(ServerVariant.PLAIN);
    try {
      wrk.run(server.port(), 4 * seconds);
      Duration before = server.cpu();
      Wrk.Run run = wrk.run(server.port(), seconds);
      measured.addServer(server.cpu().minus(before).toNanos() / (double) run.requests());
    } finally {
      server.close();
    }
  }

  private void print() {
    System.out.println(Machine.line());
    System.out.printf(
        "%d rounds, each a fresh JVM for each row: warm-up 2 x %d ms, measured 3 x %d ms. Medians"
            + " of the rounds; ratios are of CPU time, within a round.%n%n",
        options.count("rounds"), options.count("warmup"), options.count("measure"));
    System.out.println(
        "| task | flags | threads | of | ns/op | min to max | CPU ns/op | x LaunchDarkly"
            + " | x floor | bytes/op |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    measured.forEach((row, rounds) -> System.out.println(line(row, rounds)));
    System.out.println();
    new Bars(measured).print();
  }

  private String line(Row row, List<Measurement> rounds) {
    Spread time = Spread.of(rounds, Measurement::time);
    return String.join(
        " | ",
        "| " + row.task().title,
        Integer.toString(row.flags()),
        Integer.toString(row.threads()),
        row.subject().title(),
        Spread.rounded(time.median()),
        Spread.rounded(time.min()) + " to " + Spread.rounded(time.max()),
        Spread.rounded(measured.median(row, Measurement::cpu)),
        shown(measured.ratio(row, measured.launchDarkly(row))),
        shown(measured.ratio(row, row.floor())),
        Spread.rounded(measured.median(row, Measurement::bytes)) + " |");
  }

  private static String shown(double ratio) {
    return Double.isNaN(ratio) ? "-" : Spread.rounded(ratio);
  }
}
