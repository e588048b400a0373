package dev.jackstaff.console;

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
 * The console, where people view and change the flags, and its JSON API for scripts, under {@code
 * api/}. Mount it at any pattern, such as {@code /flags/*}, with async support.
 *
 * <p>Access is denied unless {@link ConsoleAccess} grants it. By default the container's roles
 * {@code flags-viewer} and {@code flags-admin} grant access. The console evaluates no flag itself,
 * so no flag can lock it. Like every servlet, it is thread-safe.
 */
public final class ConsoleServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private transient @Nullable ConsoleSettings settings;
  private transient @Nullable ConsoleFlags flags;
  private final transient ReentrantLock lock = new ReentrantLock();

  /** Creates a console that is configured by init-params. */
  public ConsoleServlet() {}

  private ConsoleServlet(ConsoleSettings settings) {
    this.settings = settings;
  }

  /**
   * {@return a builder of a console}
   *
   * @param features the flags, which the console uses and does not close
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * Reads the init-params, unless the console was configured in code.
   *
   * @throws ServletException if an init-param is unknown or invalid; the message lists all problems
   */
  @Override
  public void init() throws ServletException {
    if (settings == null) {
      settings = new ConsoleParams(getServletConfig()).settings();
    }
    if (settings.access() instanceof LoopbackAccess local) {
      local.announce(getServletContext().getContextPath() + mapping());
    }
  }

  /** Returns the path of the first mapping, without a slash at the end. */
  private String mapping() {
    return getServletContext().getServletRegistrations().values().stream()
        .filter(it -> it.getName().equals(getServletName()))
        .flatMap(it -> it.getMappings().stream())
        .findFirst()
        .map(pattern -> pattern.replaceFirst("/?[*]?$", ""))
        .orElse("");
  }

  /** Closes the event streams. */
  @Override
  public void destroy() {
    ConsoleFlags last;
    lock.lock();
    try {
      last = flags;
      flags = null;
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
      Response there = Response.empty(302).with("Location", Exchange.mount(request));
      RequestBody.leave(request, response, () -> there.send(request, response));
      return;
    }
    new Call(request, response, path.substring(1)).answer(this::admitted);
  }

  private static void headers(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    // A form that is sent without a referrer has no origin either, so a stricter policy would fail.
    response.setHeader("Referrer-Policy", "same-origin");
    response.setHeader("Cache-Control", "no-store");
  }

  /** Returns the settings and the flags, which are created at the first request. */
  private Call.Setup admitted() {
    ConsoleSettings known = known();
    return new Call.Setup(known, () -> flags(known));
  }

  private ConsoleSettings known() {
    ConsoleSettings known = settings;
    if (known == null) {
      throw RequestFailure.Category.NO_FLAGS.because("the console has not started");
    }
    return known;
  }

  /**
   * Returns the operations on the flags. They are created at the first request, since some
   * containers start servlets before filters.
   */
  private ConsoleFlags flags(ConsoleSettings known) {
    lock.lock();
    try {
      ConsoleFlags present = flags;
      if (present == null) {
        present = new ConsoleFlags(features(known), known);
        flags = present;
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
    throw RequestFailure.Category.NO_FLAGS.because(
        "no FlagFilter of the application has started, and the console has no FeatureFlags of"
            + " its own");
  }

  /** A builder of consoles. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final Map<String, String> viewers = new LinkedHashMap<>();
    private final Map<String, String> admins = new LinkedHashMap<>();
    private final List<String> origins = new ArrayList<>();
    private ConsoleAccess access = ConsoleAccess.roles();
    private List<byte[]> keys = List.of();
    private @Nullable OverrideTokens overrides;
    private ResourceLimits limits = ResourceLimits.DEFAULT;
    private @Nullable References references;
    private final Map<FlagType, Duration> lifetimes = new LinkedHashMap<>();

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * Sets the access policy. The default is {@link ConsoleAccess#roles()}.
     *
     * @param decides decides on the access of each request
     * @return this builder
     */
    public Builder access(ConsoleAccess decides) {
      this.access = decides;
      return this;
    }

    /**
     * Sets the keys of the forms' tokens. The default is a random one, which is sufficient for one
     * node.
     *
     * @param texts one or more keys of at least 32 bytes in UTF-8, the same on every node; the
     *     first signs and all verify, so that a key can be replaced
     * @return this builder
     * @throws IllegalArgumentException if there is no key, or any is too short; the message lists
     *     each by its number
     */
    public Builder consoleSecret(String... texts) {
      this.keys = SecretRules.keys(texts);
      return this;
    }

    /**
     * Adds a bearer token with read access.
     *
     * @param name the name of the token's owner
     * @param token the token, at least 32 characters
     * @return this builder
     */
    public Builder viewerToken(String name, String token) {
      viewers.put(Actor.free(name), SecretRules.token(token));
      return this;
    }

    /**
     * Adds a bearer token with read and write access.
     *
     * @param name the name of the token's owner, as the history shows it
     * @param token the token, at least 32 characters
     * @return this builder
     */
    public Builder adminToken(String name, String token) {
      admins.put(Actor.free(name), SecretRules.token(token));
      return this;
    }

    /**
     * Sets the issuer of testers' tokens, which the filter must accept. The default is none.
     *
     * @param tokens the issuer that the filter uses
     * @return this builder
     */
    public Builder overrides(OverrideTokens tokens) {
      this.overrides = tokens;
      return this;
    }

    /**
     * Adds origins under which browsers reach the console. They are needed only behind a proxy that
     * changes the header {@code Host}.
     *
     * @param more origins such as {@code https://shop.example}
     * @return this builder
     * @throws IllegalArgumentException if any of them is not an origin; the message names each
     */
    public Builder origins(String... more) {
      origins.addAll(Params.each(List.of(more), ConsoleParams::origin));
      return this;
    }

    /**
     * Sets the limit of a request's body.
     *
     * @param bytes the limit in bytes, 1024 or more; default 1 MiB
     * @return this builder
     */
    public Builder maxBodyBytes(int bytes) {
      if (bytes < 1024) {
        throw new IllegalArgumentException("maxBodyBytes must be 1024 or more, was " + bytes);
      }
      this.limits = limits.withMaxBodyBytes(bytes);
      return this;
    }

    /**
     * Sets the time in which a request's body must arrive.
     *
     * @param timeout the time, more than zero; default 30 seconds
     * @return this builder
     * @throws IllegalArgumentException if the timeout is zero or negative
     */
    public Builder bodyTimeout(Duration timeout) {
      this.limits = limits.withBodyTimeout(Params.positive(timeout, "bodyTimeout"));
      return this;
    }

    /**
     * Sets the limit of pages that receive events at the same time. Other pages poll every few
     * seconds.
     *
     * @param streams the limit, 0 or more; default 200
     * @return this builder
     */
    public Builder maxStreams(int streams) {
      this.limits = limits.withMaxStreams(Params.notNegative(streams, "maxStreams"));
      return this;
    }

    /**
     * Sets the references to flags in the code, which the cleanup page shows. By default they are
     * not known.
     *
     * @param found the references, as {@link dev.jackstaff.hygiene.WrittenReferences} reads them
     * @return this builder
     */
    public Builder references(References found) {
      this.references = found;
      return this;
    }

    /**
     * Sets the lifetime of the flags of a type. The default is 40 days for {@code release} and
     * {@code experiment}, and no end for other types.
     *
     * @param type the type
     * @param life the lifetime; zero for no end
     * @return this builder
     */
    public Builder lifetime(FlagType type, Duration life) {
      lifetimes.put(type, life);
      return this;
    }

    /** {@return a new console, which must be mounted with async support} */
    public ConsoleServlet build() {
      InstantSource clock = InstantSource.system();
      return new ConsoleServlet(
          new ConsoleSettings(
              features,
              access,
              new BearerTokens(viewers, admins),
              new CsrfTokens(keys, clock),
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
     * @param context the application's context
     * @param pattern the URL pattern, such as {@code /flags/*}
     * @return the registration, named {@code jackstaff-console}
     * @throws IllegalStateException if the application already has a servlet of that name
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
