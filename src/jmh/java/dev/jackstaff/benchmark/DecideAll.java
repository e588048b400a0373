package dev.jackstaff.benchmark;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

/** Decides every flag for one user, as a filter must once for each request. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecideAll {

  @Param("FLOOR_MD5")
  public Contender subject;

  @Param("100")
  public int flags;

  private final String[] known = Catalogue.knownUsers(256);
  private final AtomicLong firstNewUser = new AtomicLong(10_000_000_000L);
  private Peer peer;

  /** Each thread has its own users, so that two threads share nothing but the contender. */
  @State(Scope.Thread)
  public static class Users {

    private int next;
    private long newcomer;

    @Setup
    public void begin(DecideAll all) {
      newcomer = all.firstNewUser.getAndAdd(1_000_000_000L);
    }
  }

  @Setup(Level.Trial)
  public void load() {
    peer = subject.loadVerified(flags);
  }

  @TearDown(Level.Trial)
  public void close() {
    peer.close();
  }

  @Benchmark
  public Object returningUser(Users users) {
    return peer.decideAll(known[users.next++ & 255]);
  }

  /** The id is made here, so its cost is in every row. */
  @Benchmark
  public Object newUser(Users users) {
    return peer.decideAll("user:" + users.newcomer++);
  }
}
