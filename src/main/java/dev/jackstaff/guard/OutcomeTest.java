package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test of one flag. It begins with a new percentage, a new step or a lifted kill, and ends with
 * the next of them or with a verdict. The probability of a false alarm is divided among the signals
 * and comparisons. Every node feeds the same list of events to its own test, so all nodes judge the
 * same; when a node looks does not matter. Not thread-safe.
 */
final class OutcomeTest {
  /** The number of units whose first outcomes are counted. */
  static final int MAX_FIRST = 200_000;

  /** The factor by which the limit is higher while the groups' sizes do not fit. */
  static final double UNEVEN_FACTOR = 10;

  /** The probability that a bound is ever wrong. */
  static final double BOUND_ERROR = 0.05;

  private final Guard guard;
  private final double[] percentages;
  private final double alpha;
  private final List<TestSignal> signals;
  private final List<ArmComparison> comparisons;
  private final Evenness evenness;
  private final @Nullable ObservedUnits observed;
  private final List<AllUnits> all = new ArrayList<>();
  private final List<SignalEvidence> evidences = new ArrayList<>();
  private final UnitSet first = new UnitSet();

  /**
   * Creates a test.
   *
   * @param guard the guard, which determines the signals
   * @param percentages the percentages that may decide, each over 0 and under 100
   * @param weights the weights of the variants in their order, empty if there are none
   * @param alpha the probability of a false alarm
   */
  OutcomeTest(Guard guard, double[] percentages, double[] weights, double alpha) {
    this.guard = guard;
    this.percentages = percentages.clone();
    this.alpha = alpha;
    this.signals = TestSignal.of(guard);
    this.comparisons = ArmComparison.of(percentages, weights);
    this.evenness = new Evenness(comparisons);
    this.observed =
        guard.metrics().isEmpty() ? null : new ObservedUnits(comparisons, guard.window().toNanos());
    for (ArmComparison comparison : comparisons) {
      AllUnits units = new AllUnits(comparison, guard.atLeast());
      all.add(units);
      signals.forEach(it -> evidences.add(new SignalEvidence(it, comparison, guard, units)));
    }
  }

  /**
   * Returns the index of a percentage, or the number of percentages if this test does not have it;
   * with that stratum only variants are compared.
   */
  int stratum(double percentage) {
    for (int i = 0; i < percentages.length; i++) {
      if (percentages[i] == percentage) {
        return i;
      }
    }
    return percentages.length;
  }

  /** Counts an exposed unit; the order of exposures does not matter. */
  void exposed(TestEvent event) {
    evenness.exposed(event);
    if (observed != null) {
      observed.exposed(event);
    }
  }

  /**
   * Closes the windows for metrics that end at a time or before it.
   *
   * @param until the time up to which all events were taken, in nanoseconds since 1970
   */
  void observe(long until) {
    if (observed != null) {
      observed.close(until);
    }
  }

  /** Takes the next event of the list: a first outcome or a hit. */
  void take(TestEvent event) {
    if (event.kind() == EventKind.FIRST) {
      if (first.size() >= MAX_FIRST || !first.add(event.unit())) {
        return;
      }
      all.forEach(it -> it.first(event));
    }
    evidences.forEach(it -> it.take(event));
  }

  /** Returns the strongest finding whose evidence has reached the limit, or null. */
  @Nullable TestFinding judge() {
    SignalEvidence strongest = null;
    double most = limit();
    for (SignalEvidence evidence : evidences) {
      // With the larger shares of groups that do not fit there is less evidence.
      if (evidence.peak() >= most) {
        double found = isUneven() ? judged(evidence, most) : evidence.peak();
        if (found >= most) {
          strongest = evidence;
          most = found;
        }
      }
    }
    return strongest == null
        ? null
        : new TestFinding(strongest.signal(), strongest.comparison(), most, limit());
  }

  /** Returns the comparison with the strongest evidence, or null if nothing is compared. */
  @Nullable TestFinding strongest() {
    SignalEvidence strongest = null;
    for (SignalEvidence evidence : evidences) {
      if (strongest == null || evidence.peak() > strongest.peak()) {
        strongest = evidence;
      }
    }
    return strongest == null
        ? null
        : new TestFinding(strongest.signal(), strongest.comparison(), strongest.peak(), limit());
  }

  /** Returns the evidence by the shares of the units exposed, or 0 if it is below a value. */
  private double judged(SignalEvidence evidence, double least) {
    int comparison = comparisons.indexOf(evidence.comparison());
    return evidence.evidence(evenness.shares(comparison, evidence.signal().down()), least);
  }

  /** Returns the evidence at which the guard acts now. */
  double limit() {
    return Math.max(1, evidences.size()) / alpha * (isUneven() ? UNEVEN_FACTOR : 1);
  }

  /** Returns the largest evidence of all signals and comparisons now; 1 if there is none. */
  double evidence() {
    return evidences.stream()
        .mapToDouble(it -> isUneven() ? judged(it, 0) : it.evidence())
        .max()
        .orElse(1);
  }

  /** Returns whether the groups' sizes do not fit the percentages or weights now. */
  boolean isUneven() {
    return evenness.isUneven();
  }

  double alpha() {
    return alpha;
  }

  Guard guard() {
    return guard;
  }

  List<TestSignal> signals() {
    return signals;
  }

  /** Returns the comparisons; the first one is on against off if a percentage divides the units. */
  List<ArmComparison> comparisons() {
    return comparisons;
  }

  /** Returns the evidence of each signal in each comparison. */
  List<SignalEvidence> evidences() {
    return evidences;
  }

  /** Returns the number of units exposed on a side of a comparison. */
  long units(ArmComparison comparison, int side) {
    return evenness.units(comparisons.indexOf(comparison), side);
  }

  /**
   * Returns the number of units on a side whose window for metrics has ended; 0 without metrics.
   */
  long observed(ArmComparison comparison, int side) {
    return observed == null ? 0 : observed.units(comparisons.indexOf(comparison), side);
  }

  /** Returns the number of units hit on a side of a comparison. */
  long hits(TestSignal signal, ArmComparison comparison, int side) {
    return of(signal, comparison).units(side);
  }

  /**
   * Returns the bound of which one can be 95 % sure at all times: the units of the tested group are
   * hit at most so many times as often; infinite if there is no bound yet or the signal is a metric
   * whose fall is harmful.
   */
  double maxRatio(TestSignal signal, ArmComparison comparison) {
    return of(signal, comparison).wagers().maxRatio(BOUND_ERROR);
  }

  /**
   * Returns the bound of which one can be 95 % sure at all times and for all comparisons: at most
   * such a share of the tested group's units fails in addition, by their first outcomes.
   */
  double maxDifference(ArmComparison comparison) {
    return all.get(comparisons.indexOf(comparison)).maxDifference(BOUND_ERROR / comparisons.size());
  }

  /** Returns whether more additional failing units than the guard's tolerance are excluded. */
  boolean isWithinTolerance() {
    return guard.tolerance().isEmpty()
        || comparisons.stream()
            .allMatch(it -> maxDifference(it) <= guard.tolerance().getAsDouble());
  }

  private SignalEvidence of(TestSignal signal, ArmComparison comparison) {
    return evidences.stream()
        .filter(it -> it.signal().equals(signal) && it.comparison().equals(comparison))
        .findAny()
        .orElseThrow();
  }
}
