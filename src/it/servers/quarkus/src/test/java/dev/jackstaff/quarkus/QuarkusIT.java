package dev.jackstaff.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application in a process of its own. */
final class QuarkusIT {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Path JAR = Path.of(System.getProperty("application"));
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static Process process;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path log = JAR.resolveSibling("quarkus.log");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process =
        new ProcessBuilder(java, "-Dquarkus.http.port=" + port, "-jar", JAR.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long start = System.nanoTime();
    while (!answers()) {
      boolean late = System.nanoTime() - start > START_TIMEOUT.toNanos();
      if (late || process.waitFor(200, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("not started:\n" + Files.readString(log));
      }
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    process.destroy();
    process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();
  }

  private static boolean answers() throws InterruptedException {
    try {
      get("page", "nobody");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static HttpResponse<String> get(String path, String user)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + "/" + path);
    HttpRequest request = HttpRequest.newBuilder(uri).header("X-User-Id", user).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "page?async"})
  void page_isDecidedForItsUser(String path) throws Exception {
    HttpResponse<String> response = get(path, "u");
    assertEquals(200, response.statusCode());
    assertEquals("true", response.body());
    assertEquals(List.of("one,two"), response.headers().allValues("X-Active-Flags"));
    assertEquals("false", get(path, "another").body());
  }
}
