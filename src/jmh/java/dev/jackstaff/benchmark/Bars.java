package dev.jackstaff.benchmark;

import static dev.jackstaff.benchmark.Contender.JACKSTAFF;

import java.util.Locale;

/** The ratios that the library was built to reach, beside what was measured. */
final class Bars {

  private final Measurements measured;

  Bars(Measurements measured) {
    this.measured = measured;
  }

  void print() {
    System.out.println("| what | measured | bar |");
    System.out.println("|---|---|---|");
    deciding();
    inTurn();
    realistic();
    growing();
    reaching();
    checking();
    counting();
    filtering();
    watching();
    scaling();
    loading();
    changing();
  }

  private void deciding() {
    Row seen = row(Task.RETURNING_USER, JACKSTAFF, 100);
    Row fresh = row(Task.NEW_USER, JACKSTAFF, 100);
    line("100 flags, user seen before / LaunchDarkly", toLaunchDarkly(seen), "≤ 0.1");
    line("100 flags, user seen before / 64-bit mix", toFloor(seen), "≤ 1.3");
    line("100 flags, new user / MD5 floor", toFloor(fresh), "≤ 1.15");
    line("100 flags, new user / LaunchDarkly", toLaunchDarkly(fresh), "≤ 0.8");
  }

  private void inTurn() {
    line("4,000 users in turn / 1,000", toFloor(row(Task.IN_TURN, UserCount.USERS_4000, 100)), "");
    Row most = row(Task.IN_TURN, UserCount.USERS_10000, 100);
    line("10,000 users in turn / 1,000", toFloor(most), "≤ 3");
  }

  private void realistic() {
    Row seen = row(Task.REAL_RETURNING, RealisticContender.LIBRARY, 100);
    Row fresh = row(Task.REAL_NEW, RealisticContender.LIBRARY, 100);
    line("realistic set, user seen before / by hand", toFloor(seen), "≤ 2");
    line("realistic set, user seen before / LaunchDarkly", toLaunchDarkly(seen), "≤ 0.1");
    line("realistic set, user seen before, bytes", bytes(seen), "≤ 1000");
    line("realistic set, new user / by hand", toFloor(fresh), "≤ 1.3");
    line("realistic set, new user / LaunchDarkly", toLaunchDarkly(fresh), "");
    line("realistic set, new user, bytes", bytes(fresh), "≤ 2000");
  }

  private void growing() {
    for (int flags : new int[] {1000, 10_000}) {
      for (Task task : new Task[] {Task.NEW_USER, Task.RETURNING_USER}) {
        Row many = row(task, JACKSTAFF, flags);
        double perFlag = measured.ratio(many, row(task, JACKSTAFF, 100)) * 100 / flags;
        String what = String.format(Locale.ROOT, "%,d flags, %s", flags, task.title);
        line(what + ": per flag / per flag of 100", perFlag, "≤ 1.2");
        line(what + " / floor of that size", toFloor(many), "");
      }
    }
  }

  private void reaching() {
    for (Shape shape : Shape.values()) {
      if (shape != shape.small()) {
        String what = shape.title() + " / " + shape.small().title();
        line(what, toFloor(row(Task.REACH, shape, 1)), "about 1");
      }
    }
  }

  private void checking() {
    for (int flags : new int[] {10, 10_000}) {
      Row check = row(Task.CHECK, JACKSTAFF, flags);
      String what = String.format(Locale.ROOT, "Flags.on among %,d flags", flags);
      line(what + " / ThreadLocal + HashMap", toFloor(check), "≤ 1.5");
      line(what + ", bytes", bytes(check), "0");
    }
  }

