package dev.jackstaff.container;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a server over HTTP/1.1, without a cookie store and without following redirects. */
final class Browser {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(Version.HTTP_1_1).build();

  private Browser() {}

  static HttpResponse<String> get(ServletContainerFixture server, String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(server, path, headers).build());
  }

  static HttpResponse<String> head(ServletContainerFixture server, String path, String... headers)
      throws IOException, InterruptedException {
    return send(request(server, path, headers).method("HEAD", BodyPublishers.noBody()).build());
  }

  static HttpResponse<String> post(
      ServletContainerFixture server, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return send(request(server, path, headers).POST(BodyPublishers.ofString(body)).build());
  }

  private static HttpRequest.Builder request(
      ServletContainerFixture server, String path, String... headers) {
    URI uri = server.baseUri().resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, BodyHandlers.ofString());
  }
}
