package dev.jackstaff.guard;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.SimulatedRollout.Page;
import dev.jackstaff.guard.SimulatedRollout.Result;
import dev.jackstaff.guard.SimulatedRollout.Visit;
import dev.jackstaff.guard.SimulatedRollout.World;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A rollout in the same world as {@link SimulatedRollout}, by the public API alone: requests begin
 * and finish at an engine whose clock is moved by hand, real buckets decide, and a guard looks
 * every two seconds and kills the flag in its store.
 */
final class PublicRollout implements AutoCloseable {
  private static final String FLAG = "checkout";
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final double LOOK_SECONDS = 2;

  private final World world;
  private final SplittableRandom random;
  private final String salt;
  private final MemoryFlagStore store;
  private final FeatureFlags features;
  private final RolloutGuard guard;
  private final PriorityQueue<Moment> moments = new PriorityQueue<>();
  private final int[] numbers;
  private final BitSet failing = new BitSet();
  private final BitSet exposed = new BitSet();
  private volatile Instant now = START;
  private double nextLook = LOOK_SECONDS;
  private int done;
  private long order;

  /** Creates a rollout; the world has one percentage, and neither variants nor nodes. */
  PublicRollout(World world, SplittableRandom random) {
    this.world = world;
    this.random = random;
    this.salt = Long.toHexString(random.nextLong());
    this.numbers = new int[world.strangers ? world.requests : world.users];
    Flag flag =
        Flag.builder(FLAG)
            .salt(salt)
            .percentage(world.percentages[0])
            .guard(world.guard.toBuilder().alpha(world.alpha).build())
            .build();
    store = MemoryFlagStore.of(FlagSet.of(flag), () -> now);
    features = FeatureFlags.builder(store).clock(() -> now).build();
    guard = RolloutGuard.builder(features).interval(Duration.ofDays(1_000)).attach();
  }

  private record Moment(double at, long order, Runnable task) implements Comparable<Moment> {
    @Override
    public int compareTo(Moment other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private void at(double seconds, Runnable task) {
    moments.add(new Moment(seconds, order++, task));
  }

  /** Runs until the flag is killed or the world ends. */
  Result run() {
    for (int user = 0; user < (world.strangers ? 1 : world.users); user++) {
      come(think(world.thinkSeconds), user);
    }
    while (!moments.isEmpty() && !isKilled()) {
      Moment next = moments.remove();
      lookUntil(next.at());
      now = START.plusNanos((long) (next.at() * 1e9));
      next.task().run();
    }
    lookUntil(nextLook + world.guard.patience().toSeconds() + 2 * LOOK_SECONDS);
    return new Result(isKilled(), failing.cardinality(), exposed.cardinality(), false);
  }

  private void lookUntil(double seconds) {
    for (; nextLook <= seconds && !isKilled(); nextLook += LOOK_SECONDS) {
      now = START.plusNanos((long) (nextLook * 1e9));
      Traffic.flush(features);
      guard.look();
    }
  }

  private boolean isKilled() {
    return store.flags().find(FLAG).orElseThrow().isKilled();
  }

  private double think(double mean) {
    double gap = world.strangers ? mean / world.users : mean;
    return random.nextExponential() * gap;
  }

  private void come(double seconds, int user) {
    if (seconds < world.maxSeconds) {
      at(seconds, () -> request(seconds, user));
    }
  }

  private void request(double seconds, int user) {
    if (done >= world.requests) {
      return;
    }
    User known = User.of(salt + user);
    Evaluation evaluation = features.integration().begin(known, Map.of());
    int arm = evaluation.decision(FLAG).on() ? 1 : 0;
    boolean harm = done >= world.harmAfter;
    Visit visit = new Visit(user, arm, 0, numbers[user]++, done++, harm, seconds, random);
    Page page = world.behaviour.page(visit);
    if (page.checks()) {
      evaluation.isOn(FLAG);
      exposed.set(user, visit.on());
    }
    boolean failed = page.fails() || page.seconds() > world.guard.patience().toMillis() / 1e3;
    if (failed && visit.harmed()) {
      failing.set(user);
    }
    at(seconds + page.seconds(), () -> finish(evaluation, page));
    double mean = failed && world.retrySeconds > 0 ? world.retrySeconds : world.thinkSeconds;
    if (!world.strangers) {
      come(seconds + page.seconds() + think(mean), user);
    } else if (user + 1 < numbers.length) {
      come(seconds + think(mean), user + 1);
    }
  }

  private void finish(Evaluation evaluation, Page page) {
    Duration took = Duration.ofNanos((long) (page.seconds() * 1e9));
    features.integration().finish(evaluation, page.fails() ? 500 : 200, null, took);
  }

  @Override
  public void close() {
    features.close();
  }
}
