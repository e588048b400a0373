package dev.jackstaff.container;

import io.undertow.Undertow;
import io.undertow.predicate.Predicates;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.ProxyPeerAddressHandler;
import io.undertow.server.handlers.encoding.ContentEncodingRepository;
import io.undertow.server.handlers.encoding.EncodingHandler;
import io.undertow.server.handlers.encoding.GzipEncodingProvider;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Undertow 2.3. */
record UndertowFixture(Undertow undertow, List<DeploymentManager> deployments, URI baseUri)
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
      return new UndertowFixture(undertow, List.of(deployment), baseUri(undertow));
    } catch (ServletException | RuntimeException e) {
      throw new IllegalStateException("the application did not start", e);
    }
  }

  /** Starts several applications. */
  static UndertowFixture start(Site site) {
    ServletContainer container = Servlets.newContainer();
    PathHandler paths = new PathHandler();
    List<DeploymentManager> deployments = new ArrayList<>();
    try {
      for (Site.Application one : site.applications()) {
        String path = one.path().isEmpty() ? "/" : one.path();
        DeploymentInfo application = application(one.setup(), List.of());
        application.setContextPath(path).setDeploymentName("test" + one.path());
        application.setResourceManager(new PathResourceManager(site.files(), 1024));
        DeploymentManager deployment = container.addDeployment(application);
        deployment.deploy();
        deployments.add(deployment);
        paths.addPrefixPath(path, deployment.start());
      }
    } catch (ServletException | RuntimeException e) {
      throw new IllegalStateException("an application did not start", e);
    }
    Undertow undertow =
        Undertow.builder().addHttpListener(0, "localhost").setHandler(around(paths, site)).build();
    undertow.start();
    return new UndertowFixture(undertow, deployments, baseUri(undertow));
  }

  private static HttpHandler around(HttpHandler handler, Site site) {
    HttpHandler around = handler;
    if (site.compresses()) {
      around =
          new EncodingHandler(
              around,
              new ContentEncodingRepository()
                  .addEncodingHandler(
                      "gzip", new GzipEncodingProvider(), 50, Predicates.suffixes(".js")));
    }
    return site.rewritesAddresses() ? new ProxyPeerAddressHandler(around) : around;
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
      for (DeploymentManager deployment : deployments) {
        deployment.stop();
        deployment.undeploy();
      }
    } catch (ServletException e) {
      throw new IllegalStateException("the application did not stop", e);
    } finally {
      undertow.stop();
    }
  }
}
