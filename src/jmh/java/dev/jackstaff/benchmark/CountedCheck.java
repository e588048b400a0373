package dev.jackstaff.benchmark;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.model.User;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One {@code Flags.on} of a request, while the use of flags is counted and while it is not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountedCheck {
  @Param("WITHOUT")
  public Counting subject;

  @Param("100")
  public int flags;

  private final String[] names = new String[8];
  private final User user = User.of("user:1000007");
  private FeatureFlags features;

  /** A request on its thread. */
  @State(Scope.Thread)
  public static class Request {

    private Evaluation evaluation;
    private int next;

    // Per iteration, because JMH may give the next one to another thread.
    @Setup(Level.Iteration)
    public void begin(CountedCheck check) {
      evaluation = check.features.integration().begin(check.user, Map.of());
      Flags.bind(evaluation);
    }

    @TearDown(Level.Iteration)
    public void end(CountedCheck check) {
      Flags.bind(null);
      check.features.integration().finish(evaluation, 200, null, Duration.ZERO);
    }
  }

  @Setup(Level.Trial)
  public void load() {
    features = FeatureFlags.of(Jackstaff.definitions(Catalogue.of(flags)));
    if (subject == Counting.WITH) {
      UsageLog.attach(features);
    }
    String[] all = Catalogue.of(flags).names();
    for (int i = 0; i < names.length; i++) {
      // Nine is coprime to ten, so all kinds of flag are asked for.
      names[i] = all[(9 + i * 9) % all.length];
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    features.close();
  }

  @Benchmark
  public boolean check(Request request) {
    return Flags.on(names[request.next++ & 7]);
  }
}
