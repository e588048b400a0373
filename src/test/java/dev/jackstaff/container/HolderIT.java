package dev.jackstaff.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.servlet.FlagFilter;
import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behaviours 1 and 3: one evaluation and one user for all dispatches and threads of a request. Each
 * page answers with what it was told, "true" or "false"; a second evaluation would say the opposite
 * of the first.
 */
class HolderIT {
  private static final ThreadProbe PROBE = new ThreadProbe();
  private static final Counted COUNTED = new Counted();

  /** One thread, so that the next task would find what the one before has left. */
  private static ExecutorService pool;

  private static ServletContainerFixture server;

  /** The event that the listener of the last request to /from/complete received. */
  private static final AtomicReference<CompletableFuture<Boolean>> COMPLETED =
      new AtomicReference<>();

  @BeforeAll
  static void start() {
    pool = Executors.newSingleThreadExecutor();
    FlagFilter.Builder filter = FlagFilter.builder(FeatureFlags.of(COUNTED)).user(COUNTED.user());
    server =
        tasks(callbacks(dispatches(new App().with(PROBE::register).with(filter::register))))
            .start(ErrorPage.of(404, "/ask"), ErrorPage.of(500, "/ask"));
  }

  @AfterAll
  static void stop() {
    server.close();
    pool.shutdownNow();
  }

