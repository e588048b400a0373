package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.model.ActiveFlags;
import dev.jackstaff.model.FlagOverride;
import dev.jackstaff.model.User;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Decides the flags of a request once, at its first dispatch, for one user.
 *
 * <p>The decisions are an immutable {@link Evaluation} in a request attribute; on every thread that
 * works on the request behind this filter {@link Flags} answers from it. The response's header
 * {@code X-Active-Flags} names the flags that are on. Register it for all dispatcher types, with
 * async support, behind whatever authenticates the user.
 *
 * <p>From web.xml it is set up by init-params, in code by {@link #builder}. Nothing that goes wrong
 * in here fails a request. Thread-safe, as filters are.
 */
public final class FlagFilter implements Filter {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());

  private final AtomicBoolean saidOther = new AtomicBoolean();
  private final ContainerFiles files = new ContainerFiles();
  private final AsyncWatch async = new AsyncWatch();
  private final boolean inCode;
  private @Nullable Settings settings;
  private @Nullable ServletContext context;
  private String attribute = DecidedRequest.attribute(null);

  /** Makes a filter that is set up by init-params. */
  public FlagFilter() {
    this.inCode = false;
  }

  private FlagFilter(Settings settings) {
    this.inCode = true;
    this.settings = settings;
  }

  /**
   * {@return a builder of a filter}
   *
   * @param features the engine, which the filter uses and does not close
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * Reads the init-params, if the filter was not set up in code, and publishes the engine.
   *
   * @throws ServletException if an init-param is unknown or wrong, or the flags cannot be read; the
   *     message has all problems
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    if (settings == null) {
      settings = new InitParams(config).settings();
    }
    context = config.getServletContext();
    attribute = DecidedRequest.attribute(context);
    async.named(String.valueOf(config.getFilterName()));
    context.setAttribute(FeatureFlags.ATTRIBUTE, settings.engine());
    StartLog.started(config, settings);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Settings known = settings;
    if (known != null
        && request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      doFilter(known, http, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void doFilter(
      Settings known, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    async.seen(request);
    DecidedRequest decided = DecidedRequest.find(request, attribute);
    if (decided != null) {
      laterDispatch(known, decided, request, response, chain);
    } else if (known.exclude().match(request)) {
      chain.doFilter(request, response);
    } else {
      firstDispatch(known, request, response, chain);
    }
  }

  private void firstDispatch(
      Settings known, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean file = files.answers(request);
    DecidedRequest decided = decide(known, request, response, file);
    RequestEnd end = decided.end();
    request.setAttribute(attribute, decided);
    if (request.getDispatcherType() != DispatcherType.INCLUDE) {
      known.header().set(response, decided.shown());
    }
    try {
      if (file) {
        bound(known, decided, request, chain, request, response);
      } else {
        wrapped(known, decided, request, response, chain);
      }
    } finally {
      if (end != null) {
        end.returned();
      }
    }
  }

  private static DecidedRequest decide(
      Settings known, HttpServletRequest request, HttpServletResponse response, boolean file) {
    User user = known.resolve(request, response, file);
    FeatureFlags features = known.features();
    Map<String, FlagOverride> overrides = known.overrides(request, user);
    Evaluation evaluation = features.begin(user, overrides);
    ActiveFlags shown = known.header().shown(evaluation, request, !overrides.isEmpty());
    RequestEnd end = features.isObserved() ? new RequestEnd(features, evaluation, response) : null;
    return new DecidedRequest(evaluation, shown, end);
  }

  /** A later dispatch of the same request, or another filter of this kind. */
  private void laterDispatch(
      Settings known,
      DecidedRequest decided,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (!known.engine().isOriginOf(decided.evaluation())) {
      sayOther();
    }
    if (isAround(decided.evaluation(), request)) {
      // Around this dispatch another filter keeps the header, which may have another name there.
      chain.doFilter(request, response);
    } else {
      known.header().repair(response, decided.shown());
      wrapped(known, decided, request, response, chain);
    }
  }

  private static boolean isAround(Evaluation evaluation, HttpServletRequest request) {
    return evaluation.equals(Flags.current())
        && evaluation.equals(request.getAttribute(Flags.ATTRIBUTE));
  }

  private void wrapped(
      Settings known,
      DecidedRequest decided,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    FlagRequest around = new FlagRequest(request, decided, known.visibility().log(), async);
    HttpServletResponse kept =
        decided.shown() == null
            ? response
            : new FlagResponse(response, known.header(), decided.shown());
    bound(known, decided, request, chain, around, kept);
  }

  /**
   * Lets thread and request attributes answer from the decisions meanwhile. Around a cross-context
   * dispatch they answered from those of another application, and do so again.
   */
  private static void bound(
      Settings known,
      DecidedRequest decided,
      HttpServletRequest request,
      FilterChain chain,
      HttpServletRequest passed,
      HttpServletResponse response)
      throws IOException, ServletException {
    Evaluation evaluation = decided.evaluation();
    Visibility visibility = known.visibility();
    Object outer = request.getAttribute(Flags.ATTRIBUTE);
    if (!evaluation.equals(outer)) {
      request.setAttribute(Flags.ATTRIBUTE, evaluation);
    }
    Object outerBean = visibility.show(request, evaluation, known.features());
    Scope logged = visibility.log().open(evaluation);
    Scope scope = Flags.bind(evaluation);
    try {
      chain.doFilter(passed, response);
    } catch (IOException | ServletException | RuntimeException | Error e) {
      decided.failed(e);
      throw e;
    } finally {
      scope.close();
      logged.close();
      visibility.putBack(request, outerBean);
      if (outer != null && !evaluation.equals(outer)) {
        request.setAttribute(Flags.ATTRIBUTE, outer);
      }
    }
  }

  private void sayOther() {
    if (saidOther.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "another filter with another engine has decided the flags of this request; its decisions"
              + " stand, and this filter does nothing (said once)");
    }
  }

  /** Closes the engine if init-params have made it. */
  @Override
  public void destroy() {
    Settings known = settings;
    if (known == null) {
      return;
    }
    if (context != null && known.engine().equals(context.getAttribute(FeatureFlags.ATTRIBUTE))) {
      context.removeAttribute(FeatureFlags.ATTRIBUTE);
    }
    if (!inCode) {
      known.close();
      settings = null;
    }
  }

  /** Collects a filter's options. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final Map<String, RequestValue> attributes = new LinkedHashMap<>();
    private UserResolver user = UserResolver.principal();
    private List<String> only = List.of();
    private UrlPatterns exclude = UrlPatterns.NONE;
    private List<byte[]> visitorKeys = List.of();
    private boolean secureCookies;
    private @Nullable String cookiePath;
    private @Nullable String header = FlagHeader.DEFAULT_NAME;
    private int headerMaxBytes = FlagHeader.DEFAULT_MAX_BYTES;
    private HeaderRules headerRules = HeaderRules.ALL;
    private @Nullable OverrideTokens overrides;
    private List<String> overridable = List.of();
    private @Nullable String mdc;
    private @Nullable String bean;

    private Builder(FeatureFlags features) {
      this.features = features;
    }

    /**
     * {@return this builder, with who the user is; default the authenticated one}
     *
     * @param resolver finds out
     */
    public Builder user(UserResolver resolver) {
      this.user = resolver;
      return this;
    }

    /**
     * {@return this builder, signing the ids of {@link UserResolver#anonymous} visitors, so that
     * nobody can choose one; default not. Unsigned ones are replaced.}
     *
     * @param keys at least one, each of at least 32 bytes; the first signs and all verify, so that
     *     a new key can be put before the old one
     * @throws IllegalArgumentException if there is none, or any is too short; names each by its
     *     number
     */
    public Builder visitorSecret(byte[]... keys) {
      this.visitorKeys =
          Secrets.longEnough(List.of(keys), Secrets.SHORTEST_KEY, "the visitor secret");
      return this;
    }

    /**
     * {@return this builder, with {@code Secure} in visitors' cookies always, also where a proxy
     * speaks https and the container does not know; default where the request is secure}
     *
     * <p>The cookie's name then begins with {@code __Host-}, so that no other host of the domain
     * can set it. Under the other name it no longer counts.
     *
     * @param always whether it is so
     */
    public Builder secureCookies(boolean always) {
      this.secureCookies = always;
      return this;
    }

    /**
     * {@return this builder, with the {@code Path} of visitors' cookies, where a proxy shows the
     * application under another path than its own; default the context path}
     *
     * @param path a path such as {@code /shop}, or {@code /}; not together with secure cookies
     * @throws IllegalArgumentException if it is no such path
     */
    public Builder cookiePath(String path) {
      this.cookiePath = VisitorCookie.checkedPath(path);
      return this;
    }

    /**
     * {@return this builder, with one attribute more that rules may look at}
     *
     * @param name its name, without a dot
     * @param value what it is
     * @throws IllegalArgumentException if the name is empty or has a dot, by which rules reach into
     *     an object
     */
    public Builder attribute(String name, RequestValue value) {
      attributes.put(RequestValues.attributeName(name), value);
      return this;
    }

    /**
     * {@return this builder, with the set of flags that is decided; default all}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
     */
    public Builder only(String... namesAndGlobs) {
      this.only = List.of(namesAndGlobs);
      return this;
    }

    /**
     * {@return this builder, leaving requests for some paths alone: no user, no decisions, no
     * header; every flag is off there. Default none}
     *
     * @param urlPatterns paths within the application in the form of a filter-mapping, such as
     *     {@code /favicon.ico}, {@code /assets/*} or {@code *.css}
     * @throws IllegalArgumentException if one is no such pattern
     */
    public Builder exclude(String... urlPatterns) {
      this.exclude = UrlPatterns.of(List.of(urlPatterns));
      return this;
    }

    /**
     * {@return this builder, with the header's name; default {@code X-Active-Flags}}
     *
     * @param name its name, or null for no header
     * @throws IllegalArgumentException if it is no header's name
     */
    public Builder header(@Nullable String name) {
      this.header = name == null ? null : InitParams.headerName(name);
      return this;
    }

    /**
     * {@return this builder, with the most bytes that the header's value may have}
     *
     * @param bytes 1 or more; default 2048, since proxies and containers limit all headers together
     */
    public Builder headerMaxBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("headerMaxBytes must be 1 or more, was " + bytes);
      }
      this.headerMaxBytes = bytes;
      return this;
    }

    /**
     * {@return this builder, with the flags that the header may name; default all. The others are
     * decided as ever.}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}; none for all
     */
    public Builder headerOnly(String... namesAndGlobs) {
      this.headerRules = headerRules.only(List.of(namesAndGlobs));
      return this;
    }

    /**
     * {@return this builder, with who sees the header; default {@code all}}
     *
     * @param audience {@code all}; {@code overrides} for requests with a tester's token that
     *     counts; or {@code roles:NAME,…} for users in one of the container's roles
     * @throws IllegalArgumentException if it is none of these
     */
    public Builder headerFor(String audience) {
      this.headerRules = headerRules.audience(audience);
      return this;
    }

    /**
     * {@return this builder, honouring testers' tokens in the cookie or header {@code
     * X-Flag-Override}; default none}
     *
     * @param tokens verifies them
     */
    public Builder overrides(OverrideTokens tokens) {
      this.overrides = tokens;
      return this;
    }

    /**
     * {@return this builder, with the {@code permission} and {@code ops} flags that tokens may
     * override; default none. Flags of the other types always may.}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
     */
    public Builder overridable(String... namesAndGlobs) {
      this.overridable = List.of(namesAndGlobs);
      return this;
    }

    /**
     * {@return this builder, with the active flags in SLF4J's MDC while a request is served;
     * default not}
     *
     * @param key the key, as {@code flags} for the pattern {@code %X{flags}}
     * @throws IllegalArgumentException if SLF4J is not on the class path
     */
    public Builder mdc(String key) {
      this.mdc = LogContext.key(key);
      return this;
    }

    /**
     * {@return this builder, with a {@link FlagsBean} in a request attribute, which pages ask as
     * {@code ${flags.on('new_checkout')}}; default none}
     *
     * @param name the attribute's name; what a request has under it already stays
     */
    public Builder bean(String name) {
      this.bean = Visibility.bean(name);
      return this;
    }

    /**
     * {@return the filter; to be registered for all dispatcher types, with async support}
     *
     * @throws IllegalArgumentException if a visitor secret is shorter than 32 bytes, or the cookie
     *     of the resolver {@code anonymous} is set up and there is no such resolver
     */
    public FlagFilter build() {
      FlagHeader names = new FlagHeader(header, headerMaxBytes, headerRules);
      OverrideSettings honoured = new OverrideSettings(overrides, overridable);
      Visibility visibility = new Visibility(new LogContext(mdc, headerMaxBytes), bean);
      FlagsParam flags = FlagsParam.given(features);
      Users users =
          Users.of(user, attributes, VisitorCookie.of(visitorKeys, secureCookies, cookiePath));
      FeatureFlags decided = Settings.features(flags, only);
      Settings settings = new Settings(flags, decided, users, names, honoured, visibility, exclude);
      StartWarnings.log(settings);
      return new FlagFilter(settings);
    }

    /**
     * Registers the filter for all requests and dispatcher types, with async support, after the
     * filters that web.xml names.
     *
     * @param context the application
     * @return the registration, named {@code jackstaff}
     * @throws IllegalStateException if the application has a filter of that name already
     */
    public FilterRegistration.Dynamic register(ServletContext context) {
      FilterRegistration.Dynamic registration = context.addFilter("jackstaff", build());
      if (registration == null) {
        throw new IllegalStateException("a filter named jackstaff is registered already");
      }
      registration.setAsyncSupported(true);
      registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
      return registration;
    }
  }
}
