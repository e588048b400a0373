package dev.jackstaff.guard;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.store.MemoryFlagStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Requests that overlap, under a clock moved by hand. Each begins and ends at its own moment of the
 * simulated time, through the public API; the guard looks once a simulated second.
 */
final class Simulation implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  final SplittableRandom random;
  final MemoryFlagStore store;
  final FeatureFlags features;
  final RolloutGuard guard;
  final List<GuardVerdict> heard = new ArrayList<>();

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private volatile Instant now = START;
  private Instant nextLook = START;
  private long number;

  Simulation(FlagSet set, long seed) {
    random = new SplittableRandom(seed);
    store = MemoryFlagStore.of(set, () -> now);
    features = FeatureFlags.builder(store).clock(() -> now).build();
    guard =
        RolloutGuard.builder(features)
            .listener(heard::add)
            .interval(Duration.ofDays(1_000))
            .attach();
  }

  private record Event(Instant at, long number, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** The end of a request: its status, and how long after the beginning. */
  record Reply(int status, Duration after) {
    static Reply of(int status, double seconds) {
      return new Reply(status, seconds(seconds));
    }
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** The code of a request: it checks flags and says how the request will end. */
  interface Code extends Function<Evaluation, Reply> {}

  void at(double seconds, Runnable task) {
    events.add(new Event(START.plus(seconds(seconds)), number++, task));
  }

  /** Schedules a request. */
  void request(double seconds, String user, Code code) {
    at(
        seconds,
        () -> {
          Evaluation evaluation = features.integration().begin(User.of(user), Map.of());
          Reply reply = code.apply(evaluation);
          Runnable end =
              () -> features.integration().finish(evaluation, reply.status(), null, reply.after());
          events.add(new Event(now.plus(reply.after()), number++, end));
        });
  }

  /** Schedules an action of a user. */
  void track(double seconds, String user, String event) {
    at(seconds, () -> features.track(User.of(user), event));
  }

  /** Runs everything that is scheduled, and waits for the patience after it. */
  Simulation run() {
    Instant end = START;
    while (!events.isEmpty()) {
      Event next = events.remove();
      lookUntil(next.at());
      now = next.at();
      next.task().run();
      end = now;
    }
    lookUntil(end.plusSeconds(15));
    return this;
  }

  private void lookUntil(Instant time) {
    while (nextLook.isBefore(time)) {
      now = nextLook;
      Traffic.flush(features);
      guard.look();
      nextLook = nextLook.plusSeconds(1);
    }
  }

  boolean isKilled(String flag) {
    return store.flags().find(flag).orElseThrow().isKilled();
  }

  String killReason(String flag) {
    return String.valueOf(
        Objects.requireNonNull(store.flags().find(flag).orElseThrow().killed()).reason());
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  @Override
  public void close() {
    features.close();
  }
}
