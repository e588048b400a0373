package dev.jackstaff.ofrep;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.json.OfrepJson;
import dev.jackstaff.internal.web.Clients;
import dev.jackstaff.internal.web.RequestBody;
import dev.jackstaff.model.User;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates flags for OpenFeature clients in browsers, on phones and in other languages, by OFREP
 * 0.3.0, the OpenFeature Remote Evaluation Protocol. Mount it at {@code /ofrep/v1/*}, with async
 * support and {@code load-on-startup}.
 *
 * <p>The servlet exposes no flag until {@code expose} names some. Configure it by init-params in
 * web.xml, or by {@link #builder} in code. It uses the {@link FeatureFlags} instance that the
 * filter publishes, or the one that it is given, and does not close it. Like every servlet, it is
 * thread-safe. Evaluations never block, and clients of event streams need no thread.
 */
public final class OfrepServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(OfrepServlet.class.getName());

  private final transient @Nullable OfrepSettings given;
  private transient @Nullable OfrepSettings settings;
  private transient volatile @Nullable Service service;

  /** Creates a servlet that is configured by init-params. */
  public OfrepServlet() {
    this(null);
  }

  OfrepServlet(@Nullable OfrepSettings given) {
    this.given = given;
  }

  /** {@return a builder of a servlet} */
  public static OfrepBuilder builder() {
    return new OfrepBuilder();
  }

  /** The resources of a running servlet. */
  private record Service(
      OfrepFlags flags,
      @Nullable String publicPath,
      Daemons threads,
      RequestBody bodies,
      @Nullable OfrepStreams streams) {
    static Service of(FeatureFlags features, OfrepSettings known) {
      OfrepLimits limits = known.limits();
      OfrepFlags flags = new OfrepFlags(features, known.expose(), known.countsUse());
      Daemons threads = new Daemons("jackstaff-ofrep");
      ScheduledExecutorService timer = threads.scheduler();
      OfrepStreams streams =
          limits.maxStreams() == 0
              ? null
              : new OfrepStreams(
                  flags.shown(), known.tickets(), limits.maxStreams(), limits.heartbeat(), timer);
      RequestBody bodies = new RequestBody(limits.maxBodyBytes(), limits.bodyTimeout(), timer);
      return new Service(flags, known.publicPath(), threads, bodies, streams);
    }

    void close() {
      if (streams != null) {
        streams.close();
      }
      threads.close();
      flags.close();
    }
  }

  /**
   * Reads the init-params, unless the servlet was configured in code.
   *
   * @throws ServletException if an init-param is unknown or invalid; the message lists all problems
   */
  @Override
  public void init(ServletConfig config) throws ServletException {
    super.init(config);
    OfrepSettings known = given == null ? new OfrepInitParams(config).settings() : given;
    settings = known;
    if (known.expose().isEmpty()) {
      LOG.log(Level.WARNING, "the OFREP servlet exposes no flags; name some in expose");
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    OfrepSettings known = Objects.requireNonNull(settings);
    OfrepRoute route = OfrepRoute.of(request);
    known.access().allow(request, response);
    OfrepCall call = new OfrepCall(known, route, request, response);
    OfrepRefusal refusal = call.attempt(call::begin);
    if (refusal != null) {
      RequestBody.leave(request, response, () -> call.refuse(refusal));
    }
  }

  /** A step in the processing of a request. */
  private interface Answering {
    void run() throws IOException, OfrepRefusal;
  }

  /** One request. Its body is read only after the client's key has been checked. */
  private final class OfrepCall implements RequestBody.Receiver {
    private final OfrepSettings known;
    private final OfrepRoute route;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    OfrepCall(
        OfrepSettings known,
        OfrepRoute route,
        HttpServletRequest request,
        HttpServletResponse response) {
      this.known = known;
      this.route = route;
      this.request = request;
      this.response = response;
    }

    void begin() throws IOException, OfrepRefusal {
      if (request.getMethod().equals("OPTIONS")) {
        RequestBody.leave(request, response, () -> known.access().preflight(request, response));
        return;
      }
      check(route, request.getMethod(), response);
      limit(known, request, response);
      if (route.kind() == OfrepRoute.Target.STREAM) {
        stream(known, request, response);
        return;
      }
      known.access().check(request, response);
      working(known).bodies().read(request, response, this);
    }

    @Override
    public void received(byte[] body) throws IOException {
      answer(() -> evaluate(body));
    }

    private void evaluate(byte[] body) throws IOException, OfrepRefusal {
      Service working = working(known);
      Evaluation evaluation = OfrepServlet.evaluate(known, working, request, body);
      if (route.kind() == OfrepRoute.Target.SINGLE) {
        single(working.flags().one(evaluation, route.key()), response);
      } else {
        bulk(working, evaluation, route, request, response);
      }
    }

    @Override
    public void refused(RequestBody.Refusal why) throws IOException {
      refuse(
          why == RequestBody.Refusal.TOO_LARGE
              ? OfrepRefusal.of(413, "a body may have " + known.limits().maxBodyBytes() + " bytes")
              : OfrepRefusal.of(408, "the body did not arrive in time"));
    }

    private void answer(Answering part) throws IOException {
      OfrepRefusal refusal = attempt(part);
      if (refusal != null) {
        refuse(refusal);
      }
    }

    @Nullable OfrepRefusal attempt(Answering part) throws IOException {
      try {
        part.run();
        return null;
      } catch (OfrepRefusal refusal) {
        return refusal;
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "an evaluation by OFREP failed", e);
        return OfrepRefusal.of(500, "the server failed; its log has the cause");
      }
    }

    void refuse(OfrepRefusal refusal) throws IOException {
      OfrepServlet.refuse(refusal.on(route), response);
    }
  }

  private static void check(OfrepRoute route, String method, HttpServletResponse response)
      throws OfrepRefusal {
    if (route.kind() == OfrepRoute.Target.NONE) {
      throw OfrepRefusal.of(404, "there is nothing here; flags are under /evaluate/flags");
    }
    String allowed = route.kind() == OfrepRoute.Target.STREAM ? "GET" : "POST";
    if (!method.equals(allowed)) {
      response.setHeader("Allow", allowed + ", OPTIONS");
      throw OfrepRefusal.of(405, "use " + allowed);
    }
  }

  private static void limit(
      OfrepSettings known, HttpServletRequest request, HttpServletResponse response)
      throws OfrepRefusal {
    int seconds = known.rateLimit().take(Clients.address(request));
    if (seconds > 0) {
      response.setHeader("Retry-After", Integer.toString(seconds));
      throw OfrepRefusal.of(429, "too many requests; retry in " + seconds + " s");
    }
  }

  private static Evaluation evaluate(
      OfrepSettings known, Service working, HttpServletRequest request, byte[] body)
      throws OfrepRefusal {
    User said = known.context().read(body);
    if (!known.ofRequest()) {
      return working.flags().evaluate(said);
    }
    Evaluation own = Flags.from(request);
    if (own == null) {
      throw OfrepRefusal.of(500, "subject=request needs the flag filter before this servlet");
    }
    return own;
  }

  private static void single(OfrepJson.@Nullable EvaluatedFlag flag, HttpServletResponse response)
      throws IOException, OfrepRefusal {
    if (flag == null) {
      throw OfrepRefusal.notFound();
    }
    // The error comes from an external flag system behind this one.
    int status = flag.decision().error() == null ? 200 : 500;
    write(status, OfrepJson.single(flag), response);
  }

  private static void bulk(
      Service working,
      Evaluation evaluation,
      OfrepRoute route,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    OfrepStreams streams = request.isAsyncSupported() ? working.streams() : null;
    String query = streams == null ? "" : streams.query(request);
    String stream =
        working.publicPath() == null ? route.stream() : working.publicPath() + "/stream";
    byte[] body =
        OfrepJson.bulk(
            working.flags().all(evaluation),
            query.isEmpty() ? null : stream + query,
            OfrepStreams.INACTIVITY_SECONDS);
    String etag = OfrepEtag.of(body);
    response.setHeader("ETag", etag);
    if (OfrepEtag.matches(request, etag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    } else {
      write(200, body, response);
    }
  }

  private void stream(OfrepSettings known, HttpServletRequest request, HttpServletResponse response)
      throws IOException, OfrepRefusal {
    OfrepStreams streams = working(known).streams();
    if (streams == null || !request.isAsyncSupported()) {
      throw OfrepRefusal.of(404, "there is no stream here");
    }
    streams.accept(request, response);
  }

  /**
   * Returns the service, which is created at the first request, since a filter may start after the
   * servlet.
   */
  private Service working(OfrepSettings known) throws OfrepRefusal {
    Service made = service;
    return made == null ? start(known) : made;
  }

  private synchronized Service start(OfrepSettings known) throws OfrepRefusal {
    Service made = service;
    if (made == null) {
      FeatureFlags features = known.features() == null ? published() : known.features();
      made = Service.of(features, known);
      service = made;
    }
    return made;
  }

  private FeatureFlags published() throws OfrepRefusal {
    Object found = getServletContext().getAttribute(FeatureFlags.ATTRIBUTE);
    if (found instanceof FeatureFlags features) {
      return features;
    }
    throw OfrepRefusal.of(500, "there are no flags: the application has no flag filter");
  }

  private static void refuse(OfrepRefusal refusal, HttpServletResponse response)
      throws IOException {
    byte[] body = OfrepJson.failure(refusal.key(), refusal.code(), refusal.details());
    write(refusal.status(), body, response);
  }

  /**
   * Writes a response without {@code sendError}, since an application's error page does not follow
   * the protocol.
   */
  private static void write(int status, byte[] body, HttpServletResponse response)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.getOutputStream().write(body);
  }

  /** Closes the event streams. */
  @Override
  public void destroy() {
    Service made = service;
    service = null;
    if (made != null) {
      made.close();
    }
  }
}
