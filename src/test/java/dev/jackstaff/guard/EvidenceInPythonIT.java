package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.Figures;
import dev.jackstaff.OnlyWithAll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence and the bounds of random lists, computed again in another language. */
@OnlyWithAll
final class EvidenceInPythonIT {
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
      Map<String, Double> expected = GuardInPython.run("guard_evidence.py", directory);
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
    lines.add(GuardInPython.header(list.guard(), test));
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
}
