package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop on a database. */
class DatabaseIT {
  @TempDir private Path directory;

  @Test
  void shop_onAnEmptyDatabase_hasTheFlagsOfItsFile() throws Exception {
    FlagPlace place = FlagPlace.of("jdbc:h2:" + directory.resolve("flags"));
    String fresh = active(place);
    assertTrue(fresh.contains("new_dashboard"), fresh);
    assertEquals(fresh, active(place));
    assertTrue(Files.exists(directory.resolve("flags.mv.db")));
  }

  private static String active(FlagPlace place) throws Exception {
    try (SampleServer shop = SampleServer.start(0, place)) {
      URI uri = shop.uri().resolve("whoami");
      HttpRequest request = HttpRequest.newBuilder(uri).header("X-User-Id", "user:42").build();
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      return response.headers().firstValue("X-Active-Flags").orElseThrow();
    }
  }
}
