package dev.jackstaff.benchmark;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A request that checks ten flags, while what it asks is learnt from and while it is not. What it
 * leaves behind is worked through between the batches: no request finds the queue full, and the
 * time is that of the requests' own thread. The CPU time is of all threads.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObservedRequest {

  /** Fewer than may wait. */
  private static final int BATCH = 8192;

  @Param("NOBODY")
  public Watching subject;

  @Param("100")
  public int flags;

  private final ThreadLocal<Map<String, Boolean>> current = new ThreadLocal<>();
  private final Map<String, Boolean> answers = new HashMap<>();
  private final User[] users = new User[256];
  private String[] names;
  private FeatureFlags features;

  @Setup(Level.Trial)
  public void load() {
    List<Flag> all = IntStream.range(0, flags).mapToObj(ObservedRequest::flag).toList();
    features = FeatureFlags.of(FlagSet.of(all));
    names = all.stream().limit(10).map(flag -> new String(flag.name())).toArray(String[]::new);
    all.forEach(flag -> answers.put(flag.name(), true));
    for (int i = 0; i < users.length; i++) {
      users[i] = User.of("user:" + i);
    }
    if (subject == Watching.USAGE) {
      UsageLog.attach(features);
    }
    if (subject == Watching.GUARD_AND_EXPERIMENTS) {
      RolloutGuard.attach(features);
      Experiments.builder(features).sink((seen, did) -> {}).flags("*").attach();
    }
  }

  private static Flag flag(int number) {
    return Flag.builder("flag_" + number).percentage(10 + number % 80).guard(Guard.DEFAULT).build();
  }

  // Per iteration, because JMH may give the next one to another thread.
  @Setup(Level.Iteration)
  public void begin() {
    current.set(answers);
  }

  /** A batch takes more than a millisecond, so that this does not distort it. */
  @Setup(Level.Invocation)
  public void flush() {
    if (!features.evidence().flush(Duration.ofSeconds(60)) || features.evidence().dropped() > 0) {
      throw new IllegalStateException("evidence was dropped: " + features.evidence().dropped());
    }
    // All wait alike, since a processor begins slowly after a pause.
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
  }

  @TearDown(Level.Trial)
  public void close() {
    features.close();
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void requests(Blackhole hole) {
    for (int i = 0; i < BATCH; i++) {
      if (subject == Watching.LOOK_UPS) {
        lookUp(hole);
      } else {
        request(users[i & 255], hole);
      }
    }
  }

  private void request(User user, Blackhole hole) {
    Evaluation evaluation = features.integration().begin(user, Map.of());
    Flags.bind(evaluation);
    for (String name : names) {
      hole.consume(Flags.on(name));
    }
    Flags.bind(null);
    features.integration().finish(evaluation, 200, null, Duration.ZERO);
  }

  private void lookUp(Blackhole hole) {
    for (String name : names) {
      hole.consume(current.get().get(name));
    }
  }
}
