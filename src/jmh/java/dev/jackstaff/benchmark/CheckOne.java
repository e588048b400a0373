package dev.jackstaff.benchmark;

import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

/** One check by name inside a handler, the request's user being known. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CheckOne {

  @Param("FLOOR_MAP")
  public Contender subject;

  @Param("10")
  public int flags;

  private final String[] names = new String[8];
  private Peer peer;

  /** A request on its thread. */
  @State(Scope.Thread)
  public static class Request {

    private Predicate<String> isOn;
    private int next;

    // Per iteration, because JMH may give the next one to another thread.
    @Setup(Level.Iteration)
    public void begin(CheckOne check) {
      isOn = check.peer.begin("user:1000007");
    }

    @TearDown(Level.Iteration)
    public void end(CheckOne check) {
      check.peer.end();
    }
  }

  @Setup(Level.Trial)
  public void load() {
    peer = subject.loadVerified(flags);
    String[] all = Catalogue.of(flags).names();
    for (int i = 0; i < names.length; i++) {
      // Nine is coprime to ten, so all kinds of flag are asked for.
      names[i] = all[(9 + i * 9) % all.length];
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    peer.close();
  }

  @Benchmark
  public boolean check(Request request) {
    return request.isOn.test(names[request.next++ & 7]);
  }
}
