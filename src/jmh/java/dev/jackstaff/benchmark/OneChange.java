package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.model.User;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
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

/** A change of one flag among many: how long it takes, and what requests notice of it. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OneChange {

  private static final Change WHO = Change.by("benchmark", null);
  private static final long PAUSE_MILLIS = 50;

  @Param("CHANGING")
  public Traffic subject;

  @Param("10000")
  public int flags;

  private final String[] known = Catalogue.knownUsers(256);
  private MemoryFlagStore store;
  private FeatureFlags features;
  private Thread background;
  private String flag;
  private int percentage;
  private int next;

  @Setup
  public void load() {
    Catalogue catalogue = Catalogue.of(flags);
    flag = catalogue.names()[6];
    store = MemoryFlagStore.of(Jackstaff.definitions(catalogue));
    features = FeatureFlags.of(store);
    background = new Thread(this::changeOn, "changes");
    background.setDaemon(true);
  }

  @TearDown
  public void close() {
    background.interrupt();
    features.close();
  }

  /** In force when it returns. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public void change() {
    percentage = percentage % 90 + 1;
    store.setRollout(flag, percentage, WHO);
  }

  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  public Object request() {
    if (subject == Traffic.CHANGING && next == 0) {
      background.start();
    }
    return features.evaluate(User.of(known[next++ & 255]));
  }

  private void changeOn() {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        change();
      }
    } catch (InterruptedException e) {
      // The trial is over.
    }
  }
}
