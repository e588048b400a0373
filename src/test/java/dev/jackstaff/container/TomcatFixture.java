package dev.jackstaff.container;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.tomcat.util.descriptor.web.ContextResource;

/** Tomcat 11 or 10.1, whichever is on the class path: what is used here is the same in both. */
record TomcatFixture(Tomcat tomcat, URI baseUri) implements ServletContainerFixture {
  // Kept, since a logger nobody holds forgets its level.
  private static final Logger LOGGER = Logger.getLogger("org.apache");

  static TomcatFixture start(
      Consumer<ServletContext> setup,
      List<ErrorPage> errorPages,
      boolean few,
      List<NamedSource> sources) {
    LOGGER.setLevel(Level.WARNING);
    Path directory = directory();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    if (ServletContainerFixture.virtual()) {
      tomcat.getConnector().setProperty("useVirtualThreads", "true");
    }
    if (few) {
      tomcat.getConnector().setProperty("minSpareThreads", "1");
      tomcat.getConnector().setProperty("maxThreads", "1");
    }
    Context application = application(tomcat, directory, setup);
    errorPages.forEach(page -> application.addErrorPage(converted(page)));
    if (!sources.isEmpty()) {
      tomcat.enableNaming();
      sources.forEach(source -> application.getNamingResources().addResource(converted(source)));
    }
    TomcatFixture fixture;
    try {
      tomcat.start();
      fixture =
          new TomcatFixture(
              tomcat, ServletContainerFixture.localhost(tomcat.getConnector().getLocalPort()));
    } catch (LifecycleException e) {
      stop(tomcat);
      throw new IllegalStateException("the application did not start", e);
    }
    // A filter that refuses its configuration leaves Tomcat running without the application.
    if (!application.getState().isAvailable()) {
      fixture.close();
      throw new IllegalStateException("the application did not start; see the log");
    }
    return fixture;
  }

  /** Starts several applications. */
  static TomcatFixture start(Site site) {
    LOGGER.setLevel(Level.WARNING);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory().toString());
    tomcat.setPort(0);
    if (site.compresses()) {
      tomcat.getConnector().setProperty("compression", "on");
      tomcat.getConnector().setProperty("compressibleMimeType", "text/javascript");
    }
    if (site.rewritesAddresses()) {
      tomcat.getHost().getPipeline().addValve(new RemoteIpValve());
    }
    String files = site.files().toAbsolutePath().toString();
    for (Site.Application one : site.applications()) {
      Context application = tomcat.addContext(one.path(), files);
      application.setCrossContext(true);
      application.addMimeMapping("js", "text/javascript");
      Tomcat.addServlet(application, "default", new DefaultServlet()).addMapping("/");
      application.addServletContainerInitializer(
          (classes, context) -> one.setup().accept(context), Set.of());
    }
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      stop(tomcat);
      throw new IllegalStateException("an application did not start", e);
    }
    return new TomcatFixture(
        tomcat, ServletContainerFixture.localhost(tomcat.getConnector().getLocalPort()));
  }

  private static Context application(
      Tomcat tomcat, Path directory, Consumer<ServletContext> setup) {
    Context application = tomcat.addContext("", directory.toString());
    // Without it, a path that nothing is mapped to reaches no filter; the others bring theirs.
    Tomcat.addServlet(application, "default", new DefaultServlet()).addMapping("/");
    application.addServletContainerInitializer(
        (classes, context) -> setup.accept(context), Set.of());
    return application;
  }

  private static org.apache.tomcat.util.descriptor.web.ErrorPage converted(ErrorPage page) {
    var converted = new org.apache.tomcat.util.descriptor.web.ErrorPage();
    if (page.exception() == null) {
      converted.setErrorCode(page.code());
    } else {
      converted.setExceptionType(page.exception().getName());
    }
    converted.setLocation(page.path());
    return converted;
  }

  private static ContextResource converted(NamedSource source) {
    ContextResource resource = new ContextResource();
    resource.setName(source.name());
    resource.setType(source.type());
    resource.setAuth("Container");
    resource.setProperty("factory", source.factory());
    resource.setCloseMethod("close");
    source.properties().forEach(resource::setProperty);
    return resource;
  }

  private static Path directory() {
    try {
      Path target = Files.createDirectories(Path.of("target", "tomcat"));
      return Files.createTempDirectory(target, "base").toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop(tomcat);
  }

  private static void stop(Tomcat tomcat) {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException("the container did not stop", e);
    }
  }
}
