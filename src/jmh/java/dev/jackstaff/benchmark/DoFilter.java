package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
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

/** One request through the filter, header included, without a server around it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DoFilter {

  @Param("FILTERED")
  public Passage subject;

  @Param("100")
  public int flags;

  private static final FilterChain SERVLET = (request, response) -> {};

  private final String[] known = Catalogue.knownUsers(256);
  private final StubExchange exchange = new StubExchange();
  private FeatureFlags features;
  private Filter filter;
  private int next;
  private long newcomer = 10_000_000_000L;

  @Setup
  public void load() throws IOException, ServletException {
    features = FeatureFlags.of(Jackstaff.definitions(Catalogue.of(flags)));
    filter = subject.filter(features);
    if (subject == Passage.FILTERED && !pass("user:1").startsWith("flag_on_00,flag_on_01")) {
      throw new IllegalStateException("the header was wrong: " + exchange.response.header);
    }
  }

  @TearDown
  public void close() {
    features.close();
  }

  /** The mean length of the header that new users get. */
  static double headerLength(int flags) {
    try (FeatureFlags features = FeatureFlags.of(Jackstaff.definitions(Catalogue.of(flags)))) {
      Passage filtered = Passage.FILTERED;
      DoFilter benchmark = new DoFilter();
      benchmark.filter = filtered.filter(features);
      long sum = 0;
      for (int user = 0; user < 1000; user++) {
        sum += benchmark.pass("user:" + benchmark.newcomer++).length();
      }
      return sum / 1000.0;
    } catch (IOException | ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public Object returningUser() throws IOException, ServletException {
    return pass(known[next++ & 255]);
  }

  @Benchmark
  public Object newUser() throws IOException, ServletException {
    return pass("user:" + newcomer++);
  }

  private String pass(String user) throws IOException, ServletException {
    exchange.begin(user);
    filter.doFilter(exchange.request, exchange.response, SERVLET);
    return exchange.response.header;
  }
}
