package dev.jackstaff.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An application whose servlets are lambdas. */
final class App {
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private Consumer<ServletContext> before = context -> {};

  /** A servlet. */
  @FunctionalInterface
  interface Page {
    void answer(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  App page(String path, Page page) {
    pages.put(path, page);
    return this;
  }

  /** Registers filters, in order. */
  App with(Consumer<ServletContext> setup) {
    before = before.andThen(setup);
    return this;
  }

  ServletContainerFixture start(ErrorPage... errorPages) {
    return ServletContainerFixture.start(this::register, errorPages);
  }

  ServletContainerFixture start(List<NamedSource> sources) {
    return ServletContainerFixture.start(this::register, sources);
  }

  ServletContainerFixture startOnFewThreads() {
    return ServletContainerFixture.startOnFewThreads(this::register);
  }

  void register(ServletContext context) {
    before.accept(context);
    pages.forEach(
        (path, page) -> {
          ServletRegistration.Dynamic servlet = context.addServlet(path, new PageServlet(page));
          servlet.setAsyncSupported(true);
          servlet.addMapping(path);
        });
  }

  private static final class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Page page;

    PageServlet(Page page) {
      this.page = page;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      page.answer(request, response);
    }
  }
}
