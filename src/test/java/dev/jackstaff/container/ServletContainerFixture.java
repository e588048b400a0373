package dev.jackstaff.container;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A running container with one application at its root, on a free port. The system property {@code
 * container} chooses it; {@code container.virtual=true} gives each request a virtual thread where
 * the JVM has them.
 */
interface ServletContainerFixture extends AutoCloseable {
  /** Returns the application's address, with a slash at the end. */
  URI baseUri();

  /** Destroys the application and stops the container. */
  @Override
  void close();

  /**
   * Starts the container.
   *
   * @param setup registers servlets, filters and listeners while the application starts
   * @throws IllegalStateException if the application does not start
   */
  static ServletContainerFixture start(Consumer<ServletContext> setup, ErrorPage... errorPages) {
    return start(setup, List.of(errorPages), false);
  }

  /**
   * Starts the container with as few threads as it can do with, so that a thread soon meets another
   * request: one worker on Tomcat and Undertow, two or three on Jetty.
   */
  static ServletContainerFixture startOnFewThreads(Consumer<ServletContext> setup) {
    return start(setup, List.of(), true);
  }

  /** Starts the container with data sources that the application finds by their names. */
  static ServletContainerFixture start(Consumer<ServletContext> setup, List<NamedSource> sources) {
    return hasNames()
        ? TomcatFixture.start(setup, List.of(), false, sources)
        : start(setup, List.of(), false);
  }

  /** Returns whether the container has names under {@code java:comp/env} when it is embedded. */
  static boolean hasNames() {
    return name().startsWith("tomcat");
  }

  private static ServletContainerFixture start(
      Consumer<ServletContext> setup, List<ErrorPage> pages, boolean few) {
    // Only the chosen class is linked: the others' containers are not on the class path.
    return switch (name()) {
      case "jetty-ee10" -> JettyEe10Fixture.start(setup, pages, few);
      case "jetty-ee11" -> JettyEe11Fixture.start(setup, pages, few);
      case "tomcat-11", "tomcat-10" -> TomcatFixture.start(setup, pages, few, List.of());
      case "undertow" -> UndertowFixture.start(setup, pages, few);
      default -> throw new IllegalStateException("unknown container " + name());
    };
  }

  /**
   * One of {@code jetty-ee10}, {@code jetty-ee11}, {@code tomcat-11}, {@code tomcat-10}, {@code
   * undertow}.
   */
  static String name() {
    return System.getProperty("container", "jetty-ee10");
  }

  /** Returns whether requests run on virtual threads. */
  static boolean virtual() {
    return Boolean.getBoolean("container.virtual") && Runtime.version().feature() >= 21;
  }

  /** A virtual thread per task; by reflection, since the tests are compiled for Java 17. */
  static Executor virtualThreads() {
    try {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("no virtual threads on " + Runtime.version(), e);
    }
  }

  /** Returns the address of a container that was bound to a free port. */
  static URI localhost(int port) {
    return URI.create("http://localhost:" + port + "/");
  }
}
