package dev.jackstaff.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class SampleWebappIT {
  @Test
  void hello_isGreeted() throws Exception {
    try (SampleServer sample = SampleServer.start(0)) {
      HttpRequest request = HttpRequest.newBuilder(sample.uri().resolve("hello")).build();
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertEquals(200, response.statusCode());
      assertEquals("Ahoy", response.body().strip());
    }
  }
}
