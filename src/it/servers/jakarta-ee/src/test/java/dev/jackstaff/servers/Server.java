package dev.jackstaff.servers;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An application server as a process of its own, with the application deployed twice. */
final class Server implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(1);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final Path log;
  private final int port;

  private Server(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** WildFly, by the arguments of its own script. */
  static Server wildfly() throws Exception {
    Path home = Path.of(System.getProperty("wildfly"));
    for (String name : List.of("plain.war", "error-pages.war")) {
      Files.copy(war(name), fresh(home.resolve("standalone/deployments").resolve(name)));
    }
    List<Integer> ports = freePorts(3);
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Xmx512m");
    for (String name :
        List.of("lang", "lang.invoke", "lang.reflect", "io", "net", "security", "util")) {
      command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
    }
    command.add("--add-opens=java.base/java.util.concurrent=ALL-UNNAMED");
    command.add("--add-opens=java.management/javax.management=ALL-UNNAMED");
    command.add("--add-opens=java.naming/javax.naming=ALL-UNNAMED");
    command.addAll(List.of("-jar", home.resolve("jboss-modules.jar").toString()));
    command.addAll(List.of("-mp", home.resolve("modules").toString(), "org.jboss.as.standalone"));
    command.add("-Djboss.home.dir=" + home);
    command.add("-Djboss.server.base.dir=" + home.resolve("standalone"));
    command.add("-Djboss.http.port=" + ports.get(0));
    command.add("-Djboss.https.port=" + ports.get(1));
    command.add("-Djboss.management.http.port=" + ports.get(2));
    return start("wildfly", command, ports.get(0));
  }

  static Server payaraMicro() throws Exception {
    int port = freePorts(1).get(0);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), "-Xmx512m", "-jar", System.getProperty("payara")));
    command.addAll(List.of("--nocluster", "--nohazelcast", "--port", "" + port));
    command.addAll(
        List.of("--deploy", "" + war("plain.war"), "--deploy", "" + war("error-pages.war")));
    return start("payara", command, port);
  }

  static Server liberty() throws Exception {
    Path home = Path.of(System.getProperty("liberty"));
    Path server = home.resolve("usr/servers/defaultServer");
    Files.createDirectories(server.resolve("dropins"));
    for (String name : List.of("plain.war", "error-pages.war")) {
      Files.copy(war(name), fresh(server.resolve("dropins").resolve(name)));
    }
    int port = freePorts(1).get(0);
    Files.writeString(
        server.resolve("server.xml"),
        "<server><featureManager><feature>servlet-6.0</feature></featureManager>"
            + "<httpEndpoint id='defaultHttpEndpoint' host='localhost' httpsPort='-1' httpPort='"
            + port
            + "'/></server>");
    Path tools = home.resolve("bin/tools");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(java(), "-Xmx512m", "-javaagent:" + tools.resolve("ws-javaagent.jar")));
    command.addAll(List.of("-jar", tools.resolve("ws-server.jar").toString(), "defaultServer"));
    return start("liberty", command, port);
  }

  private static Path war(String name) {
    return Path.of(System.getProperty("wars"), name);
  }

  private static Path fresh(Path file) throws IOException {
    Files.deleteIfExists(file);
    return file;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static Server start(String name, List<String> command, int port) throws Exception {
    Path log = Path.of(System.getProperty("wars"), name + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Server server = new Server(process, log, port);
    try {
      server.await("plain");
      server.await("error-pages");
    } catch (Exception | AssertionError e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Waits until an application is deployed; a server that has ended is not waited for. */
  private void await(String application) throws Exception {
    long start = System.nanoTime();
    while (!answers(application)) {
      boolean late = System.nanoTime() - start > START_TIMEOUT.toNanos();
      if (late || process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new AssertionError(application + " was not deployed:\n" + Files.readString(log));
      }
    }
  }

  private boolean answers(String application) throws InterruptedException {
    try {
      return get(application, "info").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  HttpResponse<String> get(String application, String path)
      throws IOException, InterruptedException {
    return client.send(request(application, path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String application, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(application, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String application, String path) {
    URI uri = URI.create("http://localhost:" + port + "/" + application + "/" + path);
    return HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT).header("X-User-Id", "u");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
  }
}
