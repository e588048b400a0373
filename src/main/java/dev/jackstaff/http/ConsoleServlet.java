package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.web.RequestBody;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.servlet.OverrideTokens;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The console, where people see and change the flags, and its JSON API for scripts, under {@code
 * api/}. Mount it where you like, with a pattern as {@code /flags/*} and with async support.
 *
 * <p>It denies everybody until {@link ConsoleAccess} lets them in; by default the container's roles
 * {@code flags-viewer} and {@code flags-admin} do. It asks no flag itself, so no flag can lock it.
 * Thread-safe, as servlets are.
 */
public final class ConsoleServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private transient @Nullable ConsoleSettings settings;
  private transient @Nullable ConsoleDesk desk;
  private final transient ReentrantLock lock = new ReentrantLock();

  /** Makes a console that is set up by init-params. */
  public ConsoleServlet() {}

  private ConsoleServlet(ConsoleSettings settings) {
    this.settings = settings;
  }

  /**
   * {@return a builder of a console}
   *
   * @param features the engine, which the console uses and does not close
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * Reads the init-params, if the console was not set up in code.
   *
   * @throws ServletException if one is unknown or wrong; the message has all problems
   */
  @Override
  public void init() throws ServletException {
    if (settings == null) {
      settings = new ConsoleParams(getServletConfig()).settings();
    }
    if (settings.access() instanceof ConsoleLoopback local) {
      local.announce(getServletContext().getContextPath() + mapping());
    }
  }

  /** The path of the first mapping, without a slash at the end. */
  private String mapping() {
    return getServletContext().getServletRegistrations().values().stream()
        .filter(it -> it.getName().equals(getServletName()))
        .flatMap(it -> it.getMappings().stream())
        .findFirst()
        .map(pattern -> pattern.replaceFirst("/?[*]?$", ""))
        .orElse("");
  }

  /** Ends the event streams. */
  @Override
  public void destroy() {
    ConsoleDesk last;
    lock.lock();
    try {
      last = desk;
      desk = null;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    headers(response);
    String path = request.getPathInfo();
    if (path == null) {
      ConsoleAnswer there =
          ConsoleAnswer.empty(302).with("Location", ConsoleExchange.mount(request));
      RequestBody.leave(request, response, () -> there.send(request, response));
      return;
    }
    new ConsoleCall(request, response, path.substring(1)).answer(this::admitted);
  }

  private static void headers(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    // No less: a form that is sent without a referrer has no origin either.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }

  /** The settings and the flags, made at the first request. */
  private ConsoleCall.House admitted() {
    ConsoleSettings known = known();
    return new ConsoleCall.House(known, () -> desk(known));
  }

  private ConsoleSettings known() {
    ConsoleSettings known = settings;
    if (known == null) {
      throw ConsoleFailure.Kind.NO_ENGINE.because("the console has not started");
    }
    return known;
  }

  /** Made at the first request, since some containers start servlets before filters. */
  private ConsoleDesk desk(ConsoleSettings known) {
    lock.lock();
    try {
      ConsoleDesk present = desk;
      if (present == null) {
        present = new ConsoleDesk(features(known), known);
        desk = present;
      }
      return present;
    } finally {
      lock.unlock();
    }
  }

  private FeatureFlags features(ConsoleSettings known) {
    FeatureFlags given = known.features();
    if (given != null) {
      return given;
    }
    if (getServletContext().getAttribute(FeatureFlags.ATTRIBUTE) instanceof FeatureFlags found) {
      return found;
    }
    throw ConsoleFailure.Kind.NO_ENGINE.because(
        "the application has no FlagFilter that has started, and the console was given no engine");
  }

  /** Collects a console's options. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final Map<String, String> viewers = new LinkedHashMap<>();
    private final Map<String, String> admins = new LinkedHashMap<>();
    private final List<String> origins = new ArrayList<>();
    private ConsoleAccess access = ConsoleAccess.roles();
    private List<byte[]> keys = List.of();
    private @Nullable OverrideTokens overrides;
    private ConsoleLimits limits = ConsoleLimits.DEFAULT;
    private @Nullable References references;
    private final Map<FlagType, Duration> lifetimes = new LinkedHashMap<>();

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * {@return this builder, with who may do what; default the container's roles}
     *
     * @param decides decides
     */
    public Builder access(ConsoleAccess decides) {
      this.access = decides;
      return this;
    }

    /**
     * {@return this builder, with the keys of the forms' tokens; default a random one, which is
     * enough for one node}
     *
     * @param texts at least one, each of at least 32 bytes in UTF-8, the same on every node; the
     *     first signs and all verify, so that a key can be changed
     * @throws IllegalArgumentException if there is none, or any is too short; names each by its
     *     number
     */
    public Builder consoleSecret(String... texts) {
      this.keys = ConsoleSecret.keys(texts);
      return this;
    }

    /**
     * {@return this builder, with a bearer token that may look}
     *
     * @param name whose it is
     * @param token at least 32 characters
     */
    public Builder viewerToken(String name, String token) {
      viewers.put(ConsoleActor.free(name), ConsoleSecret.token(token));
      return this;
    }

    /**
     * {@return this builder, with a bearer token that may look and change}
     *
     * @param name whose it is, as the history shows it
     * @param token at least 32 characters
     */
    public Builder adminToken(String name, String token) {
      admins.put(ConsoleActor.free(name), ConsoleSecret.token(token));
      return this;
    }

    /**
     * {@return this builder, with what issues testers' tokens, as the filter honours them; default
     * none}
     *
     * @param tokens the filter's
     */
    public Builder overrides(OverrideTokens tokens) {
      this.overrides = tokens;
      return this;
    }

    /**
     * {@return this builder, with further origins under which browsers know the console; needed
     * only behind a proxy that changes the header {@code Host}}
     *
     * @param more as {@code https://shop.example}
     * @throws IllegalArgumentException if any is no origin; names each
     */
    public Builder origins(String... more) {
      origins.addAll(Params.each(List.of(more), ConsoleParams::origin));
      return this;
    }

    /**
     * {@return this builder, with the most bytes that a request's body may have}
     *
     * @param bytes 1024 or more; default 1 MiB
     */
    public Builder maxBodyBytes(int bytes) {
      if (bytes < 1024) {
        throw new IllegalArgumentException("maxBodyBytes must be 1024 or more, was " + bytes);
      }
      this.limits = limits.withMaxBodyBytes(bytes);
      return this;
    }

    /**
     * {@return this builder, with the time in which a request's body must arrive}
     *
     * @param timeout over zero; default 30 seconds
     * @throws IllegalArgumentException if the timeout is zero or negative
     */
    public Builder bodyTimeout(Duration timeout) {
      this.limits = limits.withBodyTimeout(Params.positive(timeout, "bodyTimeout"));
      return this;
    }

    /**
     * {@return this builder, with the most pages that may listen for changes at once; the others
     * ask every few seconds}
     *
     * @param streams 0 or more; default 200
     */
    public Builder maxStreams(int streams) {
      if (streams < 0) {
        throw new IllegalArgumentException("maxStreams must be 0 or more, was " + streams);
      }
      this.limits = limits.withMaxStreams(streams);
      return this;
    }

    /**
     * {@return this builder, with where the code names flags, for the page of those that should go;
     * default not known}
     *
     * @param found the places, as {@link dev.jackstaff.hygiene.WrittenReferences} reads them
     */
    public Builder references(References found) {
      this.references = found;
      return this;
    }

    /**
     * {@return this builder, with how long flags of a type live; default 40 days for {@code
     * release} and {@code experiment}, and the others for ever}
     *
     * @param type the type
     * @param life how long; zero for ever
     */
    public Builder lifetime(FlagType type, Duration life) {
      lifetimes.put(type, life);
      return this;
    }

    /** {@return the console; to be mounted with async support} */
    public ConsoleServlet build() {
      InstantSource clock = InstantSource.system();
      return new ConsoleServlet(
          new ConsoleSettings(
              features,
              access,
              new ConsoleTokens(viewers, admins),
              new ConsoleCsrf(keys, clock),
              overrides,
              List.copyOf(origins),
              limits,
              references,
              Map.copyOf(lifetimes),
              clock));
    }

    /**
     * Mounts the console, with async support.
     *
     * @param context the application
     * @param pattern where, as {@code /flags/*}
     * @return the registration, named {@code jackstaff-console}
     * @throws IllegalStateException if the application has a servlet of that name already
     */
    public ServletRegistration.Dynamic register(ServletContext context, String pattern) {
      ServletRegistration.Dynamic registration = context.addServlet("jackstaff-console", build());
      if (registration == null) {
        throw new IllegalStateException("a servlet named jackstaff-console is registered already");
      }
      registration.setAsyncSupported(true);
      registration.addMapping(pattern);
      return registration;
    }
  }
}
