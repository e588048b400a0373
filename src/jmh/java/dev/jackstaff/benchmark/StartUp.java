package dev.jackstaff.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The CPU time of a server until its first answer, with and without flags. */
public final class StartUp {
  private static final Map<String, String> DEFAULTS = Map.of("rounds", "7");

  private StartUp() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = Options.parse(DEFAULTS, args).count("rounds");
    Map<ServerVariant, List<Double>> times = new EnumMap<>(ServerVariant.class);
    HttpClient client = HttpClient.newHttpClient();
    for (int round = 0; round <= rounds; round++) {
      for (ServerVariant variant : ServerVariant.values()) {
        double millis = start(variant, client);
        if (round > 0) { // the first reads the files into the system's cache
          times.computeIfAbsent(variant, key -> new ArrayList<>()).add(millis);
        }
      }
    }
    print(times);
  }

  private static double start(ServerVariant variant, HttpClient client)
      throws IOException, InterruptedException {
    ServerProcess server = ServerProcess.start(variant);
    try {
      URI address = URI.create("http://127.0.0.1:" + server.port() + "/");
      HttpRequest request = HttpRequest.newBuilder(address).header("X-User", "user:1").build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException(variant.title() + " answers " + status);
      }
      return server.cpu().toNanos() / 1e6;
    } finally {
      server.close();
      server.process().waitFor();
    }
  }

  private static void print(Map<ServerVariant, List<Double>> times) {
    System.out.println(Machine.line());
    System.out.println("| server | ms of CPU to the first answer | of plain, round by round |");
    System.out.println("|---|---|---|");
    List<Double> plain = times.get(ServerVariant.PLAIN);
    times.forEach(
        (variant, measured) -> {
          List<Double> ratios = new ArrayList<>();
          for (int i = 0; i < measured.size(); i++) {
            ratios.add(measured.get(i) / plain.get(i));
          }
          System.out.printf(
              "| %s | %s | %s |%n",
              variant.title(),
              Spread.of(measured, it -> it),
              Spread.rounded(Spread.of(ratios, it -> it).median()));
        });
  }
}
