package dev.jackstaff.container;

import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Several applications in one container that may dispatch to each other, with files. */
final class Site {
  private final List<Application> applications = new ArrayList<>();
  private final Path files;
  private boolean compresses;
  private boolean rewritesAddresses;

  /** The files lie in a directory, and belong to every application. */
  Site(Path files) {
    this.files = files;
  }

  /** An application and its context path, empty for the root. */
  record Application(String path, Consumer<ServletContext> setup) {}

  Site application(String path, Consumer<ServletContext> setup) {
    applications.add(new Application(path, setup));
    return this;
  }

  /** The container compresses scripts for clients that take it. */
  Site compressing() {
    compresses = true;
    return this;
  }

  /** The container takes the client's address from forwarding headers. */
  Site rewritingAddresses() {
    rewritesAddresses = true;
    return this;
  }

  List<Application> applications() {
    return applications;
  }

  Path files() {
    return files;
  }

  boolean compresses() {
    return compresses;
  }

  boolean rewritesAddresses() {
    return rewritesAddresses;
  }

  ServletContainerFixture start() {
    return switch (ServletContainerFixture.name()) {
      case "jetty-ee10" -> JettyEe10Fixture.start(this);
      case "jetty-ee11" -> JettyEe11Fixture.start(this);
      case "tomcat-11", "tomcat-10" -> TomcatFixture.start(this);
      case "undertow" -> UndertowFixture.start(this);
      default -> throw new IllegalStateException("unknown " + ServletContainerFixture.name());
    };
  }
}