  static Stream<String> pages() {
    return Stream.of(
        "ask",
        "forward?/ask",
        "include?/ask",
        "forward?/forward%3F/ask",
        "send-error",
        "nowhere",
        "throw",
        "forward?/send-error",
        "async/dispatch?/ask",
        "async/dispatch-at-once?/ask",
        "async/dispatch?/forward",
        "async/dispatch?/async/dispatch",
        "async/send-error",
        "async/timeout",
        "async/start",
        "async/start-from-elsewhere",
        "async/start-after-dispatch",
        "from/timeout",
        "from/complete",
        "from/write",
        "wrap/runnable",
        "wrap/callable",
        "wrap/supplier",
        "wrap/executor",
        "wrap/submit",
        "wrap/invoke-all",
        "wrap/invoke-any",
        "wrap/future",
        "micrometer/executor",
        "micrometer/snapshot");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void flag_isAsDecidedFirst_wherever(String page) throws Exception {
    COUNTED.reset();
    HttpResponse<String> response = Browser.get(server, page, "X-User-Id", "u");
    assertEquals("true", response.body());
    assertEquals(1, COUNTED.evaluations(), "evaluations");
    assertEquals(1, COUNTED.users(), "resolutions of the user");
    assertEquals(List.of(), PROBE.left());
    assertNull(pool.submit(Flags::current).get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void readListener_findsTheFlagsInTheRequest() throws Exception {
    COUNTED.reset();
    assertEquals("true", Browser.post(server, "from/read", "some body").body());
    assertEquals(1, COUNTED.evaluations());
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw/executor", "raw/callback"})
  void flag_isOff_onAThreadThatNobodyWrapped(String page) throws Exception {
    COUNTED.reset();
    assertEquals("false", Browser.get(server, page).body());
  }

  private static App dispatches(App app) {
    return app.page("/ask", (request, response) -> say(response, asked()))
        .page("/forward", (request, response) -> forward(request, response))
        .page(
            "/include",
            (request, response) ->
                request.getRequestDispatcher(request.getQueryString()).include(request, response))
        .page("/send-error", (request, response) -> response.sendError(404))
        .page("/throw", (request, response) -> fail())
        .page("/async/dispatch", (request, response) -> dispatchLater(request))
        .page(
            "/async/dispatch-at-once",
            (request, response) -> request.startAsync().dispatch(request.getQueryString()))
        .page("/async/send-error", (request, response) -> sendErrorLater(request))
        .page("/async/timeout", (request, response) -> request.startAsync().setTimeout(200));
  }

  private static App callbacks(App app) {
    return app.page("/async/start", (request, response) -> start(request.startAsync()))
        .page("/async/start-from-elsewhere", (request, response) -> startFromElsewhere(request))
        .page("/async/start-after-dispatch", (request, response) -> startAfterDispatch(request))
        .page("/from/timeout", (request, response) -> fromTimeout(request))
        .page("/from/complete", (request, response) -> fromComplete(request, response))
        .page("/from/write", (request, response) -> fromWrite(request, response))
        .page("/from/read", (request, response) -> fromRead(request))
        .page("/raw/callback", (request, response) -> rawCallback(request));
  }

  private static App tasks(App app) {
    return app.page("/raw/executor", (request, response) -> say(response, raw()))
        .page("/wrap/runnable", (request, response) -> say(response, runnable()))
        .page("/wrap/callable", (request, response) -> say(response, callable()))
        .page("/wrap/supplier", (request, response) -> say(response, supplier()))
        .page("/wrap/executor", (request, response) -> say(response, executor()))
        .page("/wrap/submit", (request, response) -> say(response, submit()))
        .page("/wrap/invoke-all", (request, response) -> say(response, invokeAll()))
        .page("/wrap/invoke-any", (request, response) -> say(response, invokeAny()))
        .page("/wrap/future", (request, response) -> say(response, future()))
        .page("/micrometer/executor", (request, response) -> say(response, contextExecutor()))
        .page("/micrometer/snapshot", (request, response) -> say(response, snapshot()));
  }

  private static boolean asked() {
    return Flags.on(Counted.FLAG);
  }

  private static void say(ServletResponse response, boolean on) throws IOException {
    response.getWriter().print(on);
  }

  private static void answer(AsyncContext context, boolean on) {
    try {
      say(context.getResponse(), on);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    context.complete();
  }

  private static void fail() {
    throw new IllegalStateException("asked");
  }

  /** To the query's path, or to /ask where it has gone on the way. */
  private static void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String query = request.getQueryString();
    boolean again = request.getDispatcherType() != DispatcherType.REQUEST;
    String target = query == null || again ? "/ask" : query.replace("%3F", "?");
    request.getRequestDispatcher(target).forward(request, response);
  }

  private static void dispatchLater(HttpServletRequest request) {
    boolean again = request.getDispatcherType() == DispatcherType.ASYNC;
    String target = again ? "/ask" : request.getQueryString();
    AsyncContext context = request.startAsync();
    pool.execute(() -> context.dispatch(target));
  }

  private static void sendErrorLater(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    pool.execute(
        () -> {
          try {
            ((HttpServletResponse) context.getResponse()).sendError(404);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          context.complete();
        });
  }

  private static void start(AsyncContext context) {
    context.start(() -> answer(context, asked()));
  }

  private static void startFromElsewhere(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    pool.execute(() -> start(context));
  }

  private static void startAfterDispatch(HttpServletRequest request) {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      start(request.startAsync());
    } else {
      request.startAsync().dispatch();
    }
  }

  private static boolean told(ServletRequest request) {
    var evaluation = Flags.from(request);
    return evaluation != null && evaluation.isOn(Counted.FLAG);
  }

  private static void fromTimeout(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.setTimeout(200);
    context.addListener(
        new QuietListener() {
          @Override
          public void onTimeout(AsyncEvent event) {
            answer(context, told(event.getAsyncContext().getRequest()));
          }
        });
  }

  private static void fromComplete(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync();
    CompletableFuture<Boolean> told = new CompletableFuture<>();
    context.addListener(
        new QuietListener() {
          @Override
          public void onComplete(AsyncEvent event) {
            told.complete(told(event.getAsyncContext().getRequest()));
          }
        });
    COMPLETED.set(told);
    say(response, asked());
    context.complete();
  }

  @Test
  void completeListener_findsTheFlagsInTheRequest() throws Exception {
    COUNTED.reset();
    Browser.get(server, "from/complete");
    assertTrue(COMPLETED.get().get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  private static void fromWrite(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    writing(request, response, () -> told(request));
  }

  private static void rawCallback(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    pool.execute(() -> answer(context, asked()));
  }

  private static void writing(
      HttpServletRequest request, HttpServletResponse response, BooleanSupplier on)
      throws IOException {
    AsyncContext context = request.startAsync();
    ServletOutputStream out = response.getOutputStream();
    out.setWriteListener(
        new WriteListener() {
          @Override
          public void onWritePossible() throws IOException {
            if (out.isReady()) {
              out.write(String.valueOf(on.getAsBoolean()).getBytes(StandardCharsets.UTF_8));
              context.complete();
            }
          }

          @Override
          public void onError(Throwable t) {
            context.complete();
          }
        });
  }

  private static void fromRead(HttpServletRequest request) throws IOException {
    AsyncContext context = request.startAsync();
    ServletInputStream in = request.getInputStream();
    in.setReadListener(
        new ReadListener() {
          @Override
          public void onDataAvailable() throws IOException {
            byte[] buffer = new byte[100];
            while (in.isReady() && in.read(buffer) >= 0) {
              // All of it, as a container wants it.
            }
          }

          @Override
          public void onAllDataRead() {
            answer(context, told(request));
          }

          @Override
          public void onError(Throwable t) {
            context.complete();
          }
        });
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean raw() {
    return await(CompletableFuture.supplyAsync(HolderIT::asked, pool));
  }

  private static boolean runnable() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Runnable task = () -> answer.complete(asked());
    pool.execute(Flags.wrap(task));
    return await(answer);
  }

  private static boolean callable() {
    Callable<Boolean> task = Flags.wrap(() -> asked());
    return called(() -> pool.submit(task).get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  private static boolean called(Callable<Boolean> task) {
    try {
      return task.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean supplier() {
    Supplier<Boolean> supplier = Flags.wrapSupplier(HolderIT::asked);
    return await(CompletableFuture.supplyAsync(supplier, pool));
  }

  private static boolean executor() {
    Executor wrapped = Flags.wrap((Executor) pool);
    return await(CompletableFuture.supplyAsync(HolderIT::asked, wrapped));
  }

  private static boolean submit() {
    ExecutorService wrapped = Flags.wrap(pool);
    return called(
        () -> wrapped.submit(() -> asked()).get(Await.LONG.toSeconds(), TimeUnit.SECONDS));
  }

  private static boolean invokeAll() {
    List<Callable<Boolean>> tasks = List.of(HolderIT::asked, HolderIT::asked);
    return called(
        () -> {
          boolean all = true;
          for (var future : Flags.wrap(pool).invokeAll(tasks, 10, TimeUnit.SECONDS)) {
            all &= future.get();
          }
          return all;
        });
  }

  private static boolean invokeAny() {
    List<Callable<Boolean>> tasks = List.of(HolderIT::asked, HolderIT::asked);
    return called(() -> Flags.wrap(pool).invokeAny(tasks, 10, TimeUnit.SECONDS));
  }

  private static boolean future() {
    ExecutorService wrapped = Flags.wrap(pool);
    return await(
        CompletableFuture.supplyAsync(() -> "", wrapped).thenApplyAsync(text -> asked(), wrapped));
  }

  private static boolean contextExecutor() {
    ExecutorService wrapped =
        ContextExecutorService.wrap(pool, ContextSnapshotFactory.builder().build()::captureAll);
    return await(CompletableFuture.supplyAsync(HolderIT::asked, wrapped));
  }

  private static boolean snapshot() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Runnable task = () -> answer.complete(asked());
    pool.execute(ContextSnapshotFactory.builder().build().captureAll().wrap(task));
    return await(answer);
  }
}
