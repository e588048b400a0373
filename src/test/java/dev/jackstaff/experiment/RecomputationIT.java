package dev.jackstaff.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results beside those that another language computes from the raw rows. */
class RecomputationIT {
  private static final Flag RAISED =
      Flag.builder("raised").type(FlagType.EXPERIMENT).percentage(50).build();
  private static final double TOLERANCE = 1e-9;

  @TempDir Path directory;

  @Test
  void figures_areThoseOfTheRawRowsInPython() throws Exception {
    assumeTrue(output("--version") != null, "Python 3 is needed");
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:recomputed;DB_CLOSE_DELAY=-1");
    DatabaseExposures sink =
        DatabaseExposures.builder(source)
            .createTables(true)
            .retention(Duration.ofDays(36_500))
            .build();
    RaisedShare.of(new SplittableRandom(17), 1000).write(sink);
    try (FeatureFlags features = FeatureFlags.of(FlagSet.of(RAISED))) {
      Experiments experiments = Experiments.builder(features).sink(sink).attach();
      write("exposures.csv", out -> experiments.exposures(RAISED, out));
      write("conversions.csv", out -> experiments.conversions(RAISED, out));
      check(sink, AnalysisSettings.DEFAULT);
      check(sink, AnalysisSettings.DEFAULT.withConversionWindow(Duration.ofDays(3)));
      check(sink, AnalysisSettings.DEFAULT.withCapQuantile(0.9).withAlpha(0.01));
    }
  }

  private interface Table {
    boolean write(Writer out) throws Exception;
  }

  private void write(String name, Table table) throws Exception {
    try (Writer out = Files.newBufferedWriter(directory.resolve(name))) {
      assertTrue(table.write(out));
    }
  }

  private void check(DatabaseExposures sink, AnalysisSettings settings) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                script().toString(),
                directory.resolve("exposures.csv").toString(),
                directory.resolve("conversions.csv").toString(),
                "off,on",
                Double.toString(settings.alpha()),
                Double.toString(settings.capQuantile())));
    if (settings.conversionWindow() != null) {
      arguments.add(Long.toString(settings.conversionWindow().toSeconds()));
    }
    String output = Objects.requireNonNull(output(arguments.toArray(String[]::new)));
    ExperimentResults results = sink.results().count(RaisedShare.ARMS, settings);
    int lines = 0;
    for (String line : output.lines().toList()) {
      List<String> fields = Arrays.asList(line.split("\t", -1));
      check(fields, results);
      lines++;
    }
    assertEquals(4, lines, output);
  }

  private static void check(List<String> fields, ExperimentResults results) {
    Metric metric =
        results.metrics().stream()
            .filter(it -> it.event().equals(fields.get(0)))
            .findFirst()
            .orElseThrow();
    VariantCount count = metric.variants().get(fields.get(1).equals("off") ? 0 : 1);
    assertEquals(Long.parseLong(fields.get(2)), count.users());
    assertEquals(Long.parseLong(fields.get(3)), count.conversions());
    number(fields.get(4), count.mean());
    if (fields.size() > 5) {
      Comparison comparison = metric.comparisons().get(0);
      Estimate lift = Objects.requireNonNull(comparison.lift());
      assertTrue(comparison.difference().hasInterval());
      number(fields.get(5), comparison.difference().value());
      number(fields.get(6), comparison.difference().low());
      number(fields.get(7), comparison.difference().high());
      number(fields.get(8), lift.value());
      number(fields.get(9), lift.low());
      number(fields.get(10), lift.high());
      number(fields.get(11), comparison.chance());
    }
  }

  private static void number(String expected, @Nullable Double value) {
    assertEquals(expected.equals("None"), value == null);
    if (value != null) {
      assertEquals(Double.parseDouble(expected), value, TOLERANCE);
    }
  }

  private Path script() throws IOException {
    Path script = directory.resolve("recompute.py");
    try (InputStream in = RecomputationIT.class.getResourceAsStream("recompute.py")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    return script;
  }

  /** Returns what Python prints, or null if there is none. */
  private static @Nullable String output(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), text);
      return text;
    } catch (IOException e) {
      return null;
    }
  }
}
