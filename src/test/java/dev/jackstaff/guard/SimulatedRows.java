package dev.jackstaff.guard;

import dev.jackstaff.guard.SimulatedRollout.Page;
import dev.jackstaff.guard.SimulatedRollout.Result;
import dev.jackstaff.guard.SimulatedRollout.World;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Guard.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The rows of the simulation's tables: a name, and one run by a random generator. */
final class SimulatedRows {
  private static final double[] THREE = {10, 25, 50};

  private SimulatedRows() {}

  /**
   * One row.
   *
   * @param world the world of a rollout, or null if a run is more than one rollout in a world
   */
  record Row(String name, @Nullable World world, Run run) {
    Row(String name, Run run) {
      this(name, null, run);
    }
  }

  /** One run of a row. */
  interface Run {
    Result with(SplittableRandom random);
  }

  private static Row row(String name, World world) {
    return new Row(name, world, random -> new SimulatedRollout(world, random).run());
  }

  private static World world() {
    return new World();
  }

  /** Returns the rows in which the flag does nothing that is counted. */
  static List<Row> withoutEffect() {
    List<Row> rows = new ArrayList<>();
    for (double rate : new double[] {0.0001, 0.001, 0.01, 0.2}) {
      for (double percentage : new double[] {1, 10, 50}) {
        World world = world().at(percentage);
        world.doing(visit -> new Page(true, 0.1, visit.dice() < rate));
        rows.add(row(percent(percentage) + " on, " + percent(100 * rate) + " fail", world));
      }
    }
    World longer = world();
    longer.requests = 100_000;
    longer.users = 20_000;
    rows.add(row("10 % on, 1 % fail, 100,000 requests", longer));
    rows.add(
        row(
            "users of very different luck",
            world()
                .doing(
                    it -> new Page(true, 0.1, it.dice() < (it.user() % 10 == 0 ? 0.08 : 0.002)))));
    rows.add(
        row(
            "one user fails with each request, all others rarely",
            world().doing(it -> new Page(true, 0, it.user() == 0 || it.dice() < 0.001))));
    rows.add(
        row(
            "0.1 % fail, 1 % from the middle on",
            world()
                .doing(
                    it -> new Page(true, 0.1, it.dice() < (it.done() > 10_000 ? 0.01 : 0.001)))));
    World country = world();
    country.percentages = new double[] {50, 5};
    country.doing(it -> new Page(true, 0.1, it.dice() < (it.stratum() == 0 ? 0.05 : 0.01)));
    rows.add(row("50 % for a country that fails more, and users travel", country));
    rows.add(new Row("five steps: 1, 5, 10, 25, 50 %", SimulatedRows::fiveSteps));
    slower(rows);
    behaving(rows);
    return rows;
  }

  private static Result fiveSteps(SplittableRandom random) {
    double[] buckets = random.doubles(5_000, 0, 100).toArray();
    Result last = new Result(false, 0, 0, false);
    for (double step : new double[] {1, 5, 10, 25, 50}) {
      World world = world().at(step);
      world.alpha = 0.01 / 5;
      world.requests = 4_000;
      last = new SimulatedRollout(world, random, buckets).run();
      if (last.halted()) {
        return last;
      }
    }
    return last;
  }

  private static void slower(List<Row> rows) {
    for (int seconds : new int[] {2, 10}) {
      for (double percentage : THREE) {
        World world = world().at(percentage);
        world.guard = Guard.builder().patience(Duration.ofSeconds(30)).build();
        world.doing(it -> new Page(true, it.on() ? seconds + 0.1 : 0.1, it.dice() < 0.01));
        rows.add(
            row(
                "%s on, %d s slower, patience 30 s".formatted(percent(percentage), seconds),
                world));
      }
    }
    for (double percentage : THREE) {
      outages(rows, percentage, 30, 1);
    }
    outages(rows, 50, 3, 1);
    outages(rows, 50, 300, 1);
    outages(rows, 50, 30, 0.5);
  }

  /** A shared dependency is away for five minutes, and one path waits for it. */
  private static void outages(List<Row> rows, double percentage, double retry, double failing) {
    for (boolean fast : new boolean[] {true, false}) {
      World world = world().at(percentage);
      world.users = retry < 10 ? 500 : 2_000;
      world.retrySeconds = retry;
      world.maxSeconds = 900;
      world.requests = Integer.MAX_VALUE;
      world.doing(
          it -> {
            boolean fails = it.isOutage() ? it.dice() < failing : it.dice() < 0.005;
            return new Page(true, it.isOutage() && fails ? it.on() == fast ? 0 : 9.9 : 0.1, fails);
          });
      String name = "%s on, 5 minutes in which %s fail, %s; next request after %.0f s";
      String how = fast ? "with the flag at once, without after 10 s" : "the other way round";
      rows.add(row(name.formatted(percent(percentage), percent(100 * failing), how, retry), world));
    }
  }

