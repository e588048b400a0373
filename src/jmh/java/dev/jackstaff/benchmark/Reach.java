package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decides one flag of a large definition, for a user of whom nothing is remembered. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Reach {

  @Param("USERS_100")
  public Shape subject;

  private final String[] users = new String[64];
  private FeatureFlags features;
  private int next;

  @Setup
  public void load() {
    features = FeatureFlags.of(Jackstaff.read(subject.document()));
    for (int i = 0; i < users.length; i++) {
      users[i] = Shape.user(i);
      if (!features.isEnabled(Shape.FLAG, users[i])) {
        throw new IllegalStateException(subject + " was off");
      }
    }
  }

  @TearDown
  public void close() {
    features.close();
  }

  @Benchmark
  public boolean decide() {
    return features.isEnabled(Shape.FLAG, users[next++ & 63]);
  }
}
