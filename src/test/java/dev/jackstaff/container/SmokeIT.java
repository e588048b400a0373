package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** Each container is the one that the suite names, and behaves as the suite expects. */
class SmokeIT {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void page_isServedByTheNamedContainer() throws Exception {
    try (ServletContainerFixture container = ServletContainerFixture.start(SmokeIT::pages)) {
      String info = get(container, "info").body();
      String expected =
          switch (ServletContainerFixture.name()) {
            case "jetty-ee10" -> "6.0 jetty/12.1";
            case "jetty-ee11" -> "6.1 jetty/12.1";
            case "tomcat-11" -> "6.1 Apache Tomcat/11.0";
            case "tomcat-10" -> "6.0 Apache Tomcat/10.1";
            default -> "6.0 Undertow - 2.3";
          };
      assertTrue(info.startsWith(expected), info);
    }
  }

  @Test
  void requestThread_isVirtual_whereAskedFor() throws Exception {
    try (ServletContainerFixture container = ServletContainerFixture.start(SmokeIT::pages)) {
      assertEquals(
          ServletContainerFixture.virtual(),
          get(container, "thread").body().startsWith("VirtualThread"));
    }
  }

  @Test
  void unknownPath_reachesTheErrorPageOfItsStatus() throws Exception {
    try (ServletContainerFixture container =
        ServletContainerFixture.start(SmokeIT::pages, ErrorPage.of(404, "/info"))) {
      HttpResponse<String> response = get(container, "nowhere");
      assertEquals(404, response.statusCode());
      assertTrue(response.body().startsWith("6."), response.body());
    }
  }

  @Test
  void exception_reachesItsErrorPage() throws Exception {
    try (ServletContainerFixture container =
        ServletContainerFixture.start(
            SmokeIT::pages, ErrorPage.of(IllegalStateException.class, "/info"))) {
      HttpResponse<String> response = get(container, "throw");
      assertEquals(500, response.statusCode());
      assertTrue(response.body().startsWith("6."), response.body());
    }
  }

  @Test
  void filter_seesAPathNobodyServes() throws Exception {
    try (ServletContainerFixture container =
        ServletContainerFixture.start(
            context ->
                context
                    .addFilter("mark", new Mark())
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*"))) {
      assertEquals("x", get(container, "nowhere").headers().firstValue("Mark").orElse(""));
    }
  }

  @Test
  void filterThatRefusesToStart_stopsTheApplication() {
    assertThrows(
        IllegalStateException.class,
        () ->
            ServletContainerFixture.start(
                context ->
                    context
                        .addFilter("refusing", new Refusing())
                        .addMappingForUrlPatterns(
                            EnumSet.of(DispatcherType.REQUEST), false, "/*")));
  }

  private HttpResponse<String> get(ServletContainerFixture container, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(container.baseUri().resolve(path)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static void pages(ServletContext context) {
    context.addServlet("pages", new Pages()).addMapping("/info", "/thread", "/throw");
  }

  private static final class Pages extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ServletContext context = request.getServletContext();
      switch (request.getServletPath()) {
        case "/info" ->
            response
                .getWriter()
                .print(
                    "%d.%d %s"
                        .formatted(
                            context.getMajorVersion(),
                            context.getMinorVersion(),
                            context.getServerInfo()));
        case "/thread" -> response.getWriter().print(Thread.currentThread());
        default -> throw new IllegalStateException("as asked");
      }
    }
  }

  private static final class Mark implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ((HttpServletResponse) response).setHeader("Mark", "x");
      chain.doFilter(request, response);
    }
  }

  private static final class Refusing implements Filter {
    @Override
    public void init(FilterConfig config) throws ServletException {
      throw new ServletException("refused");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {
      throw new IllegalStateException("never called");
    }
  }
}
