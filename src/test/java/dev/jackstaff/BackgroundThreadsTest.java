package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.experiment.Conversion;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.experiment.Exposure;
import dev.jackstaff.experiment.ExposureSink;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No Error ends a background thread, and closing the engine ends all of them. */
final class BackgroundThreadsTest {
  private final Set<Thread> ofOtherTests = Set.copyOf(Thread.getAllStackTraces().keySet());

  private static final Duration OFTEN = Duration.ofMillis(20);

  /** Throws while it is armed, and counts how often it was called. */
  private static final class Fuse {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger armed = new AtomicInteger();
    final Error error;

    Fuse(Error error) {
      this.error = error;
    }

    void call() {
      calls.incrementAndGet();
      if (armed.get() > 0 && armed.getAndDecrement() > 0) {
        throw error;
      }
    }
  }

  /** Starts a loop that calls a fuse in every round. */
  private interface Loop {
    void start(FeatureFlags features, Fuse fuse);
  }

  private static FlagSet flags() {
    return FlagSet.of(
        Flag.builder("button").type(FlagType.EXPERIMENT).percentage(50).build(),
        Flag.builder("checkout")
            .percentage(50)
            .guard(new Guard(true, null, 0.001, Guard.Then.KILL, 200))
            .build(),
        Flag.builder("ramp")
            .schedule(
                new Schedule(
                    Instant.EPOCH,
                    ZoneOffset.UTC,
                    List.of(Step.days(0, 10), Step.days(90_000, 100)),
                    null,
                    OptionalInt.empty()))
            .build());
  }

  private static void request(FeatureFlags features, String id) {
    Evaluation evaluation = features.integration().begin(User.of(id), Map.of());
    evaluation.isOn("button");
    features.integration().finish(evaluation, 200, null, Duration.ofMillis(1));
  }

  static Stream<Arguments> loops() {
    Map<String, Loop> loops =
        Map.of(
            "evidence",
            (features, fuse) ->
                features
                    .evidence()
                    .listen(
                        new EvidenceListener() {
                          @Override
                          public void idle() {
                            fuse.call();
                          }
                        }),
            "exposures, writing",
            (features, fuse) -> {
              Experiments experiments = Experiments.attach(features, (seen, did) -> fuse.call());
              AtomicInteger user = new AtomicInteger();
              features
                  .evidence()
                  .listen(
                      new EvidenceListener() {
                        @Override
                        public void idle() {
                          request(features, "user:" + user.incrementAndGet());
                        }
                      });
              assertEquals(0, experiments.dropped());
            },
            "exposures, resting",
            (features, fuse) ->
                Experiments.attach(
                    features,
                    new ExposureSink() {
                      @Override
                      public void write(List<Exposure> seen, List<Conversion> did) {
                        throw new AssertionError();
                      }

                      @Override
                      public void idle() {
                        fuse.call();
                      }
                    }),
            "guard, usage and schedules",
            (features, fuse) -> {
              RolloutGuard.builder(features).interval(OFTEN).attach();
              UsageLog.builder(features).interval(OFTEN).attach();
            });
    return Stream.of(new OutOfMemoryError("test"), new NoClassDefFoundError("test"))
        .flatMap(
            error ->
                loops.entrySet().stream().map(e -> Arguments.of(e.getKey(), error, e.getValue())));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("loops")
  void errorInARound_isReported_andTheNextRoundHappens(String name, Error error, Loop loop) {
    Fuse fuse = new Fuse(error);
    boolean clocked = name.startsWith("guard");
    AtomicReference<InstantSource> clock = new AtomicReference<>(InstantSource.system());
    try (Logged log = Logged.library();
        FeatureFlags features =
            FeatureFlags.builder(flags()).clock(() -> clock.get().instant()).build()) {
      if (clocked) {
        clock.set(
            () -> {
              if (Thread.currentThread().getName().startsWith("jackstaff-")) {
                fuse.call();
              }
              return Instant.now();
            });
      }
      loop.start(features, fuse);
      Await.until("the first round", () -> fuse.calls.get() > 0);
      fuse.armed.set(5);
      Await.until("the error is thrown", () -> fuse.armed.get() <= 0);
      int before = fuse.calls.get();
      Await.until("the next rounds", () -> fuse.calls.get() > before + 5);
      assertTrue(features.status().faults().toString().contains("test"));
      assertFalse(log.thrown().isEmpty());
    }
    assertEquals(Set.of(), threads());
  }

  private Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !ofOtherTests.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith("jackstaff-"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void close_waitsForAllThreads() {
    for (int i = 0; i < 20; i++) {
      FeatureFlags features = FeatureFlags.of(flags());
      RolloutGuard.builder(features).interval(Duration.ofMillis(1)).attach();
      UsageLog.builder(features).interval(Duration.ofMillis(1)).attach();
      Experiments.attach(features, (seen, did) -> {});
      request(features, "user:1");
      assertFalse(threads().isEmpty());
      features.close();
      assertEquals(Set.of(), threads());
    }
  }
}
