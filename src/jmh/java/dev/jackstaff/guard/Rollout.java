package dev.jackstaff.guard;

import dev.jackstaff.model.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A rollout of a flag that does nothing. Users have a bucket each, which decides their group, and
 * all else goes by dice that know nothing of it.
 *
 * @param name what is special about it
 * @param steps the percentages, one after the other, each for as many requests
 * @param rate how often a request fails
 * @param requests how many there are
 * @param users how many users they come from
 * @param kind what is special about it
 */
record Rollout(String name, double[] steps, double rate, int requests, int users, Kind kind) {
  static final double ALPHA = 0.01;
  static final int FLUSH = 50;

  private static final Guard GUARD = new Guard(true, null, ALPHA, Guard.Then.KILL, 0);

  /** The country's rule. */
  private static final double RULE = 50;

  /** How it ended. */
  enum End {
    QUIET,
    HALTED,
    UNEVEN
  }

  /** What users and requests are like. */
  enum Kind {
    PLAIN,
    /** A few users make most of the requests, and some fail much more often than others. */
    UNLIKE,
    /** One user fails 500 times. */
    STUBBORN,
    /** From the middle on everybody fails ten times as often. */
    JUMP,
    /** A fifth of the users come under another percentage and fail five times as often. */
    COUNTRY,
    /** The same, and users travel. */
    TRAVEL
  }

  static List<Rollout> rows() {
    List<Rollout> rows = new ArrayList<>();
    for (double rate : new double[] {0.0001, 0.001, 0.01, 0.2}) {
      for (double percentage : new double[] {1, 10, 50}) {
        String name = percent(percentage) + " on, " + percent(100 * rate) + " fail";
        rows.add(new Rollout(name, new double[] {percentage}, rate, 20_000, 5_000, Kind.PLAIN));
      }
    }
    double[] ten = {10};
    rows.add(
        new Rollout("10 % on, 1 % fail, 100,000 requests", ten, 0.01, 100_000, 20_000, Kind.PLAIN));
    rows.add(
        new Rollout(
            "users of very different activity and luck", ten, 0.01, 20_000, 5_000, Kind.UNLIKE));
    rows.add(new Rollout("one user fails 500 times", ten, 0.001, 20_000, 5_000, Kind.STUBBORN));
    rows.add(
        new Rollout("0.1 % fail, 1 % from the middle on", ten, 0.001, 20_000, 5_000, Kind.JUMP));
    rows.add(
        new Rollout(
            "50 % for a country that fails more",
            new double[] {5}, 0.01, 20_000, 5_000, Kind.COUNTRY));
    rows.add(
        new Rollout(
            "the same, and users travel", new double[] {5}, 0.01, 20_000, 5_000, Kind.TRAVEL));
    double[] five = {1, 5, 10, 25, 50};
    rows.add(new Rollout("five steps: 1, 5, 10, 25, 50 %", five, 0.01, 20_000, 5_000, Kind.PLAIN));
    return rows;
  }

  private static String percent(double value) {
    return (value == Math.rint(value) ? String.valueOf((int) value) : String.valueOf((float) value))
        + " %";
  }

  End run(SplittableRandom random) {
    long salt = random.nextLong();
    double[] buckets = random.doubles(users, 0, 100).toArray();
    for (double step : steps) {
      End end = step(random, salt, buckets, step);
      if (end != End.QUIET) {
        return end;
      }
    }
    return End.QUIET;
  }

  private End step(SplittableRandom random, long salt, double[] buckets, double percentage) {
    boolean rule = kind == Kind.COUNTRY || kind == Kind.TRAVEL;
    double[] percentages = rule ? new double[] {RULE, percentage} : new double[] {percentage};
    SequentialTest trial = new SequentialTest(GUARD, percentages, ALPHA / steps.length, false);
    int most = requests / steps.length;
    for (int i = 0; i < most; i++) {
      int user = user(random);
      boolean abroad = rule && abroad(random, user);
      int stratum = rule && !abroad ? 1 : 0;
      boolean fails = fails(random, user, abroad, 2 * i > most);
      boolean on = buckets[user] < percentages[stratum];
      trial.count(stratum, on, UnitHash.spread(salt + user), fails, 0);
      if (i % FLUSH == FLUSH - 1 && trial.judge() != null) {
        return End.HALTED;
      }
    }
    return trial.tally().isUneven() ? End.UNEVEN : End.QUIET;
  }

  private int user(SplittableRandom random) {
    double dice = random.nextDouble();
    return switch (kind) {
      case UNLIKE -> (int) (dice * dice * dice * dice * users);
      case STUBBORN -> random.nextInt(requests / 500) == 0 ? 0 : (int) (dice * users);
      default -> (int) (dice * users);
    };
  }

  private boolean abroad(SplittableRandom random, int user) {
    boolean home = user % 5 != 0;
    return kind == Kind.TRAVEL && random.nextInt(4) == 0 ? home : !home;
  }

  private boolean fails(SplittableRandom random, int user, boolean abroad, boolean late) {
    double factor =
        switch (kind) {
          case UNLIKE -> user % 10 == 0 ? 8 : 0.2;
          case STUBBORN -> user == 0 ? 1 / rate : 1;
          case JUMP -> late ? 10 : 1;
          case COUNTRY, TRAVEL -> abroad ? 5 : 1;
          case PLAIN -> 1;
        };
    return random.nextDouble() < rate * factor;
  }
}
