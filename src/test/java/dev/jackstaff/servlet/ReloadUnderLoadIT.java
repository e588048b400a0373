package dev.jackstaff.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.User;
import dev.jackstaff.store.FileFlagStore;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SEMANTICS, "One request, one answer", while the file changes under requests in flight. */
class ReloadUnderLoadIT {
  private static final int CHANGES = 100;
  private static final int CLIENTS = 4;

  @TempDir private Path directory;

  @Test
  void requestsInFlight_whileTheFileChanges100Times_haveOneAnswerEachAndNeverFail()
      throws Exception {
    Path file = directory.resolve("flags.json");
    write(file, 0);
    try (FeatureFlags features =
        FeatureFlags.of(
            FileFlagStore.watching(file, Duration.ofMillis(2), InstantSource.system()))) {
      Server server = serve(features);
      try {
        change(file, features, load(server));
      } finally {
        server.stop();
      }
    }
  }

  private static void change(Path file, FeatureFlags features, Load load) throws Exception {
    for (int version = 1; version <= CHANGES; version++) {
      write(file, version);
      await(features, version);
      load.awaitAnswers();
    }
    List<Answer> answers = load.stop();
    answers.forEach(ReloadUnderLoadIT::assertOneAnswer);
    long versions = answers.stream().map(answer -> answer.seen().get(0)).distinct().count();
    assertTrue(versions >= CHANGES, "requests saw " + versions + " versions");
  }

  private static void assertOneAnswer(Answer answer) {
    assertEquals(200, answer.status());
    assertEquals(4, answer.seen().size(), "looks on as many dispatches and threads");
    assertEquals(1, answer.seen().stream().distinct().count(), () -> "saw " + answer.seen());
    // The header belongs to the same version: exactly one of the two is on in each.
    boolean even = Integer.parseInt(answer.seen().get(0).substring(1)) % 2 == 0;
    assertEquals(even ? "even,version" : "odd,version", answer.header());
  }

  /** In turns in place and by an atomic move. */
  private static void write(Path file, int version) throws IOException {
    String document =
        """
        {"even": %s, "odd": %s, "version": {"enabled": true, "variants": {"v%d": 1}}}
        """
            .formatted(version % 2 == 0, version % 2 == 1, version);
    if (version % 2 == 0) {
      Files.writeString(file, document);
      return;
    }
    Path next = file.resolveSibling("next.json");
    Files.writeString(next, document);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void await(FeatureFlags features, int version) {
    Await.until(
        "version " + version + " is in force",
        () -> features.evaluate(User.anonymous()).variant("version", "").equals("v" + version));
  }

  private static Server serve(FeatureFlags features) throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    FilterHolder filter = new FilterHolder(FlagFilter.builder(features).build());
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    ServletHolder servlet = new ServletHolder(new Looks());
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/*");
    server.setHandler(context);
    server.start();
    return server;
  }

  /** Looks at the version on each dispatch of a request: REQUEST, FORWARD, a thread, ASYNC. */
  private static final class Looks extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      String seen = request.getAttribute("seen") instanceof String before ? before + " " : "";
      request.setAttribute("seen", seen + Flags.variant("version", "none"));
      switch (request.getDispatcherType()) {
        case REQUEST -> request.getRequestDispatcher("/again").forward(request, response);
        case FORWARD -> later(request.startAsync());
        default -> response.getWriter().print(request.getAttribute("seen"));
      }
    }

    private static void later(AsyncContext async) {
      async.start(
          () -> {
            // Long enough for the file to change meanwhile.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
            String seen = async.getRequest().getAttribute("seen") + " ";
            async.getRequest().setAttribute("seen", seen + Flags.variant("version", "none"));
            async.dispatch("/last");
          });
    }
  }

  private record Answer(int status, String header, List<String> seen) {}

  /** Clients that ask until they are stopped. */
  private record Load(
      ExecutorService clients,
      AtomicBoolean going,
      AtomicInteger answered,
      List<Future<List<Answer>>> results) {
    /** Waits for so many responses that at least one request began after this call. */
    void awaitAnswers() {
      int enough = answered.get() + CLIENTS + 1;
      Await.until("the server answers", () -> answered.get() >= enough);
    }

    List<Answer> stop() throws Exception {
      going.set(false);
      List<Answer> answers = new ArrayList<>();
      for (Future<List<Answer>> result : results) {
        answers.addAll(result.get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      }
      clients.shutdown();
      return answers;
    }
  }

  private static Load load(Server server) {
    Load load =
        new Load(
            Executors.newFixedThreadPool(CLIENTS),
            new AtomicBoolean(true),
            new AtomicInteger(),
            new ArrayList<>());
    URI uri = server.getURI().resolve("/");
    for (int i = 0; i < CLIENTS; i++) {
      load.results().add(load.clients().submit(() -> ask(uri, load)));
    }
    return load;
  }

  private static List<Answer> ask(URI uri, Load load) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Await.LONG).build();
    List<Answer> answers = new ArrayList<>();
    while (load.going().get()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      String header = response.headers().firstValue("X-Active-Flags").orElse("");
      load.answered().incrementAndGet();
      answers.add(new Answer(response.statusCode(), header, List.of(response.body().split(" "))));
    }
    return answers;
  }
}
