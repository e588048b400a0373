package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.ofrep.OfrepServlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The time that a client waits for all flags by OFREP, over loopback and one connection: time, and
 * the bytes of the body. The first row is an answer of nothing: what HTTP alone takes.
 */
public final class OfrepBulk {

  private static final int WARMUP = 3000;
  private static final int MEASURED = 3000;

  private OfrepBulk() {}

  public static void main(String[] args) throws Exception {
    System.out.println("| flags | answer | median µs | p99 µs | bytes |");
    System.out.println("|---|---|---|---|---|");
    for (int flags : new int[] {0, 10, 100, 1000}) {
      measure(flags);
    }
    System.exit(0);
  }

  private static void measure(int flags) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    FeatureFlags features = FeatureFlags.of(Jackstaff.definitions(Catalogue.of(flags)));
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServlet(
        new ServletHolder(OfrepServlet.builder().features(features).expose("*").build()),
        "/ofrep/v1/*");
    server.setHandler(context);
    server.start();
    try {
      measure(flags, connector.getLocalPort());
    } finally {
      server.stop();
      features.close();
    }
  }

  private static void measure(int flags, int port) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    URI uri = URI.create("http://127.0.0.1:" + port + "/ofrep/v1/evaluate/flags");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .POST(BodyPublishers.ofString("{\"context\": {\"targetingKey\": \"user:123\"}}"))
            .build();
    HttpResponse<byte[]> first = client.send(request, BodyHandlers.ofByteArray());
    row(flags, "in full", time(client, request, 200), first.body().length);
    String etag = first.headers().firstValue("ETag").orElseThrow();
    HttpRequest again =
        HttpRequest.newBuilder(request, (name, value) -> true)
            .header("If-None-Match", etag)
            .build();
    row(flags, "304", time(client, again, 304), 0);
  }

  private static long[] time(HttpClient client, HttpRequest request, int status) throws Exception {
    for (int i = 0; i < WARMUP; i++) {
      client.send(request, BodyHandlers.ofByteArray());
    }
    long[] nanos = new long[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      long start = System.nanoTime();
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      nanos[i] = System.nanoTime() - start;
      if (response.statusCode() != status) {
        throw new IllegalStateException("answered " + response.statusCode());
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private static void row(int flags, String answer, long[] nanos, int bytes) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %s | %d | %d | %d |%n",
        flags,
        answer,
        nanos[nanos.length / 2] / 1000,
        nanos[nanos.length * 99 / 100] / 1000,
        bytes);
  }
}
