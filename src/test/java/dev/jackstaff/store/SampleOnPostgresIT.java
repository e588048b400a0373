package dev.jackstaff.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.sample.SampleServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The sample shop, as {@code mvn -Psample -Dsample.flags=jdbc:postgresql:…} runs it. */
class SampleOnPostgresIT {
  private final PGSimpleDataSource source = Databases.postgres();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void shop_onAnEmptyDatabase_hasTheFlagsOfItsFile_andHearsOfChanges() throws Exception {
    Process shop =
        ChildJvm.of(
                List.of(
                    "-Dsample.port=0",
                    "-Dsample.webapp=" + System.getProperty("sample.webapp"),
                    "-Dsample.flags=" + source.getURL() + "&user=" + source.getUser()),
                SampleServer.class)
            .start();
    try {
      URI uri = opened(shop);
      assertTrue(active(uri).contains("dark_mode"), active(uri).toString());
      assertEquals(1, count("SELECT count(*) FROM feature_flag_history WHERE name = 'dark_mode'"));
      Databases.run(
          source, "UPDATE feature_flags SET allowed_users = '[]' WHERE name = 'dark_mode'");
      Await.until("dark_mode is off", () -> !active(uri).contains("dark_mode"));
      Databases.run(
          source,
          "INSERT INTO feature_flags (name, enabled, rollout_percentage, allowed_users, metadata)"
              + " VALUES ('from_outside', true, NULL, '[]', '{}')");
      Await.until("from_outside is on", () -> active(uri).contains("from_outside"));
    } finally {
      shop.destroyForcibly();
    }
  }

  private static URI opened(Process shop) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(shop.getInputStream(), StandardCharsets.UTF_8));
    String line = String.valueOf(said.readLine());
    assertTrue(line.startsWith("The shop is open at http://localhost:"), line);
    return URI.create(line.substring(line.indexOf("http")));
  }

  private int count(String query) {
    return Databases.count(source, query);
  }

  private List<String> active(URI shop) {
    HttpRequest request =
        HttpRequest.newBuilder(shop.resolve("whoami")).header("X-User-Id", "user:42").build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      return List.of(response.headers().firstValue("X-Active-Flags").orElse("").split(","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
