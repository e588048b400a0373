package dev.jackstaff.sample;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The sample on an embedded Jetty, for {@code main} and for the tests. */
public final class SampleServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  private SampleServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /** Serves the sample on the port named by {@code sample.port}, 8080 by default, until stopped. */
  public static void main(String[] args) throws Exception {
    SampleServer sample = start(Integer.getInteger("sample.port", 8080));
    System.out.println("The sample is at " + sample.uri());
    sample.server.join();
  }

  /** Starts the sample on a port, or on a free one where {@code port} is 0. */
  public static SampleServer start(int port) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(webapp());
    server.setStopAtShutdown(true);
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
    return new SampleServer(server, connector);
  }

  /** Where the sample answers. */
  public URI uri() {
    return URI.create("http://localhost:" + connector.getLocalPort() + "/");
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the sample did not stop", e);
    }
  }

  private static WebAppContext webapp() {
    WebAppContext webapp = new WebAppContext();
    webapp.setContextPath("/");
    webapp.setBaseResourceAsPath(directory());
    webapp.setParentLoaderPriority(true);
    // A filter that refuses its configuration must stop the start.
    webapp.setThrowUnavailableOnStartupException(true);
    webapp.setAttribute(
        MetaInfConfiguration.CONTAINER_JAR_PATTERN, ".*/(classes/|jackstaff-[^/]*\\.jar)$");
    return webapp;
  }

  private static Path directory() {
    Path directory = Path.of(System.getProperty("sample.webapp", "src/main/webapp"));
    if (!Files.isDirectory(directory)) {
      throw new IllegalStateException("no web application in " + directory.toAbsolutePath());
    }
    return directory.toAbsolutePath();
  }
}