  private static void behaving(List<Row> rows) {
    for (double percentage : THREE) {
      World world = world().at(percentage);
      world.doing(it -> new Page(it.number() % 4 == 0 || it.on(), 0.1, it.dice() < 0.01));
      rows.add(row(percent(percentage) + " on, checked on four pages against one", world));
    }
    for (double percentage : new double[] {1, 10, 50}) {
      World bots = world().at(percentage);
      bots.chosen = 100;
      rows.add(row(percent(percentage) + " on, 100 of 5,000 ids are chosen to have it", bots));
    }
    rows.add(new Row("1 % on, its first 3 users fail", random -> coldStart(random, 3, 5)));
    rows.add(
        new Row("1 % on, its first 5 users fail, atLeast 6", random -> coldStart(random, 5, 6)));
    World month = world();
    month.users = 1_000;
    month.thinkSeconds = 30 * 86_400.0 / 20;
    rows.add(row("10 % on, 30 days, 1,000 users who come back 20 times", month));
    for (double percentage : new double[] {10, 50}) {
      World better = world().at(percentage);
      better.doing(it -> new Page(true, 0.1, it.dice() < (it.on() ? 0.01 : 0.02)));
      rows.add(row(percent(percentage) + " on, the flag halves the failures", better));
      World auto = world().at(percentage);
      auto.guard = Guard.builder().slowAuto().build();
      auto.doing(it -> new Page(true, 0.2 * lognormal(it.random()), it.dice() < 0.01));
      rows.add(row(percent(percentage) + " on, durations without a limit", auto));
      rows.add(
          new Row(
              percent(percentage) + " on, 30 % buy",
              random -> purchases(random, percentage, 0.3, 0.3, 0.01, 20_000)));
    }
    World variants = world().at(50);
    variants.weights = new double[] {1, 1, 1};
    rows.add(row("50 % on, three variants", variants));
  }

  /** Returns rows with so many of 5,000 ids chosen to have the flag, which then fail as all do. */
  static List<Row> withChosenIds() {
    List<Row> rows = new ArrayList<>();
    for (int chosen : new int[] {25, 50, 100, 150, 200, 300, 500, 1_000}) {
      World world = world().at(1);
      world.chosen = chosen;
      rows.add(row("1 %% on, %,d of 5,000 ids are chosen".formatted(chosen), world));
    }
    return rows;
  }

  private static Result coldStart(SplittableRandom random, int users, int atLeast) {
    World world = world().at(1);
    world.guard = Guard.builder().atLeast(atLeast).build();
    AtomicInteger left = new AtomicInteger(users);
    world.doing(it -> new Page(true, 0.1, it.on() && left.getAndDecrement() > 0));
    return new SimulatedRollout(world, random).run();
  }

  /** Returns the rows in which the flag does harm. */
  static List<Row> withHarm() {
    List<Row> rows = new ArrayList<>();
    for (int seconds : new int[] {2, 5, 10, 30}) {
      for (double percentage : THREE) {
        for (int quiet : new int[] {0, 2_000}) {
          for (boolean strangers : new boolean[] {false, true}) {
            World world = world().harmful().at(percentage);
            world.strangers = strangers;
            world.harmAfter = quiet;
            world.doing(
                it ->
                    it.harmed()
                        ? new Page(true, seconds, true)
                        : new Page(true, 0.1, it.dice() < 0.001));
            rows.add(
                row(
                    "%s on, it times out after %d s%s%s"
                        .formatted(
                            percent(percentage),
                            seconds,
                            strangers ? ", new users" : "",
                            quiet == 0 ? "" : ", after 2,000 quiet requests"),
                    world));
          }
        }
      }
    }
    hidden(rows);
    old(rows);
    other(rows);
    return rows;
  }

