package dev.jackstaff.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running shop and somebody who visits it without a browser. */
final class Shop implements AutoCloseable {
  static final Path OWN_FLAGS =
      Path.of(System.getProperty("sample.webapp", "src/main/webapp"), "WEB-INF/flags.json");

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final SampleServer server;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private Shop(SampleServer server) {
    this.server = server;
  }

  static Shop open(Path flags) throws Exception {
    return open(FlagPlace.of(flags.toString()));
  }

  static Shop open(FlagPlace flags) throws Exception {
    return new Shop(SampleServer.start(0, flags));
  }

  URI uri(String path) {
    return server.uri().resolve(path);
  }

  /** Gets a page, with headers given as name, value, name, value. */
  HttpResponse<String> get(String path, String... headers) throws Exception {
    return get(uri(path), headers);
  }

  HttpResponse<String> get(URI uri, String... headers) throws Exception {
    return send(HttpRequest.newBuilder(uri), headers);
  }

  HttpResponse<String> getAs(String user, String path) throws Exception {
    return get(path, "X-User-Id", user);
  }

  /** Sends a form with one field. */
  HttpResponse<String> post(String path, String form, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return send(request, headers);
  }

  JsonNode whoami(String... headers) throws Exception {
    return JSON.readTree(get("/whoami", headers).body());
  }

  /** The names in X-Active-Flags. */
  static List<String> active(HttpResponse<?> response) {
    Optional<String> names = response.headers().firstValue("X-Active-Flags");
    return names.map(value -> List.of(value.split(","))).orElse(List.of());
  }

  /** Looks every few milliseconds, until it is so or the time is up; says whether it is so. */
  static boolean soon(Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    server.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws Exception {
    request.timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