  /** The time of the requests' thread; what happens behind them is told apart. */
  private void counting() {
    Row check = row(Task.COUNTED_CHECK, Counting.WITH, 100);
    Row request = row(Task.OBSERVED, Watching.USAGE, 100);
    Row plain = row(Task.OBSERVED, Watching.NOBODY, 100);
    line("Flags.on, usage counted / not", measured.ratioOfTime(check, check.floor()), "about 1");
    line("the same with what happens behind the request, CPU", toFloor(check), "");
    line("Flags.on, usage counted, bytes", bytes(check), "0");
    line("request of ten checks, usage counted / not", measured.ratio(request, plain), "");
  }

  private void filtering() {
    Row seen = row(Task.FILTER_RETURNING, Passage.FILTERED, 100);
    Row fresh = row(Task.FILTER_NEW, Passage.FILTERED, 100);
    line("doFilter, user seen before, bytes", bytes(seen) - bytes(seen.floor()), "≤ 512");
    double room = 512 + 2 * DoFilter.headerLength(100);
    line(
        "doFilter, new user, bytes",
        bytes(fresh) - bytes(fresh.floor()),
        "≤ 512 + 2 × header = " + Math.round(room));
    line("doFilter, user seen before / hello-world", measured.ratioToServer(seen), "≤ 0.03");
    line("hello-world on Jetty, µs of CPU", measured.serverCpu() / 1000, "");
  }

  /** The time of the requests' thread; what happens behind them is told apart. */
  private void watching() {
    Row off = row(Task.OBSERVED, Watching.NOBODY, 100);
    Row on = row(Task.OBSERVED, Watching.GUARD_AND_EXPERIMENTS, 100);
    line(
        "guard and exposures on ten checks, more time / ten ThreadLocal + HashMap",
        measured.ratioOfMore(on, off, on.floor(), Measurement::time),
        "≤ 1");
    line(
        "the same with what happens behind the request, CPU",
        measured.ratioOfMore(on, off, on.floor(), Measurement::cpu),
        "");
    line("guard and exposures on ten checks, more bytes", bytes(on) - bytes(off), "");
  }

  private void scaling() {
    for (Task task : new Task[] {Task.RETURNING_USER, Task.NEW_USER, Task.CHECK}) {
      Row one = row(task, JACKSTAFF, task == Task.CHECK ? 10 : 100);
      Row two = new Row(task, JACKSTAFF, one.flags(), 2);
      double relative = measured.ratioOfRatios(one, two, one.floor(), two.floor());
      line("two threads / one, over the floor's: " + task.title, relative, "≥ 0.95");
    }
  }

  private void loading() {
    for (Reader reader : new Reader[] {Reader.READ, Reader.LOADED}) {
      line(
          "10,000 flags: " + reader.title() + " / readTree",
          toFloor(row(Task.LOAD, reader, 10_000)),
          "≤ 4");
    }
  }

  private void changing() {
    Row change = row(Task.CHANGE, Traffic.CHANGING, 10_000);
    line("one flag of 10,000 changed, ms", measured.median(change, Measurement::time) / 1e6, "");
    for (Traffic traffic : Traffic.values()) {
      Row request = row(Task.REQUEST, traffic, 10_000);
      for (double percentile : new double[] {50, 99, 99.9, 100}) {
        double time = measured.median(request, it -> it.times().getPercentile(percentile));
        line(
            "decide 10,000 flags, " + traffic.title() + ", p" + percentile + ", µs",
            time / 1000,
            "no pause");
      }
    }
    line("poll without change, bytes", bytes(row(Task.POLL, Traffic.STILL, 1)), "next to none");
  }

  private static Row row(Task task, Subject subject, int flags) {
    return new Row(task, subject, flags, 1);
  }

  private double toFloor(Row row) {
    return measured.ratio(row, row.floor());
  }

  private double toLaunchDarkly(Row row) {
    return measured.ratio(row, measured.launchDarkly(row));
  }

  private double bytes(Row row) {
    return measured.median(row, Measurement::bytes);
  }

  private static void line(String what, double value, String bar) {
    if (!Double.isNaN(value)) {
      System.out.println("| " + what + " | " + Spread.rounded(value) + " | " + bar + " |");
    }
  }
}
