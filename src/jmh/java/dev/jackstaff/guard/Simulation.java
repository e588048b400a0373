package dev.jackstaff.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs thousands of rollouts through the guard's own classes and prints how many it halts where the
 * flag does nothing, and how soon where it does harm. The seed is fixed: the table is the same on
 * every machine. Takes some minutes.
 *
 * <pre>mvn -f src/jmh/pom.xml compile exec:exec@guard</pre>
 */
public final class Simulation {
  private static final int THREADS = Math.min(8, Runtime.getRuntime().availableProcessors());
  private static final long SEED = 20_261_123;

  private final int rollouts;
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

  private Simulation(int rollouts) {
    this.rollouts = rollouts;
  }

  /**
   * Prints both tables.
   *
   * @param args the number of rollouts per row; default 5,000
   */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    Simulation simulation = new Simulation(args.length > 0 ? Integer.parseInt(args[0]) : 5_000);
    try {
      simulation.validity();
      simulation.power();
    } finally {
      simulation.pool.shutdownNow();
    }
  }

  /** One rollout. */
  interface Run<T> {
    T with(SplittableRandom random);
  }

  private <T> List<T> all(Run<T> run) throws InterruptedException, ExecutionException {
    SplittableRandom seeds = new SplittableRandom(SEED);
    List<Future<T>> results = new ArrayList<>();
    for (int i = 0; i < rollouts; i++) {
      SplittableRandom own = seeds.split();
      results.add(pool.submit(() -> run.with(own)));
    }
    List<T> all = new ArrayList<>();
    for (Future<T> result : results) {
      all.add(result.get());
    }
    return all;
  }

  private void validity() throws InterruptedException, ExecutionException {
    System.out.printf(
        "%nNo difference: rollouts halted of %,d, looked at after every %d requests, alpha %s%n%n",
        rollouts, Rollout.FLUSH, Rollout.ALPHA);
    System.out.println("| rollout | halted | share | at most, with 95 % | called uneven | |");
    System.out.println("|---|---:|---:|---:|---:|---|");
    for (Rollout rollout : Rollout.rows()) {
      long begun = System.nanoTime();
      List<Rollout.End> ends = all(rollout::run);
      long halted = ends.stream().filter(end -> end == Rollout.End.HALTED).count();
      long uneven = ends.stream().filter(end -> end == Rollout.End.UNEVEN).count();
      double bound = Binomial.upper(halted, rollouts, 0.95);
      System.out.printf(
          "| %s | %d | %.2f %% | %.2f %% | %d | %s |%n",
          rollout.name(),
          halted,
          100.0 * halted / rollouts,
          100 * bound,
          uneven,
          1.0 * halted / rollouts <= Rollout.ALPHA ? "held" : "NOT HELD");
      System.err.printf("%s: %.1f s%n", rollout.name(), (System.nanoTime() - begun) / 1e9);
    }
  }

  private void power() throws InterruptedException, ExecutionException {
    System.out.printf(
        "%nDifference: users of the on-group until the halt, failures %s %% → %s %%, %s %% on%n%n",
        100 * Power.BEFORE, 100 * Power.AFTER, 100 * Power.SHARE);
    System.out.println("| alpha | | median | 90 % of rollouts | beside Wald's |");
    System.out.println("|---|---|---:|---:|---:|");
    for (double alpha : new double[] {0.01, 0.001}) {
      List<Power> runs = all(random -> Power.run(random, alpha));
      double floor = Power.quantile(runs, Power::wald, 0.5);
      line(alpha, "Wald's test, which knows both rates", runs, Power::wald, floor);
      line(alpha, "this guard", runs, Power::guard, floor);
      line(alpha, "confidence sequence, N* = 5000", runs, Power::sequence, floor);
      System.out.printf(
          "| %s | fixed-size z-test, 80 %% power, looked at once | %d | | %.2f |%n",
          alpha, Power.fixed(alpha), Power.fixed(alpha) / floor);
    }
  }

  private static void line(
      double alpha,
      String name,
      List<Power> runs,
      java.util.function.ToIntFunction<Power> of,
      double floor) {
    double median = Power.quantile(runs, of, 0.5);
    System.out.printf(
        "| %s | %s | %.0f | %.0f | %.2f |%n",
        alpha, name, median, Power.quantile(runs, of, 0.9), median / floor);
  }
}
