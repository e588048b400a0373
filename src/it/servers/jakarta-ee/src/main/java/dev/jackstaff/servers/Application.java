package dev.jackstaff.servers;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.ofrep.OfrepServlet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The pages of the container suite, as an application that any server can deploy. */
public final class Application implements ServletContextListener {
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Alternating flags = new Alternating();
  private final ExecutorService pool = Executors.newCachedThreadPool();

  @FunctionalInterface
  private interface Page {
    void answer(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  @FunctionalInterface
  private interface Step {
    void take(AsyncContext context) throws IOException;
  }

  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    FlagFilter.builder(FeatureFlags.of(flags))
        .user(UserResolver.header("X-User-Id"))
        .register(context);
    ServletRegistration.Dynamic ofrep =
        context.addServlet("ofrep", OfrepServlet.builder().expose("*").build());
    ofrep.addMapping("/ofrep/v1/*");
    ofrep.setAsyncSupported(true);
    answers();
    dispatches();
    asynchronous();
    pages.forEach((path, page) -> register(context, path, page));
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    pool.shutdownNow();
  }

  private static void register(ServletContext context, String path, Page page) {
    ServletRegistration.Dynamic servlet = context.addServlet(path, new PageServlet(page));
    servlet.setAsyncSupported(true);
    servlet.addMapping(path);
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

  private void answers() {
    pages.put("/ok", (request, response) -> say(response));
    pages.put("/info", (request, response) -> info(request, response));
    pages.put("/reset-count", (request, response) -> flags.reset());
    pages.put("/count", (request, response) -> response.getWriter().print(flags.evaluations() - 1));
    pages.put("/set-status", (request, response) -> response.setStatus(404));
    pages.put("/redirect", (request, response) -> response.sendRedirect("ok"));
    pages.put("/long", (request, response) -> response.getWriter().print("x".repeat(200_000)));
    pages.put("/reset", (request, response) -> reset(response));
    pages.put("/reset-buffer", (request, response) -> resetBuffer(response));
  }

  private void dispatches() {
    pages.put("/send-error", (request, response) -> response.sendError(status(request)));
    pages.put("/throw", (request, response) -> fail());
    pages.put(
        "/throw-servlet",
        (request, response) -> {
          throw new ServletException("asked");
        });
    pages.put(
        "/forward",
        (request, response) ->
            request.getRequestDispatcher(request.getQueryString()).forward(request, response));
    pages.put(
        "/include",
        (request, response) ->
            request.getRequestDispatcher(request.getQueryString()).include(request, response));
  }

  private void asynchronous() {
    pages.put("/async/complete", (request, response) -> later(request, Application::complete));
    pages.put(
        "/async/start",
        (request, response) -> {
          AsyncContext context = request.startAsync();
          context.start(() -> take(context, Application::complete));
        });
    pages.put("/async/dispatch", (request, response) -> later(request, Application::dispatch));
    pages.put(
        "/async/dispatch-at-once",
        (request, response) -> request.startAsync().dispatch(request.getQueryString()));
    pages.put("/async/timeout", (request, response) -> request.startAsync().setTimeout(200));
    pages.put("/async/timeout-answered", (request, response) -> timeoutAnswered(request));
    pages.put("/async/send-error", (request, response) -> later(request, Application::sendError));
    pages.put(
        "/async/throw",
        (request, response) -> {
          request.startAsync().setTimeout(200);
          fail();
        });
    pages.put(
        "/async/wrapped",
        (request, response) -> {
          AsyncContext context = request.startAsync();
          pool.execute(Flags.wrap(() -> take(context, Application::complete)));
        });
    pages.put("/async/bare", (request, response) -> later(request, Application::completeUnbound));
  }

  private static void say(HttpServletResponse response) throws IOException {
    response.getWriter().print(Flags.on("first"));
  }

  private static void info(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletContext context = request.getServletContext();
    response
        .getWriter()
        .print(
            context.getMajorVersion()
                + "."
                + context.getMinorVersion()
                + " "
                + context.getServerInfo());
  }

  private static void reset(HttpServletResponse response) throws IOException {
    response.getWriter().print("gone");
    response.reset();
    say(response);
  }

  private static void resetBuffer(HttpServletResponse response) throws IOException {
    response.getWriter().print("gone");
    response.resetBuffer();
    say(response);
  }

  private static int status(HttpServletRequest request) {
    String query = request.getQueryString();
    return query != null && query.matches("[0-9]+") ? Integer.parseInt(query) : 404;
  }

  private static void fail() {
    throw new IllegalStateException("asked");
  }

  private void later(HttpServletRequest request, Step step) {
    AsyncContext context = request.startAsync();
    pool.execute(() -> take(context, step));
  }

  private static void take(AsyncContext context, Step step) {
    try {
      step.take(context);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** On a thread that the flags were carried to, or through the request that is at hand. */
  private static void complete(AsyncContext context) throws IOException {
    boolean bound = Flags.current() != null;
    boolean on = bound ? Flags.on("first") : Flags.from(context.getRequest()).isOn("first");
    context.getResponse().getWriter().print(on);
    context.complete();
  }

  private static void completeUnbound(AsyncContext context) throws IOException {
    context.getResponse().getWriter().print(Flags.on("first"));
    context.complete();
  }

  private static void dispatch(AsyncContext context) {
    context.dispatch(((HttpServletRequest) context.getRequest()).getQueryString());
  }

  private static void sendError(AsyncContext context) throws IOException {
    ((HttpServletResponse) context.getResponse()).sendError(500);
    context.complete();
  }

  private static void timeoutAnswered(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.setTimeout(200);
    context.addListener(
        new AsyncListener() {
          @Override
          public void onTimeout(AsyncEvent event) {
            ((HttpServletResponse) context.getResponse()).setStatus(503);
            context.complete();
          }

          @Override
          public void onComplete(AsyncEvent event) {}

          @Override
          public void onError(AsyncEvent event) {}

          @Override
          public void onStartAsync(AsyncEvent event) {}
        });
  }
}
