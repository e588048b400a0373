package dev.jackstaff.container;

import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty 12.1 with its ee10 environment. */
record JettyEe10Fixture(Server server, URI baseUri) implements ServletContainerFixture {
  static JettyEe10Fixture start(
      Consumer<ServletContext> setup, List<ErrorPage> errorPages, boolean few) {
    // An acceptor and a selector take two of the four.
    QueuedThreadPool threads = few ? new QueuedThreadPool(4, 4) : new QueuedThreadPool();
    if (ServletContainerFixture.virtual()) {
      threads.setVirtualThreadsExecutor(ServletContainerFixture.virtualThreads());
    }
    Server server = new Server(threads);
    ServerConnector connector =
        few ? new ServerConnector(server, 1, 1) : new ServerConnector(server);
    server.addConnector(connector);
    server.setHandler(application(setup, errorPages));
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IllegalStateException("the application did not start", e);
    }
    return new JettyEe10Fixture(
        server, ServletContainerFixture.localhost(connector.getLocalPort()));
  }

  /** Starts several applications. */
  static JettyEe10Fixture start(Site site) {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    if (site.rewritesAddresses()) {
      http.addCustomizer(new ForwardedRequestCustomizer());
    }
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    server.addConnector(connector);
    ContextHandlerCollection all = new ContextHandlerCollection();
    site.applications().forEach(it -> all.addHandler(application(site, it)));
    server.setHandler(site.compresses() ? compressing(all) : all);
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IllegalStateException("an application did not start", e);
    }
    return new JettyEe10Fixture(
        server, ServletContainerFixture.localhost(connector.getLocalPort()));
  }

  @SuppressWarnings({"deprecation", "removal"}) // its successor is a module of its own
  private static Handler compressing(Handler handler) {
    org.eclipse.jetty.server.handler.gzip.GzipHandler gzip =
        new org.eclipse.jetty.server.handler.gzip.GzipHandler();
    gzip.setHandler(handler);
    return gzip;
  }

  private static ServletContextHandler application(Site site, Site.Application one) {
    ServletContextHandler application =
        new ServletContextHandler(
            one.path().isEmpty() ? "/" : one.path(), ServletContextHandler.SESSIONS);
    application.setBaseResourceAsPath(site.files());
    application.setCrossContextDispatchSupported(true);
    application.addServletContainerInitializer((classes, context) -> one.setup().accept(context));
    application.addServlet(new ServletHolder("default", DefaultServlet.class), "/");
    return application;
  }

  private static ServletContextHandler application(
      Consumer<ServletContext> setup, List<ErrorPage> errorPages) {
    ServletContextHandler application =
        new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    application.addServletContainerInitializer((classes, context) -> setup.accept(context));
    ErrorPageErrorHandler handler = new ErrorPageErrorHandler();
    for (ErrorPage page : errorPages) {
      if (page.exception() == null) {
        handler.addErrorPage(page.code(), page.path());
      } else {
        handler.addErrorPage(page.exception(), page.path());
      }
    }
    application.setErrorHandler(handler);
    return application;
  }

  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the container did not stop", e);
    }
  }
}
