package dev.jackstaff.sample;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.webapp.MetaInfConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The shop on an embedded Jetty, for {@code main} and for the tests. It is a web application like
 * any other, and runs as well in a container of your own.
 */
public final class SampleServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  private SampleServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Serves the shop until the process is stopped.
   *
   * <p>{@code -Dsample.port=} is the port, 8080 by default; {@code -Dsample.flags=} the file to
   * read the flags from, the web application's own by default, or the {@code jdbc:} URL of a
   * database, which is filled from that file while it is empty, or {@code launchdarkly} or {@code
   * flagd} for the same flags in that system, from its own file beside it; {@code
   * -Dsample.console=open} opens the console, which is closed by default, to whoever has the code
   * that the log shows, and to scripts with the bearer token {@code -Dsample.token=}, if there is
   * one.
   */
  public static void main(String[] args) throws Exception {
    String place = System.getProperty("sample.flags", ownFlags().toString());
    FlagPlace flags = FlagPlace.of(place).in(ownFlags().getParent());
    SampleServer sample = start(Integer.getInteger("sample.port", 8080), flags);
    System.out.println("The shop is open at " + sample.uri());
    System.out.println("Its flags are in " + flags.shown() + "; edit them as you like.");
    if (isConsoleOpen()) {
      System.out.println(
          "The console is open, to this machine only, with the code above: "
              + sample.uri()
              + "flags/?code=…");
    }
    sample.server.join();
  }

  /** Starts the shop with its own flags on a port, or on a free one where {@code port} is 0. */
  public static SampleServer start(int port) throws Exception {
    return start(port, ownFlags());
  }

  /** Starts the shop with the flags of a file on a port, or on a free one where it is 0. */
  public static SampleServer start(int port, Path flags) throws Exception {
    return start(port, FlagPlace.of(flags.toString()));
  }

  /** Starts the shop with the flags of a file or database on a port, or on a free one. */
  static SampleServer start(int port, FlagPlace flags) throws Exception {
    flags.fill(ownFlags());
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(webapp(flags));
    server.setStopAtShutdown(true);
    try {
      server.start();
    } catch (Exception e) {
      server.stop();
      throw e;
    }
    return new SampleServer(server, connector);
  }

  /** Returns the address of the shop. */
  public URI uri() {
    return URI.create("http://localhost:" + port() + "/");
  }

  /** The port on which it answers. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the shop did not stop", e);
    }
  }

  private static WebAppContext webapp(FlagPlace flags) {
    WebAppContext webapp = new WebAppContext();
    webapp.setContextPath("/");
    webapp.setBaseResourceAsPath(directory());
    webapp.setParentLoaderPriority(true);
    // A filter that refuses its configuration must stop the start.
    webapp.setThrowUnavailableOnStartupException(true);
    webapp.setInitParameter("org.eclipse.jetty.servlet.Default.dirAllowed", "false");
    webapp.setAttribute(
        MetaInfConfiguration.CONTAINER_JAR_PATTERN, ".*/(classes/|jackstaff-[^/]*\\.jar)$");
    webapp.addEventListener(readingFrom(flags, webapp));
    return webapp;
  }

  /**
   * Points the filter of web.xml elsewhere, after web.xml was read and before the filter starts;
   * opens the console if that is wanted.
   */
  private static ServletContextListener readingFrom(FlagPlace flags, WebAppContext webapp) {
    return new ServletContextListener() {
      private Optional<OtherSystem> other = Optional.empty();

      @Override
      public void contextInitialized(ServletContextEvent event) {
        other = flags.open();
        other.ifPresent(
            it -> event.getServletContext().setAttribute(FlagPlace.ATTRIBUTE, it.features()));
        webapp.getServletHandler().getFilter("flags").getInitParameters().putAll(flags.params());
        if (isConsoleOpen()) {
          open(event.getServletContext(), webapp.getServletHandler().getServlet("console"));
        }
      }

      @Override
      public void contextDestroyed(ServletContextEvent event) {
        other.ifPresent(OtherSystem::close);
      }
    };
  }

  private static void open(ServletContext context, ServletHolder console) {
    console.setInitParameter("access", "loopback");
    String token = System.getProperty("sample.token");
    if (token != null) {
      context.setAttribute("sample.token", token);
      console.setInitParameter("adminTokens", "script=attribute:sample.token");
    }
  }

  private static boolean isConsoleOpen() {
    return "open".equals(System.getProperty("sample.console"));
  }

  private static Path ownFlags() {
    return directory().resolve("WEB-INF/flags.json");
  }

  private static Path directory() {
    Path directory = Path.of(System.getProperty("sample.webapp", "src/main/webapp"));
    if (!Files.isDirectory(directory)) {
      throw new IllegalStateException("no web application in " + directory.toAbsolutePath());
    }
    return directory.toAbsolutePath();
  }
}
