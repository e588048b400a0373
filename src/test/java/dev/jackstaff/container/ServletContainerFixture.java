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
  /** Where the application answers, with a slash at the end. */
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
    List<ErrorPage> pages = List.of(errorPages);
    // Only the chosen class is linked: the others' containers are not on the class path.
    return switch (name()) {
      case "jetty-ee10" -> JettyEe10Fixture.start(setup, pages);
      case "jetty-ee11" -> JettyEe11Fixture.start(setup, pages);
      case "tomcat-11", "tomcat-10" -> TomcatFixture.start(setup, pages);
      case "undertow" -> UndertowFixture.start(setup, pages);
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

  /** Whether requests get virtual threads. */
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

  /** Where a container listens that was bound to a free port. */
  static URI localhost(int port) {
    return URI.create("http://localhost:" + port + "/");
  }
}
