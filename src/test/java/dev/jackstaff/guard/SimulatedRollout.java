package dev.jackstaff.guard;

import dev.jackstaff.guard.FlagEvidence.RequestOutcome;
import dev.jackstaff.guard.TestEvent.EventKind;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Guard;
import java.util.BitSet;
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

    /** The mean time between a failure and the user's next request; 0 for the same. */
    double retrySeconds;

    /** The time after which the rollout ends. */
    double maxSeconds = Double.MAX_VALUE;

    /** The number of users whose ids somebody has chosen so that the flag is on for them. */
    int chosen;

    /** The number of nodes between which users change with each request; 0 for no exchange. */
    int nodes;

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
   * @param at the time since the beginning of the rollout, in seconds
   */
  record Visit(
      int user,
      int arm,
      int stratum,
      int number,
      int done,
      boolean harm,
      double at,
      SplittableRandom random) {
    double dice() {
      return random.nextDouble();
    }

    /** Returns whether the request is within the time of an outage. */
    boolean isOutage() {
      return at >= 300 && at < 600;
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

  private final World world;
  private final SplittableRandom random;
  private final double[] buckets;
  private final int[] numbers;
  private final long salt;
  private final OutcomeTest test;
  private final FlagEvidence evidence;
  private final SimulatedNodes nodes;
  private final RequestOutcome outcome = new RequestOutcome();
  private final BitSet exposed = new BitSet();
  private final BitSet counted = new BitSet();
  private final BitSet everFailed = new BitSet();
  private final BitSet failing = new BitSet();
  private final TurnQueue queue;
  private int usersWithTheFlag;
  private boolean taken;
  private boolean failed;

  SimulatedRollout(World world, SplittableRandom random) {
    this(world, random, random.doubles(size(world), 0, 100).toArray());
  }

  /** Creates a rollout whose users have given buckets, 0 to 100. */
  SimulatedRollout(World world, SplittableRandom random, double[] buckets) {
    this.world = world;
    this.random = random;
    this.buckets = buckets;
    for (int user = 0; user < world.chosen; user++) {
      buckets[user] *= world.percentages[0] / 100;
    }
    this.numbers = new int[buckets.length];
    double gap = world.thinkSeconds / (world.strangers ? 1 : world.users);
    this.queue = new TurnQueue(buckets.length + 1, gap);
    this.salt = random.nextLong();
    this.test = new OutcomeTest(world.guard, world.percentages, world.weights, world.alpha);
    Flag flag = Flag.builder("flag").build();
    this.evidence = new FlagEvidence(flag, world.guard, world.percentages, this::take);
    this.nodes =
        new SimulatedNodes(world.nodes, world.guard, world.percentages, this::take, this::take);
  }

  private void take(TestEvent event) {
    if (event.kind() == EventKind.EXPOSED) {
      test.exposed(event);
    } else {
      test.take(event);
      taken = true;
    }
  }

  private static int size(World world) {
    return world.strangers ? world.requests : world.users;
  }

  Result run() {
    fill();
    for (int done = 0; done < world.requests; done++) {
      int user = queue.remove();
      double at = queue.time(user);
      if (at >= world.maxSeconds) {
        break;
      }
      double end = at + request(at, user, done);
      if (taken && test.judge() != null) {
        return new Result(true, failing.cardinality(), usersWithTheFlag, test.isUneven());
      }
      taken = false;
      if (world.strangers) {
        queue.add(at + think(), user + 1);
      } else {
        queue.add(end + think(), user);
      }
    }
    return new Result(false, failing.cardinality(), usersWithTheFlag, test.isUneven());
  }

  private double think() {
    boolean retries = failed && world.retrySeconds > 0;
    double mean = retries ? world.retrySeconds : world.thinkSeconds;
    return random.nextExponential() * mean;
  }

  private void fill() {
    for (int user = 0; user < (world.strangers ? 1 : world.users); user++) {
      queue.add(think(), user);
    }
  }

  private double request(double at, int user, int done) {
    int stratum = world.percentages.length == 0 ? 0 : random.nextInt(100) < 20 ? 0 : last();
    stratum = world.percentages.length < 2 ? 0 : stratum;
    boolean harm = done >= world.harmAfter;
    int arm = arm(user, stratum);
    Visit visit = new Visit(user, arm, stratum, numbers[user]++, done, harm, at, random);
    Page page = world.behaviour.page(visit);
    count(visit, page, EPOCH + (long) (at * 1e9));
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
    int assignment = FlagEvidence.assignment(visit.stratum(), visit.arm());
    FlagEvidence there = evidence;
    if (world.nodes > 0) {
      nodes.advance(at);
      there = nodes.node(random.nextInt(world.nodes));
    }
    if (page.checks() && (there != evidence || !exposed.get(user))) {
      usersWithTheFlag += visit.on() && !exposed.get(user) ? 1 : 0;
      exposed.set(user);
      there.checked(assignment, unit(visit), at, 0);
    }
    double patience = world.guard.patience().toMillis() / 1e3;
    failed = page.fails() || page.seconds() > patience;
    if (failed && visit.harmed() && exposed.get(user)) {
      failing.set(user);
    }
    if (isNothingNew(visit)) {
      return;
    }
    outcome.begun = at;
    outcome.checked = page.checks();
    outcome.failed = failed;
    outcome.nanos = (long) (Math.min(page.seconds(), patience) * 1e9);
    there.ended(assignment, unit(visit), outcome);
  }

  /** Returns whether a known user is well and has always been, which changes nothing. */
  private boolean isNothingNew(Visit visit) {
    int user = visit.user();
    boolean well = !failed && !everFailed.get(user);
    everFailed.set(user, !well);
    boolean known = counted.get(user);
    counted.set(user, known || exposed.get(user));
    return well && known && world.nodes == 0 && world.guard.slow() == null;
  }

  private long unit(Visit visit) {
    return UnitHash.spread(salt + visit.user());
  }

  /** Exposes a burst of ids that somebody has chosen, all with the flag. */
  SimulatedRollout exposeChosen(int ids) {
    for (int i = 0; i < ids; i++) {
      long unit = UnitHash.spread(~salt - i);
      test.exposed(new TestEvent(EventKind.EXPOSED, EPOCH, unit, 0, 1, 0));
    }
    return this;
  }

  /** Lets everybody fail once so many seconds before the rollout, as in an outage. */
  SimulatedRollout failEverybody(double seconds) {
    long before = (long) (seconds * 1e9);
    for (int user = 0; user < world.users; user++) {
      Visit visit = new Visit(user, arm(user, 0), 0, 0, 0, false, 0, random);
      count(visit, new Page(true, 0.1, true), EPOCH - before - world.users + user);
    }
    return this;
  }

  /** Lets everybody fail and recover before the rollout. */
  SimulatedRollout recoverEverybody() {
    failEverybody(60);
    for (int user = 0; user < world.users; user++) {
      Visit visit = new Visit(user, arm(user, 0), 0, 0, 0, false, 0, random);
      count(visit, new Page(true, 0.1, false), EPOCH - world.users + user);
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
