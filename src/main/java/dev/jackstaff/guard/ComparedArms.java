package dev.jackstaff.guard;

import dev.jackstaff.model.Variant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The test of one flag on one list of events, with the names of its variants. Not thread-safe. */
final class ComparedArms {
  private final OutcomeTest test;
  private final List<String> names;
  private final List<Signal> signals;

  /**
   * Harm that the test has found.
   *
   * @param signal the signal
   * @param variant the variant that does harm, or null for the flag itself
   * @param reference the variant to which it is compared, or null
   * @param on the users of the harmed group
   * @param off the users of the other group
   * @param evidence the evidence
   */
  record Harm(
      Signal signal,
      @Nullable String variant,
      @Nullable String reference,
      RolloutArm on,
      RolloutArm off,
      double evidence) {}

  ComparedArms(TestKey terms) {
    this.test =
        new OutcomeTest(terms.guard(), terms.groups(), terms.weights(), terms.alphaPerStep());
    this.names = terms.variants().stream().map(Variant::name).toList();
    this.signals = test.signals().stream().map(Signal::of).toList();
  }

  /** Takes the exposure of a unit. */
  void exposed(TestEvent event) {
    test.exposed(event);
  }

  /** Closes the windows for metrics that end at a time or before it. */
  void observe(long until) {
    test.observe(until);
  }

  /** Takes an outcome; outcomes are taken in the order in which their requests began. */
  void take(TestEvent event) {
    test.take(event);
  }

  /**
   * Returns the harm whose evidence has reached the limit, or null.
   *
   * @param factor the factor by which the limit is higher now, 1 or more
   */
  @Nullable Harm judge(double factor) {
    TestFinding found = test.judge();
    if (found == null || found.evidence() < limit(factor)) {
      return null;
    }
    return harm(found);
  }

  /** Returns the harm with the strongest evidence, or null if nothing is compared. */
  @Nullable Harm strongest() {
    TestFinding found = test.strongest();
    return found == null ? null : harm(found);
  }

  private Harm harm(TestFinding found) {
    ArmComparison comparison = found.comparison();
    int variant = comparison.variant();
    return new Harm(
        Signal.of(found.signal()),
        variant == 0 ? null : names.get(variant),
        variant == 0 ? null : names.get(0),
        side(comparison, ArmComparison.TESTED),
        side(comparison, ArmComparison.REFERENCE),
        found.evidence());
  }

  /** Returns the factor that is part of the limit already; the larger of the two applies. */
  private double unevenFactor() {
    return test.isUneven() ? OutcomeTest.UNEVEN_FACTOR : 1;
  }

  /** Returns the signals that count. */
  List<Signal> signals() {
    return signals;
  }

  /** Returns whether there are groups to compare and signals to compare them by. */
  boolean comparesAnything() {
    return !test.evidences().isEmpty();
  }

  /** Returns whether the groups' sizes do not fit. */
  boolean isUneven() {
    return test.isUneven();
  }

  /** Returns the largest evidence of any signal, 1 if there is none. */
  double evidence() {
    return Math.max(1, test.evidence());
  }

  /**
   * Returns the evidence at which the guard acts.
   *
   * @param factor the factor by which the limit is higher now, 1 or more
   */
  double limit(double factor) {
    return test.limit() * Math.max(1, factor / unevenFactor());
  }

  double alpha() {
    return test.alpha();
  }

  /** Returns one side of the first comparison. */
  RolloutArm group(boolean on) {
    return test.comparisons().isEmpty()
        ? new RolloutArm(0, 0, 0)
        : side(test.comparisons().get(0), on ? ArmComparison.TESTED : ArmComparison.REFERENCE);
  }

  private RolloutArm side(ArmComparison comparison, int side) {
    long failing = 0;
    long slow = 0;
    long observed = test.observed(comparison, side);
    Map<String, Long> metrics = new HashMap<>();
    for (TestSignal signal : test.signals()) {
      long hits = test.hits(signal, comparison, side);
      switch (signal.index()) {
        case TestSignal.ERRORS -> failing = hits;
        case TestSignal.SLOW -> slow = hits;
        default -> {
          metrics.put(signal.name(), hits);
          // Its window has ended, even if this node has not closed it.
          observed = Math.max(observed, hits);
        }
      }
    }
    return new RolloutArm(test.units(comparison, side), failing, slow, observed, metrics);
  }

  /** Returns the users of each variant; empty if variants are not compared. */
  Map<String, RolloutArm> variants() {
    Map<String, RolloutArm> arms = new LinkedHashMap<>();
    for (ArmComparison comparison : test.comparisons()) {
      if (comparison.variant() > 0) {
        arms.computeIfAbsent(names.get(0), name -> side(comparison, ArmComparison.REFERENCE));
        arms.put(names.get(comparison.variant()), side(comparison, ArmComparison.TESTED));
      }
    }
    return arms;
  }

  /** Returns whether more additional failing users than the tolerance are excluded. */
  boolean isWithinTolerance() {
    return test.isWithinTolerance();
  }

  /** Returns the bound for how many times as many users fail, or empty if there is none. */
  OptionalDouble maxRatio() {
    double worst = 0;
    for (SignalEvidence evidence : test.evidences()) {
      if (evidence.signal().index() == TestSignal.ERRORS) {
        worst = Math.max(worst, test.maxRatio(evidence.signal(), evidence.comparison()));
      }
    }
    return worst == 0 || Double.isInfinite(worst)
        ? OptionalDouble.empty()
        : OptionalDouble.of(worst);
  }

  /** Returns the bound for the share of additional failing users, or empty if there is none. */
  OptionalDouble maxDifference() {
    double worst = test.comparisons().stream().mapToDouble(test::maxDifference).max().orElse(1);
    return worst >= 1 ? OptionalDouble.empty() : OptionalDouble.of(worst);
  }
}
