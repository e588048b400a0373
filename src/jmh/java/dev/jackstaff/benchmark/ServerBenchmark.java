package dev.jackstaff.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The cost of flags inside a whole server: throughput and the server's CPU time for each request of
 * a hello-world, variant by variant, round by round. It prints what it saw and judges nothing.
 */
public final class ServerBenchmark {

  private static final Map<String, String> DEFAULTS =
      Map.of("rounds", "5", "seconds", "3", "warmup", "8", "users", "1000", "connections", "8");

  private final Options options;
  private final Wrk wrk;
  private final Map<ServerVariant, List<Round>> rounds = new EnumMap<>(ServerVariant.class);

  private record Round(double perSecond, double cpuMicros) {}

  private ServerBenchmark(Options options) throws IOException {
    this.options = options;
    this.wrk = new Wrk(options.count("users"), options.count("connections"));
  }

  public static void main(String[] args) throws IOException {
    Wrk.require();
    ServerBenchmark benchmark = new ServerBenchmark(Options.parse(DEFAULTS, args));
    benchmark.run();
    benchmark.print();
  }

  private void run() throws IOException {
    Map<ServerVariant, ServerProcess> servers = new EnumMap<>(ServerVariant.class);
    try {
      for (ServerVariant variant : ServerVariant.values()) {
        servers.put(variant, ServerProcess.start(variant));
      }
      for (ServerProcess server : servers.values()) {
        wrk.run(server.port(), options.count("warmup"));
      }
      for (int round = 1; round <= options.count("rounds"); round++) {
        System.err.printf("round %d/%d%n", round, options.count("rounds"));
        measure(servers);
      }
    } finally {
      servers.values().forEach(ServerProcess::close);
    }
  }

  private void measure(Map<ServerVariant, ServerProcess> servers) throws IOException {
    for (ServerVariant variant : ServerVariant.values()) {
      Round round = measure(servers.get(variant));
      rounds.computeIfAbsent(variant, key -> new ArrayList<>()).add(round);
    }
  }

  private Round measure(ServerProcess server) throws IOException {
    Duration before = server.cpu();
    Wrk.Run run = wrk.run(server.port(), options.count("seconds"));
    Duration spent = server.cpu().minus(before);
    return new Round(run.perSecond(), spent.toNanos() / 1000.0 / run.requests());
  }

  private void print() {
    System.out.println(Machine.line());
    System.out.printf(
        "Jetty hello-world, 100 checks a request where there are flags, %s users, wrk on loopback"
            + " with %s connections; %s rounds of %s s, interleaved: median (min to max).%n%n",
        options.text("users"),
        options.text("connections"),
        options.text("rounds"),
        options.text("seconds"));
    System.out.println("| server | requests/s | server CPU, µs/request | CPU over plain, µs |");
    System.out.println("|---|---|---|---|");
    rounds.forEach((variant, measured) -> System.out.println(line(variant, measured)));
    System.out.printf(
        "%nThe control, %s, is the same server as %s: what differs between the two is noise.%n",
        ServerVariant.PLAIN_AGAIN.title(), ServerVariant.PLAIN.title());
  }

  private String line(ServerVariant variant, List<Round> measured) {
    return "| %s | %s | %s | %s |"
        .formatted(
            variant.title(),
            Spread.of(measured, Round::perSecond),
            Spread.of(measured, Round::cpuMicros),
            variant == ServerVariant.PLAIN ? "-" : overPlain(measured));
  }

  /** Round by round, because a round's variants met the same machine. */
  private Spread overPlain(List<Round> measured) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      Round plain = rounds.get(ServerVariant.PLAIN).get(i);
      differences.add(measured.get(i).cpuMicros() - plain.cpuMicros());
    }
    return Spread.of(differences, difference -> difference);
  }
}
