package dev.jackstaff.benchmark;

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

/** Decides all flags for many users, each of whom comes back after all others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecideInTurn {

  @Param("USERS_1000")
  public UserCount subject;

  @Param("100")
  public int flags;

  private String[] known;
  private Peer peer;
  private int next;

  @Setup(Level.Trial)
  public void load() {
    known = Catalogue.knownUsers(subject.users());
    peer = Contender.JACKSTAFF.loadVerified(flags);
    for (String user : known) {
      peer.decideAll(user);
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    peer.close();
  }

  @Benchmark
  public Object returningUser() {
    next = next + 1 == known.length ? 0 : next + 1;
    return peer.decideAll(known[next]);
  }
}
