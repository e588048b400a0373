package dev.jackstaff.benchmark;

import java.util.ArrayList;
import java.util.List;
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

/** Decides the realistic set for one user after another, by one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecideRealistic {
  private static final int KNOWN = 256;

  @Param("FLOOR")
  public RealisticContender subject;

  @Param("100")
  public int flags;

  private final Object[] known = new Object[KNOWN];

  private final List<Map<String, Object>> attributes = new ArrayList<>();

  private RealisticPeer peer;
  private int next;
  private long newcomer = 10_000_000_000L;

  @Setup(Level.Trial)
  public void load() {
    peer = subject.loadVerified();
    for (int i = 0; i < KNOWN; i++) {
      attributes.add(RealisticSet.attributes(i));
      known[i] = peer.context("user:" + i, attributes.get(i));
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    peer.close();
  }

  @Benchmark
  public Object returningUser() {
    return peer.decideAll(known[next++ & KNOWN - 1]);
  }

  /** The user is built here, so its cost is in every row. */
  @Benchmark
  public Object newUser() {
    Map<String, Object> data = attributes.get(next++ & KNOWN - 1);
    return peer.decideAll(peer.context("user:" + newcomer++, data));
  }
}
