package dev.jackstaff.ofrep;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty with the flag filter, an OFREP servlet at its usual place, and a record of requests. */
public final class OfrepServer implements AutoCloseable {
  private final Server server = new Server();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Seen> requests = new CopyOnWriteArrayList<>();
  private volatile Consumer<HttpServletResponse> instead;
  private volatile Map<String, Runnable> controls = Map.of();

  /** A request as it arrived. */
  public record Seen(String path, Map<String, String> headers) {}

  public OfrepServer(FeatureFlags features, OfrepServlet servlet) {
    this(features, new ServletHolder(servlet));
  }

  public OfrepServer(FeatureFlags features, ServletHolder servlet) {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("localhost");
    server.addConnector(connector);
    ServletContextHandler application = new ServletContextHandler("/", true, false);
    application.setContextPath("/app");
    application.addFilter(new Recorder(), "/*", EnumSet.of(DispatcherType.REQUEST));
    FlagFilter filter = FlagFilter.builder(features).user(UserResolver.header("X-User-Id")).build();
    application.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    servlet.setAsyncSupported(true);
    servlet.setInitOrder(1);
    application.addServlet(servlet, "/ofrep/v1/*");
    server.setHandler(application);
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the application did not start", e);
    }
  }

  /** Returns the base address for OFREP clients. */
  public String base() {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return "http://localhost:" + port + "/app";
  }

  public List<Seen> requests() {
    return requests;
  }

  public Seen last() {
    return requests.get(requests.size() - 1);
  }

  /** Lets another answer take the servlet's place, or null for none. */
  public void answerInstead(Consumer<HttpServletResponse> answer) {
    instead = answer;
  }

  /** Sets the actions of requests to {@code /control/NAME}. */
  public void control(Map<String, Runnable> byName) {
    controls = byName;
  }

  public HttpResponse<String> bulk(String body, String... headers) throws Exception {
    return post("/ofrep/v1/evaluate/flags", body, headers);
  }

  public HttpResponse<String> single(String key, String body, String... headers) throws Exception {
    return post("/ofrep/v1/evaluate/flags/" + key, body, headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send(path, request -> request.POST(BodyPublishers.ofString(body)), headers);
  }

  public HttpResponse<String> send(
      String path, Consumer<HttpRequest.Builder> method, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path));
    method.accept(request);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  private final class Recorder implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      HttpServletRequest http = (HttpServletRequest) request;
      HttpServletResponse answer = (HttpServletResponse) response;
      String wish = http.getRequestURI().replaceFirst(".*/control/", "");
      if (controls.containsKey(wish)) {
        controls.get(wish).run();
        return;
      }
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      Collections.list(http.getHeaderNames())
          .forEach(name -> headers.put(name, http.getHeader(name)));
      requests.add(new Seen(http.getRequestURI(), headers));
      Consumer<HttpServletResponse> other = instead;
      if (other == null) {
        chain.doFilter(request, response);
      } else {
        other.accept(answer);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server did not stop", e);
    }
  }
}
