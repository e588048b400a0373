package dev.jackstaff.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Server processes that share a database. */
final class Cluster implements AutoCloseable {
  private final List<Node> nodes = new ArrayList<>();

  Cluster(int size, String url) throws IOException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      processes.add(ChildJvm.of(ClusterNode.class, url).start());
    }
    for (Process process : processes) {
      nodes.add(new Node(process));
    }
  }

  List<Node> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }

  /** One of them. */
  static final class Node {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final HttpRequest request;

    Node(Process process) throws IOException {
      this.process = process;
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = String.valueOf(said.readLine());
      if (!line.startsWith("port ")) {
        throw new IOException("a node did not start: " + line);
      }
      URI uri = URI.create("http://localhost:" + line.substring(5) + "/flag?user=u");
      this.request = HttpRequest.newBuilder(uri).build();
    }

    /** Returns the servlet's response, over HTTP. */
    String answer() {
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void close() {
      process.destroyForcibly();
    }
  }
}
