package dev.jackstaff.servlet;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.Secrets;
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
 * Evaluates the flags of a request once, at its first dispatch, for one user.
 *
 * <p>The decisions are an immutable {@link Evaluation} in a request attribute; {@link Flags} uses
 * it on every thread that handles the request behind this filter. The response header {@code
 * X-Active-Flags} lists the flags that are on. Register the filter for all dispatcher types, with
 * async support, behind the filter that authenticates the user.
 *
 * <p>In web.xml it is configured by init-params, in code by {@link #builder}. A failure in this
 * filter never fails a request. Thread-safe.
 */
public final class FlagFilter implements Filter {
  private static final Logger LOG = System.getLogger(FlagFilter.class.getName());

  private final AtomicBoolean warnedOfOtherEngine = new AtomicBoolean();
  private final ContainerFiles files = new ContainerFiles();
  private final AsyncWatch async = new AsyncWatch();
  private final boolean inCode;
  private @Nullable Settings settings;
  private @Nullable ServletContext context;
  private String attribute = DecidedRequest.attribute(null);

  /** Creates a filter that is configured by init-params. */
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
   * @param features the instance to use; the filter does not close it
   */
  public static Builder builder(FeatureFlags features) {
    return new Builder(features);
  }

  /**
   * Reads the init-params, unless the filter was configured in code, and publishes the {@link
   * FeatureFlags} instance in the servlet context.
   *
   * @throws ServletException if an init-param is unknown or invalid, or the flags cannot be read;
   *     the message lists all problems
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
    DecidedRequest decided = known.decide(request, response, file);
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

  /** Handles a later dispatch of the same request, or a second filter of this class. */
  private void laterDispatch(
      Settings known,
      DecidedRequest decided,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    if (!known.engine().integration().isOriginOf(decided.evaluation())) {
      warnOfOtherEngine();
    }
    if (isAround(decided.evaluation(), request)) {
      // Another filter maintains the header around this dispatch, perhaps under another name.
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
   * Binds the decisions to the thread and the request attributes during the chain. Around a
   * cross-context dispatch they belong to another application, so they are restored afterwards.
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

  private void warnOfOtherEngine() {
    if (warnedOfOtherEngine.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "another filter with a FeatureFlags of its own has already decided the flags of this"
              + " request; its decisions are used, and this filter does nothing (logged once)");
    }
  }

  /** Closes the {@link FeatureFlags} instance if it was created from init-params. */
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

  /** A builder of filters. Not thread-safe. */
  public static final class Builder {
    private final FeatureFlags features;
    private final Map<String, RequestValue> attributes = new LinkedHashMap<>();
    private UserResolver user = UserResolver.principal();
    private List<String> only = List.of();
    private UrlPatterns exclude = UrlPatterns.NONE;
    private List<byte[]> visitorKeys = List.of();
    private boolean secureCookies;
    private @Nullable String cookiePath;
    private @Nullable ClientAddress client;
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
     * {@return this builder, with the resolver of the user; default the authenticated user}
     *
     * @param resolver determines the user of a request
     */
    public Builder user(UserResolver resolver) {
      this.user = resolver;
      return this;
    }

    /**
     * {@return this builder, with the keys that sign the ids of {@link UserResolver#anonymous}
     * visitors, so that a client cannot choose an id; default none. Unsigned ids are replaced.}
     *
     * @param keys at least one key, each of at least 32 bytes; the first signs and all verify, so
     *     keys are rotated by adding the new key before the old one
     * @throws IllegalArgumentException if there is none, or any is too short; the message lists
     *     each of them by its number
     */
    public Builder visitorSecret(byte[]... keys) {
      this.visitorKeys =
          Secrets.longEnough(List.of(keys), Secrets.MIN_KEY_LENGTH, "the visitor secret");
      return this;
    }

    /**
     * {@return this builder, with the attribute {@code Secure} always set on visitors' cookies,
     * also if a proxy terminates https and the container does not know; by default it is set if the
     * request is secure}
     *
     * <p>The cookie's name then begins with {@code __Host-}, so that no other host of the domain
     * can set it. A cookie under the name without the prefix is ignored then.
     *
     * @param always true to always set it
     */
    public Builder secureCookies(boolean always) {
      this.secureCookies = always;
      return this;
    }

    /**
     * {@return this builder, with the {@code Path} of visitors' cookies, for an application that a
     * proxy exposes under another path; default the context path}
     *
     * @param path a path such as {@code /shop}, or {@code /}; not together with secure cookies
     * @throws IllegalArgumentException if it is not such a path
     */
    public Builder cookiePath(String path) {
      this.cookiePath = VisitorCookie.checkedPath(path);
      return this;
    }

    /**
     * {@return this builder, with the rule that finds the client's address, which a guard with
     * {@code perAddress} needs; default none}
     *
     * @param address the rule
     */
    public Builder clientAddress(ClientAddress address) {
      this.client = address;
      return this;
    }

    /**
     * {@return this builder, with an additional attribute that rules can refer to}
     *
     * @param name its name, without a dot
     * @param value its value
     * @throws IllegalArgumentException if the name is empty or contains a dot, which rules use to
     *     access the members of an object
     */
    public Builder attribute(String name, RequestValue value) {
      attributes.put(RequestValues.attributeName(name), value);
      return this;
    }

    /**
     * {@return this builder, with the flags that are evaluated; default all}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
     */
    public Builder only(String... namesAndGlobs) {
      this.only = List.of(namesAndGlobs);
      return this;
    }

    /**
     * {@return this builder, with the paths that the filter ignores: such a request has no user, no
     * decisions and no header, and every flag is off; default none}
     *
     * @param urlPatterns paths within the application in the form of a filter-mapping, such as
     *     {@code /favicon.ico}, {@code /assets/*} or {@code *.css}
     * @throws IllegalArgumentException if a pattern has another form
     */
    public Builder exclude(String... urlPatterns) {
      this.exclude = UrlPatterns.of(List.of(urlPatterns));
      return this;
    }

    /**
     * {@return this builder, with the header's name; default {@code X-Active-Flags}}
     *
     * @param name its name, or null for no header
     * @throws IllegalArgumentException if it is not a valid header name
     */
    public Builder header(@Nullable String name) {
      this.header = name == null ? null : InitParams.headerName(name);
      return this;
    }

    /**
     * {@return this builder, with the maximum length of the header's value}
     *
     * @param bytes the length in bytes, 1 or more; default 2048, since proxies and containers limit
     *     the total size of all headers
     */
    public Builder headerMaxBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("headerMaxBytes must be 1 or more, was " + bytes);
      }
      this.headerMaxBytes = bytes;
      return this;
    }

    /**
     * {@return this builder, with the flags that the header may list; default all. The other flags
     * are evaluated all the same.}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}; none for all
     */
    public Builder headerOnly(String... namesAndGlobs) {
      this.headerRules = headerRules.only(List.of(namesAndGlobs));
      return this;
    }

    /**
     * {@return this builder, with the audience of the header; default {@code all}}
     *
     * @param audience {@code all}; {@code overrides} for requests with a valid tester's token; or
     *     {@code roles:NAME,…} for users in one of the container's roles
     * @throws IllegalArgumentException if it is none of these
     */
    public Builder headerFor(String audience) {
      this.headerRules = headerRules.audience(audience);
      return this;
    }

    /**
     * {@return this builder, accepting testers' tokens in the cookie or header {@code
     * X-Flag-Override}; default none}
     *
     * @param tokens the tokens, which verifies them
     */
    public Builder overrides(OverrideTokens tokens) {
      this.overrides = tokens;
      return this;
    }

    /**
     * {@return this builder, with the {@code permission} and {@code ops} flags that tokens may
     * override; default none. Flags of other types can always be overridden.}
     *
     * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
     */
    public Builder overridable(String... namesAndGlobs) {
      this.overridable = List.of(namesAndGlobs);
      return this;
    }

    /**
     * {@return this builder, with a key under which SLF4J's MDC has the active flags while a
     * request is served; default none}
     *
     * @param key the key, such as {@code flags} for the pattern {@code %X{flags}}
     * @throws IllegalArgumentException if SLF4J is not on the class path
     */
    public Builder mdc(String key) {
      this.mdc = LogContext.key(key);
      return this;
    }

    /**
     * {@return this builder, with a {@link FlagsBean} in a request attribute, which pages use as
     * {@code ${flags.on('new_checkout')}}; default none}
     *
     * @param name the attribute's name; an existing attribute of a request is kept
     */
    public Builder bean(String name) {
      this.bean = Visibility.bean(name);
      return this;
    }

    /**
     * {@return the filter, which must be registered for all dispatcher types, with async support}
     *
     * @throws IllegalArgumentException if a visitor secret is shorter than 32 bytes, or the cookie
     *     is configured although the resolver {@code anonymous} is not used, or a guard has {@code
     *     perAddress} and there is no {@link #clientAddress}
     */
    public FlagFilter build() {
      FlagHeader names = new FlagHeader(header, headerMaxBytes, headerRules);
      OverrideSettings honoured = new OverrideSettings(overrides, overridable);
      Visibility visibility = new Visibility(new LogContext(mdc, headerMaxBytes), bean);
      FlagsParam flags = FlagsParam.given(features);
      Users users =
          Users.of(user, attributes, VisitorCookie.of(visitorKeys, secureCookies, cookiePath));
      FeatureFlags decided = Settings.features(flags, only);
      Settings settings =
          new Settings(flags, decided, users, client, names, honoured, visibility, exclude);
      settings.check();
      StartWarnings.log(settings);
      return new FlagFilter(settings);
    }

    /**
     * Registers the filter for all requests and dispatcher types, with async support, after the
     * filters that web.xml names.
     *
     * @param context the application
     * @return the registration, named {@code jackstaff}
     * @throws IllegalStateException if the application already has a filter of that name
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
