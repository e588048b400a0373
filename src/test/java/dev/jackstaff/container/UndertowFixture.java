package dev.jackstaff.container;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Undertow 2.3. */
record UndertowFixture(Undertow undertow, DeploymentManager deployment, URI baseUri)
    implements ServletContainerFixture {
  static UndertowFixture start(
      Consumer<ServletContext> setup, List<ErrorPage> errorPages, boolean few) {
    DeploymentManager deployment =
        Servlets.newContainer().addDeployment(application(setup, errorPages));
    try {
      deployment.deploy();
      Undertow.Builder builder =
          Undertow.builder().addHttpListener(0, "localhost").setHandler(deployment.start());
      if (few) {
        builder.setIoThreads(1).setWorkerThreads(1);
      }
      Undertow undertow = builder.build();
      undertow.start();
      return new UndertowFixture(undertow, deployment, baseUri(undertow));
    } catch (ServletException | RuntimeException e) {
      throw new IllegalStateException("the application did not start", e);
    }
  }

  private static DeploymentInfo application(
      Consumer<ServletContext> setup, List<ErrorPage> errorPages) {
    ServletContainerInitializer initializer = (classes, context) -> setup.accept(context);
    DeploymentInfo application =
        Servlets.deployment()
            .setClassLoader(UndertowFixture.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("test")
            // Undertow's default is a filter's first request, when its refusal stops nothing.
            .setEagerFilterInit(true)
            .addServletContainerInitializer(
                new ServletContainerInitializerInfo(
                    initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
    for (ErrorPage page : errorPages) {
      application.addErrorPage(
          page.exception() == null
              ? Servlets.errorPage(page.path(), page.code())
              : Servlets.errorPage(page.path(), page.exception()));
    }
    if (ServletContainerFixture.virtual()) {
      application.setExecutor(ServletContainerFixture.virtualThreads());
    }
    return application;
  }

  private static URI baseUri(Undertow undertow) {
    InetSocketAddress address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
    return ServletContainerFixture.localhost(address.getPort());
  }

  @Override
  public void close() {
    try {
      deployment.stop();
      deployment.undeploy();
    } catch (ServletException e) {
      throw new IllegalStateException("the application did not stop", e);
    } finally {
      undertow.stop();
    }
  }
}
