package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Figures;
import dev.jackstaff.Missing;
import dev.jackstaff.OnlyWithAll;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence and the bounds of random lists, computed again in another language. */
@OnlyWithAll
final class EvidenceInPythonIT {
  private static final Path SCRIPT = Path.of("src/test/python/guard_evidence.py").toAbsolutePath();
  private static final int LISTS = 12;

  @TempDir private Path directory;

  @Test
  void evidenceAndBounds_computedInPythonFromTheEvents_areTheSame() throws Exception {
    SplittableRandom random = new SplittableRandom(20_261_201);
    int numbers = 0;
    double worst = 0;
    for (int i = 0; i < LISTS; i++) {
      OutcomeLists list = OutcomeLists.random(random.split(), 1_200);
      OutcomeTest test = list.test();
      Files.write(directory.resolve("events.txt"), lines(list, test));
      Map<String, Double> expected = inPython();
      Map<String, Double> is = numbers(test);
      assertEquals(expected.keySet(), is.keySet());
      for (String name : is.keySet()) {
        double there = expected.get(name);
        double here = is.get(name);
        assertEquals(there, here, 1e-9 * Math.abs(there), name + " of list " + i);
        numbers++;
        worst = there == 0 || here == there ? worst : Math.max(worst, Math.abs(here / there - 1));
      }
    }
    Figures.record("evidence in Python: %d numbers of %d lists, worst %.1e", numbers, LISTS, worst);
  }

  static Map<String, Double> numbers(OutcomeTest test) {
    Map<String, Double> numbers = new TreeMap<>();
    for (int i = 0; i < test.comparisons().size(); i++) {
      numbers.put(i + ".maxDifference", test.maxDifference(test.comparisons().get(i)));
    }
    for (SignalEvidence evidence : test.evidences()) {
      TestSignal signal = evidence.signal();
      int comparison = test.comparisons().indexOf(evidence.comparison());
      String name = signal.name() + "." + comparison;
      numbers.put(name + ".peak", evidence.peak());
      numbers.put(name + ".evidence", evidence.evidence());
      boolean auto = signal.index() == TestSignal.SLOW && test.guard().isSlowAuto();
      if (!signal.down() && !auto) {
        numbers.put(name + ".maxRatio", test.maxRatio(signal, evidence.comparison()));
      }
    }
    return numbers;
  }

  static List<String> lines(OutcomeLists list, OutcomeTest test) {
    List<String> lines = new ArrayList<>();
    String signals =
        test.signals().stream()
            .map(
                it ->
                    "{\"name\":\"%s\",\"index\":%d,\"down\":%b}"
                        .formatted(it.name(), it.index(), it.down()))
            .collect(Collectors.joining(","));
    String comparisons =
        test.comparisons().stream()
            .map(it -> "{\"variant\":%d,\"shares\":%s}".formatted(it.variant(), it.shares()))
            .collect(Collectors.joining(","));
    lines.add(
        "{\"pause\":%d,\"atLeast\":%d,\"slowAuto\":%b,\"signals\":[%s],\"comparisons\":[%s]}"
            .formatted(
                list.guard().patience().toNanos(),
                list.guard().atLeast(),
                list.guard().isSlowAuto(),
                signals,
                comparisons));
    for (TestEvent event : list.events()) {
      lines.add(
          "%s,%d,%d,%d,%d,%d"
              .formatted(
                  event.kind(),
                  event.at(),
                  event.unit(),
                  event.stratum(),
                  event.arm(),
                  event.detail()));
    }
    return lines;
  }

  private Map<String, Double> inPython() throws Exception {
    Map<String, Double> numbers = new TreeMap<>();
    for (String line : run().lines().toList()) {
      String[] parts = line.split(" ", 2);
      double value =
          parts[1].equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(parts[1]);
      numbers.put(parts[0], value);
    }
    return numbers;
  }

  private String run() throws Exception {
    File output = directory.resolve("output.txt").toFile();
    Process process = null;
    String fault = "";
    try {
      process =
          new ProcessBuilder("python3", SCRIPT.toString(), "events.txt")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start();
    } catch (IOException e) {
      fault = "python3 is missing: " + e.getMessage();
    }
    if (process == null) {
      return Missing.program(fault);
    }
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
    assertTrue(ended, text);
    assertEquals(0, process.exitValue(), text);
    return text;
  }
}
