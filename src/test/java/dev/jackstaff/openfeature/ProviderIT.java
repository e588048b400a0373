package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.StubStore;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.RequestValue;
import dev.jackstaff.servlet.UserResolver;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenFeature and {@link Flags} in the same requests, while the flags change all the time. */
class ProviderIT {
  private static final int THREADS = 16;
  private static final int ROUNDS = 100;
  private static final FlagSet ONE =
      StubStore.set(
          """
          {"version": {"enabled": true, "variants": {"one": 1, "two": 0}},
           "half": {"percentage": 50}, "pro": {"rules": [{"if": {"plan": "pro"}, "enabled": true}]},
           "needs_half": {"enabled": true, "requires": ["half"]},
           "word": {"enabled": true, "variants": {"green": 1, "blue": 1, "red": 1}}}
          """);
  private static final FlagSet TWO =
      StubStore.set(
          """
          {"version": {"enabled": true, "variants": {"one": 0, "two": 1}},
           "half": {"percentage": 50, "salt": "other"},
           "pro": {"rules": [{"if": {"plan": "pro"}, "enabled": false}], "enabled": true},
           "needs_half": {"enabled": true, "requires": ["!half"]},
           "word": {"enabled": true, "salt": "other", "variants": {"green": 1, "blue": 1, "red": 1}}}
          """);

  private final StubStore store = new StubStore(ONE);
  private final FeatureFlags features = FeatureFlags.of(store);
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Client client = api.getClient();
  private final Set<String> versions = ConcurrentHashMap.newKeySet();
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final Server server = new Server();

  @BeforeEach
  void start() throws Exception {
    api.setTransactionContextPropagator(new RequestContextPropagator());
    api.setProviderAndWait(JackstaffProvider.of(features));
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("localhost");
    server.addConnector(connector);
    ServletContextHandler application = new ServletContextHandler("/");
    FlagFilter filter =
        FlagFilter.builder(features)
            .user(UserResolver.header("X-User-Id"))
            .attribute("plan", RequestValue.header("X-Plan"))
            .build();
    application
        .addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class))
        .setAsyncSupported(true);
    ServletHolder servlet = new ServletHolder(new Asking());
    servlet.setAsyncSupported(true);
    application.addServlet(servlet, "/*");
    server.setHandler(application);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    pool.shutdownNow();
    api.shutdown();
    features.close();
  }

  /** Says where the two disagree: on its own thread, on a pool's, and on the container's. */
  private final class Asking extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Evaluation evaluation = Flags.current();
      List<String> faults = new ArrayList<>(disagreements(evaluation));
      try {
        faults.addAll(pool.submit(Flags.wrap(() -> disagreements(evaluation))).get());
      } catch (Exception e) {
        faults.add(e.toString());
      }
      AsyncContext async = request.startAsync();
      async.start(
          () -> {
            faults.addAll(disagreements(evaluation));
            answer(response, faults);
            async.complete();
          });
    }
  }

  private static void answer(HttpServletResponse response, List<String> faults) {
    try {
      response.getWriter().print(faults.isEmpty() ? "agreed" : String.join("\n", faults));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<String> disagreements(Evaluation evaluation) {
    List<String> faults = new ArrayList<>();
    EvaluationContext none = new ImmutableContext();
    EvaluationContext same = new ImmutableContext(evaluation.user().id());
    // No rule looks at it, so that all is decided afresh and says the same.
    EvaluationContext more = new MutableContext().add("page", "cart");
    for (EvaluationContext context : List.of(none, same, more)) {
      for (Decision decision : evaluation.decisions().values()) {
        String flag = decision.flag();
        compare(faults, flag, decision.variant(), Flags.variant(flag, ""), context);
        if (Flags.on(flag) != evaluation.isOn(flag)) {
          faults.add("Flags.on says otherwise of " + flag);
        }
      }
    }
    versions.add(evaluation.variant("version", ""));
    return faults;
  }

  private void compare(
      List<String> faults, String flag, String variant, String own, EvaluationContext context) {
    FlagEvaluationDetails<?> details =
        flag.equals("version") || flag.equals("word")
            ? client.getStringDetails(flag, "none", context)
            : client.getBooleanDetails(flag, false, context);
    if (!Objects.equals(variant, details.getVariant()) || !Objects.equals(variant, own)) {
      faults.add(flag + ": " + variant + ", " + own + ", " + details);
    }
  }

  @Test
  void sixteenThreads_insideAndOutsideRequests_neverDisagree() throws Exception {
    List<Callable<List<String>>> tasks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int user = i;
      tasks.add(i % 2 == 0 ? () -> inside(user) : () -> outside(user));
    }
    Future<?> changes = pool.submit(this::change);
    List<String> faults = new ArrayList<>();
    for (Future<List<String>> task : pool.invokeAll(tasks)) {
      faults.addAll(task.get());
    }
    changes.cancel(true);
    assertEquals(List.of(), faults);
    assertEquals(Set.of("one", "two"), versions, "requests saw both sets");
  }

  private void change() {
    while (!Thread.currentThread().isInterrupted()) {
      store.change(store.flags().equals(ONE) ? TWO : ONE);
    }
  }

  private List<String> inside(int user) throws Exception {
    HttpClient browser = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(server.getURI())
            .headers("X-User-Id", "user:" + user, "X-Plan", user % 4 == 0 ? "pro" : "free")
            .build();
    List<String> faults = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      String body = browser.send(request, BodyHandlers.ofString()).body();
      if (!body.equals("agreed")) {
        faults.add(body);
      }
    }
    return faults;
  }

  /** Each answer is that of one of the two sets, to the user who was named. */
  private List<String> outside(int user) {
    EvaluationContext context = new MutableContext("user:" + user).add("plan", "pro");
    User named = User.of("user:" + user).with("plan", "pro");
    Map<String, Decision> one = FeatureFlags.of(ONE).evaluate(named).decisions();
    Map<String, Decision> two = FeatureFlags.of(TWO).evaluate(named).decisions();
    List<String> faults = new ArrayList<>();
    for (int round = 0; round < ROUNDS * 10; round++) {
      for (String flag : List.of("half", "pro", "needs_half")) {
        boolean on = client.getBooleanValue(flag, false, context);
        if (on != one.get(flag).on() && on != two.get(flag).on()) {
          faults.add(flag + " outside a request: " + on);
        }
      }
      String word = client.getStringValue("word", "none", context);
      if (!word.equals(one.get("word").variant()) && !word.equals(two.get("word").variant())) {
        faults.add("word outside a request: " + word);
      }
    }
    return faults;
  }

  @Test
  void nobodysRequest_isLeftOnAnyThread() throws Exception {
    inside(0);
    for (int i = 0; i < THREADS; i++) {
      assertTrue(
          pool.submit(() -> new RequestContextPropagator().getTransactionContext().isEmpty())
              .get());
    }
  }
}
