package dev.jackstaff.benchmark;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.experiment.Experiments;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** A request that checks ten flags, while what it asks is recorded and while it is not. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObservedRequest {

  private static final ThreadLocal<Map<String, Boolean>> CURRENT = new ThreadLocal<>();

  @Param({"NOTHING", "EXPOSURES"})
  public Evidence evidence;

  /** What listens. */
  public enum Evidence {
    NOTHING,
    EXPOSURES
  }

  private final String[] names =
      IntStream.range(0, 10).mapToObj(i -> "flag_" + i).toArray(String[]::new);
  private final User user = User.of("user:1");
  private final Map<String, Boolean> answers = new HashMap<>();
  private FeatureFlags features;

  public static void main(String[] args) throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include("\\." + ObservedRequest.class.getSimpleName() + "\\.")
                .addProfiler("gc")
                .build())
        .run();
  }

  @Setup
  public void load() {
    features =
        FeatureFlags.of(
            FlagSet.of(
                IntStream.range(0, 100).mapToObj(i -> Flag.percentage("flag_" + i, i)).toList()));
    for (String name : names) {
      answers.put(name, true);
    }
    CURRENT.set(answers);
    if (evidence == Evidence.EXPOSURES) {
      Experiments.builder(features).sink((seen, did) -> {}).flags("*").attach();
    }
  }

  @TearDown
  public void close() {
    features.close();
  }

  @Benchmark
  public void request(Blackhole hole) {
    Evaluation evaluation = features.begin(user, Map.of());
    Flags.bind(evaluation);
    for (String name : names) {
      hole.consume(Flags.on(name));
    }
    Flags.bind(null);
    features.finish(evaluation, 200, null, Duration.ZERO);
  }

  /** What ten checks may cost more. */
  @Benchmark
  public void tenLookUps(Blackhole hole) {
    for (String name : names) {
      hole.consume(CURRENT.get().get(name));
    }
  }
}
