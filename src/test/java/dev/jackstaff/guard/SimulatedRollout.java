package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Guard;
import java.time.Duration;
import java.util.BitSet;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A rollout in a world of users who come back after they have read an answer. A user is exposed
 * with the first check of the flag, and then all requests count, in the order of their beginnings;
 * what takes longer than the patience has failed.
 */
final class SimulatedRollout {
  private static final long EPOCH = 1_700_000_000_000_000_000L;

  /** The settings of a world. */
  static final class World {
    double alpha = 0.01;
    double[] percentages = {10};
    double[] weights = {};
    Guard guard = Guard.DEFAULT;
    int users = 5_000;
    int requests = 20_000;

    /** The mean time between an answer and the user's next request. */
    double thinkSeconds = 300;

    /** True if each request is from a new user. */
    boolean strangers;

    /** The number of requests after which the harm begins. */
    int harmAfter;

    Behaviour behaviour = visit -> new Page(true, 0.1, visit.dice() < 0.01);

    World at(double percentage) {
      percentages = new double[] {percentage};
      return this;
    }

    World doing(Behaviour what) {
      behaviour = what;
      return this;
    }

    /** Harmful rollouts are stopped at this alpha. */
    World harmful() {
      alpha = 0.001;
      requests = 200_000;
      users = 20_000;
      return this;
    }
  }

  /**
   * A request.
   *
   * @param number the number of this user's requests before
   * @param done the number of all requests before
   */
  record Visit(
      int user, int arm, int stratum, int number, int done, boolean harm, SplittableRandom random) {
    double dice() {
      return random.nextDouble();
    }

    boolean on() {
      return arm > 0;
    }

    /** Returns whether the flag is on and its harm has begun. */
    boolean harmed() {
      return harm && on();
    }
  }

  /** The end of a request. */
  record Page(boolean checks, double seconds, boolean fails) {}

  /** The way in which the pages behave. */
  interface Behaviour {
    Page page(Visit visit);
  }

  /**
   * The end of a rollout.
   *
   * @param failing the users with the flag who have failed since the harm began
   * @param users the users with the flag
   */
  record Result(boolean halted, int failing, int users, boolean uneven) {}

  private record Turn(double at, int user) implements Comparable<Turn> {
    @Override
    public int compareTo(Turn other) {
      return Double.compare(at, other.at);
    }
  }

  private final World world;
  private final SplittableRandom random;
  private final double[] buckets;
  private final int[] numbers;
  private final long salt;
  private final OutcomeTest test;
  private final BitSet exposed = new BitSet();
  private final BitSet first = new BitSet();
  private final BitSet failing = new BitSet();
  private final PriorityQueue<Turn> queue = new PriorityQueue<>();
  private int usersWithTheFlag;

  SimulatedRollout(World world, SplittableRandom random) {
    this(world, random, random.doubles(size(world), 0, 100).toArray());
  }

  /** Creates a rollout whose users have given buckets, 0 to 100. */
  SimulatedRollout(World world, SplittableRandom random, double[] buckets) {
    this.world = world;
    this.random = random;
    this.buckets = buckets;
    this.numbers = new int[buckets.length];
    this.salt = random.nextLong();
    this.test = new OutcomeTest(world.guard, world.percentages, world.weights, world.alpha);
  }

  private static int size(World world) {
    return world.strangers ? world.requests : world.users;
  }

  Result run() {
    fill();
    for (int done = 0; done < world.requests && !queue.isEmpty(); done++) {
      Turn turn = queue.remove();
      double end = turn.at() + request(turn, done);
      if (test.judge() != null) {
        return new Result(true, failing.cardinality(), usersWithTheFlag, test.isUneven());
      }
      if (world.strangers) {
        queue.add(new Turn(turn.at() + think(), turn.user() + 1));
      } else {
        queue.add(new Turn(end + think(), turn.user()));
      }
    }
    return new Result(false, failing.cardinality(), usersWithTheFlag, test.isUneven());
  }

  private double think() {
    return -Math.log(1 - random.nextDouble()) * world.thinkSeconds;
  }

  private void fill() {
    for (int user = 0; user < (world.strangers ? 1 : world.users); user++) {
      queue.add(new Turn(think(), user));
    }
  }

  private double request(Turn turn, int done) {
    int user = turn.user();
    int stratum = world.percentages.length == 0 ? 0 : random.nextInt(100) < 20 ? 0 : last();
    stratum = world.percentages.length < 2 ? 0 : stratum;
    boolean harm = done >= world.harmAfter;
    int arm = arm(user, stratum);
    Visit visit = new Visit(user, arm, stratum, numbers[user]++, done, harm, random);
    Page page = world.behaviour.page(visit);
    count(visit, page, EPOCH + (long) (turn.at() * 1e9));
    return page.seconds();
  }

  private int last() {
    return world.percentages.length - 1;
  }

  private int arm(int user, int stratum) {
    if (world.percentages.length > 0 && buckets[user] >= world.percentages[stratum]) {
      return 0;
    }
    return world.weights.length == 0 ? 1 : 1 + (int) (buckets[user] * 97) % world.weights.length;
  }

  private void count(Visit visit, Page page, long at) {
    int user = visit.user();
    if (page.checks() && !exposed.get(user)) {
      exposed.set(user);
      usersWithTheFlag += visit.on() ? 1 : 0;
      test.exposed(event(EventKind.EXPOSED, visit, at, 0));
    }
    if (!exposed.get(user)) {
      return;
    }
    double patience = world.guard.patience().toMillis() / 1e3;
    boolean failed = page.fails() || page.seconds() > patience;
    long nanos = (long) (Math.min(page.seconds(), patience) * 1e9);
    if (failed && visit.harmed()) {
      failing.set(user);
    }
    if (!first.get(user)) {
      first.set(user);
      int detail = LatencyGrid.index(nanos) << 1 | (failed ? 1 : 0);
      test.take(event(EventKind.FIRST, visit, at, detail));
    }
    if (failed) {
      test.take(event(EventKind.HIT, visit, at, TestSignal.ERRORS));
    }
    Duration slow = world.guard.slow();
    if (slow != null && nanos > slow.toNanos()) {
      test.take(event(EventKind.HIT, visit, at, TestSignal.SLOW));
    }
  }

  private TestEvent event(EventKind kind, Visit visit, long at, int detail) {
    long unit = UnitHash.spread(salt + visit.user());
    return new TestEvent(kind, at, unit, visit.stratum(), visit.arm(), detail);
  }

  /** Exposes a burst of ids that somebody has chosen, all with the flag. */
  SimulatedRollout exposeChosen(int ids) {
    for (int i = 0; i < ids; i++) {
      long unit = UnitHash.spread(~salt - i);
      test.exposed(new TestEvent(EventKind.EXPOSED, EPOCH, unit, 0, 1, 0));
    }
    return this;
  }

  /** Lets everybody fail once before the rollout, as in an outage. */
  SimulatedRollout failEverybody() {
    for (int user = 0; user < world.users; user++) {
      Visit visit = new Visit(user, arm(user, 0), 0, 0, 0, false, random);
      count(visit, new Page(true, 0.1, true), EPOCH - world.users + user);
    }
    return this;
  }

  /** Lets so many other users fail before the rollout, with the flag and without. */
  SimulatedRollout failOthers(int users) {
    for (int i = 0; i < users; i++) {
      long unit = UnitHash.spread(~salt + i);
      int arm = random.nextDouble() * 100 < world.percentages[0] ? 1 : 0;
      test.take(new TestEvent(EventKind.HIT, EPOCH - users + i, unit, 0, arm, 0));
    }
    return this;
  }
}