  private static void hidden(List<Row> rows) {
    for (double percentage : THREE) {
      World world = world().harmful().at(percentage);
      world.doing(
          it ->
              it.number() % 2 == 0
                  ? new Page(true, 0.05, false)
                  : new Page(!it.on(), 0.1, it.on() || it.dice() < 0.001));
      rows.add(row(percent(percentage) + " on, the failing page does not check it", world));
    }
    World burst = world().harmful();
    burst.doing(it -> new Page(true, 0.1, it.dice() < (it.on() ? 0.05 : 0.005)));
    rows.add(
        new Row(
            "0.5 → 5 % after a burst of 100 chosen ids",
            random -> new SimulatedRollout(burst, random).exposeChosen(100).run()));
  }

  private static void old(List<Row> rows) {
    World world = world().harmful();
    world.doing(it -> new Page(true, 0.1, it.dice() < (it.on() ? 0.05 : 0.005)));
    for (int quiet : new int[] {0, 300, 1_000, 10_000}) {
      rows.add(
          new Row(
              "0.5 → 5 %% after %,d quiet failing users".formatted(quiet),
              random -> new SimulatedRollout(world, random).failOthers(quiet).run()));
    }
    World always = world().harmful();
    always.users = 10_000;
    always.doing(it -> new Page(true, 0.1, it.on()));
    for (int seconds : new int[] {0, 60}) {
      rows.add(
          new Row(
              "everybody failed once, %d s before; then always with the flag".formatted(seconds),
              random -> new SimulatedRollout(always, random).failEverybody(seconds).run()));
    }
    rows.add(
        new Row(
            "everybody failed once and recovered; then always with the flag",
            random -> new SimulatedRollout(always, random).recoverEverybody().run()));
  }

  private static void other(List<Row> rows) {
    for (int nodes : new int[] {1, 3}) {
      World world = world().harmful();
      world.nodes = nodes;
      world.doing(it -> new Page(true, 0.1, it.dice() < (it.on() ? 0.05 : 0.005)));
      String name = "0.5 → 5 %%, users change between %d nodes at every request";
      rows.add(row(nodes == 1 ? "0.5 → 5 %, one node" : name.formatted(nodes), world));
    }
    World blue = world().harmful();
    blue.percentages = new double[] {};
    blue.weights = new double[] {1, 1, 1};
    blue.doing(it -> new Page(true, 0.1, it.arm() == 3 || it.dice() < 0.005));
    rows.add(row("one of three variants fails, no percentage", blue));
    for (double factor : new double[] {1.25, 1.5}) {
      World slow = world().harmful().at(50);
      slow.strangers = true;
      slow.guard = Guard.builder().slowAuto().build();
      slow.doing(
          it -> new Page(true, 0.2 * lognormal(it.random()) * (it.on() ? factor : 1), false));
      rows.add(row("50 %% on, durations %s times as long".formatted(factor), slow));
    }
    for (double percentage : THREE) {
      rows.add(
          new Row(
              percent(percentage) + " on, 20 % buy and not 30 %",
              random -> purchases(random, percentage, 0.2, 0.3, 0.001, 200_000)));
    }
    for (double percentage : THREE) {
      World many = world().harmful().at(percentage);
      many.strangers = true;
      many.doing(it -> new Page(true, 0.1, it.dice() < (it.on() ? 0.6 : 0.3)));
      rows.add(row(percent(percentage) + " on, 30 → 60 % fail", many));
    }
  }

  private static Result purchases(
      SplittableRandom random, double percentage, double on, double off, double alpha, int users) {
    Guard guard = Guard.builder().errors(false).metric("purchase", Direction.DOWN).build();
    OutcomeTest test = new OutcomeTest(guard, new double[] {percentage}, new double[] {}, alpha);
    int withIt = 0;
    for (int i = 1; i <= users; i++) {
      int arm = random.nextDouble() * 100 < percentage ? 1 : 0;
      withIt += arm;
      if (random.nextDouble() < (arm == 1 ? on : off)) {
        long at = i * 1_000_000_000L;
        test.take(new TestEvent(EventKind.HIT, at, i, 0, arm, TestSignal.FIRST_METRIC));
        if (test.judge() != null) {
          return new Result(true, withIt, withIt, false);
        }
      }
    }
    return new Result(false, withIt, withIt, false);
  }

  private static double lognormal(SplittableRandom random) {
    double u = 1 - random.nextDouble();
    double normal = Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.nextDouble());
    return Math.exp(0.8 * normal);
  }

  static String percent(double value) {
    return (value == Math.rint(value) ? String.valueOf((int) value) : String.valueOf((float) value))
        + " %";
  }
}
