package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.guard.RolloutGuard;
import dev.jackstaff.hygiene.UsageLog;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.location.FlagsOpener;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationForm;
import dev.jackstaff.internal.location.LocationUse;
import dev.jackstaff.internal.location.StoreOptions;
import dev.jackstaff.internal.web.ServletLocations;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a filter's init-params and reports all problems at once. */
final class InitParams {
  private static final List<String> KNOWN =
      List.of(
          "flags",
          "initial",
          "refresh",
          "listen",
          "recentUsersBytes",
          "flagsToken",
          "plainHttp",
          "lastKnownGood",
          "user",
          "attributes",
          "visitorSecret",
          "secureCookies",
          "cookiePath",
          "only",
          "exclude",
          "header",
          "headerMaxBytes",
          "headerOnly",
          "headerFor",
          "trustedProxies",
          "clientAddress",
          "overrideSecret",
          "overridable",
          "revokedOverrides",
          "application",
          "mdc",
          "bean",
          "guard",
          "usage",
          "experiments",
          "retention",
          "conversionWindow",
          "capQuantile");

  private static final int MIN_TOKEN_LENGTH = 8;

  private final FilterConfig config;
  private final Params params;
  private final LocationContext locations;

  InitParams(FilterConfig config) {
    this.config = config;
    this.params = new Params(KNOWN, config.getInitParameterNames(), config::getInitParameter);
    this.locations = ServletLocations.of(config.getServletContext());
  }

  Settings settings() throws ServletException {
    TrustedProxies proxies =
        params.read("trustedProxies", InitParams::proxies, TrustedProxies.loopback());
    RequestValues values = new RequestValues(proxies);
    UserResolver user = params.read("user", values::user, UserResolver.principal());
    Map<String, RequestValue> attributes = params.read("attributes", values::attributes, Map.of());
    Users users = users(user, attributes);
    ClientAddress client = params.read("clientAddress", text -> ClientAddress.parse(text, proxies));
    List<String> only = params.read("only", Params::list, List.of());
    String name = params.read("header", InitParams::headerName, FlagHeader.DEFAULT_NAME);
    int max = params.read("headerMaxBytes", InitParams::bytes, FlagHeader.DEFAULT_MAX_BYTES);
    FlagHeader header = new FlagHeader(name.equals("none") ? null : name, max, headerRules());
    OverrideSettings overrides = overrides();
    LogContext log = new LogContext(params.read("mdc", LogContext::key), max);
    Visibility visibility = new Visibility(log, params.read("bean", Visibility::bean));
    UrlPatterns exclude = params.read("exclude", InitParams::patterns, UrlPatterns.NONE);
    ExperimentParams experiments = ExperimentParams.read(params, locations);
    StoreOptions options = storeOptions();
    boolean guarded = params.read("guard", InitParams::onOrOff, true);
    Boolean used = params.read("usage", InitParams::onOrOff);
    // Last, so that no instance has to be closed if another parameter is invalid.
    FlagsParam flags = flags(options, guarded);
    FeatureFlags decided = Settings.features(flags, only);
    Settings settings =
        new Settings(flags, decided, users, client, header, overrides, visibility, exclude);
    experiments.attach(settings.engine());
    StartWarnings.log(settings);
    if (guarded && flags.closes()) {
      RolloutGuard.attach(flags.features());
    }
    if (flags.closes() && (used == null ? UsageLog.isKept(flags.features()) : used)) {
      UsageLog.attach(flags.features());
    }
    return settings;
  }

  private StoreOptions storeOptions() {
    return new StoreOptions(
        params.read("refresh", text -> Params.duration(text, "PT30S")),
        params.read("listen", text -> locations.parse(text, LocationUse.LISTEN)),
        params.read(
            "initial", text -> FlagsOpener.read(locations.parse(text, LocationUse.INITIAL))),
        params.read("flagsToken", this::token),
        params.read("plainHttp", Params::flag, false),
        params.read("lastKnownGood", Path::of));
  }

  private static boolean onOrOff(String text) {
    if (!text.equals("on") && !text.equals("off")) {
      throw new IllegalArgumentException("'" + text + "' should be on or off");
    }
    return text.equals("on");
  }

  private Users users(UserResolver user, Map<String, RequestValue> attributes) {
    List<byte[]> keys = params.read("visitorSecret", this::keys, List.of());
    boolean secure = params.read("secureCookies", Params::flag, false);
    String path = params.read("cookiePath", VisitorCookie::checkedPath);
    try {
      return Users.of(user, attributes, VisitorCookie.of(keys, secure, path));
    } catch (IllegalArgumentException e) {
      params.problem("init-param user: " + e.getMessage());
      return new Users(user, attributes);
    }
  }

  private List<byte[]> keys(String text) {
    return locations.secrets(text, Secrets.MIN_KEY_LENGTH);
  }

  private HeaderRules headerRules() {
    HeaderRules some = HeaderRules.ALL.only(params.read("headerOnly", Params::list, List.of()));
    return params.read("headerFor", some::audience, some);
  }

  private OverrideSettings overrides() {
    List<String> overridable = params.read("overridable", Params::list, List.of());
    String application = params.text("application");
    if (params.text("overrideSecret") == null) {
      boolean revoked = params.text("revokedOverrides") != null;
      if (application != null || revoked || !overridable.isEmpty()) {
        params.problem(
            "init-params overridable, revokedOverrides and application are for an overrideSecret");
      }
      return OverrideSettings.NONE;
    }
    if (application == null || application.isBlank()) {
      params.problem(
          "init-param overrideSecret: needs the init-param application, which keeps the tokens of"
              + " others out");
      params.read("overrideSecret", this::keys);
      return OverrideSettings.NONE;
    }
    OverrideTokens tokens = params.read("overrideSecret", text -> tokens(text, application));
    return new OverrideSettings(tokens, overridable);
  }

  private OverrideTokens tokens(String text, String application) {
    List<byte[]> secrets = keys(text);
    byte[][] former = secrets.subList(1, secrets.size()).toArray(byte[][]::new);
    OverrideTokens tokens = OverrideTokens.of(secrets.get(0), application).alsoVerifying(former);
    Set<String> revoked = Set.copyOf(params.read("revokedOverrides", Params::list, List.of()));
    return tokens.revoking(revoked::contains);
  }

  private FlagsParam flags(StoreOptions options, boolean guarded) throws ServletException {
    if (params.text("flags") == null) {
      params.problem(
          "init-param flags is missing; it says where the flags are: "
              + locations.forms(LocationUse.FLAGS));
    }
    Location location = params.read("flags", text -> locations.parse(text, LocationUse.FLAGS));
    Integer recent = params.read("recentUsersBytes", text -> Params.number(text, 0, "bytes"));
    FlagsParam flags = null;
    if (location != null) {
      useless(location.form());
      flags = open(location, options, recent);
    }
    if (flags != null && guarded && params.text("clientAddress") == null) {
      checkAddresses(flags);
    }
    if (flags == null || params.isWrong()) {
      close(flags);
      throw new ServletException(params.refusal("filter '" + config.getFilterName() + "'"));
    }
    return flags;
  }

  /** Records a problem for params that have no effect, since whoever set them expects one. */
  private void useless(LocationForm flags) {
    boolean follows = flags.isDatabase() || flags.isWeb();
    useless(List.of("initial"), follows || flags == LocationForm.FILE, "in a database or a file:…");
    useless(
        List.of("refresh", "lastKnownGood"),
        follows,
        "in a database, jdbc:… or jndi:…, or https:…");
    useless(List.of("listen"), flags.isDatabase(), "in a database, jdbc:… or jndi:…");
    useless(List.of("flagsToken", "plainHttp"), flags.isWeb(), "on a web server, https:…");
  }

  private void useless(List<String> names, boolean used, String where) {
    for (String name : names) {
      if (!used && params.text(name) != null) {
        params.problem("init-param " + name + " is for flags " + where);
      }
    }
  }

  private String token(String text) {
    return new String(locations.secret(text, MIN_TOKEN_LENGTH), StandardCharsets.UTF_8);
  }

  private void checkAddresses(FlagsParam flags) {
    try {
      Settings.checkAddresses(flags.features().definitions());
    } catch (IllegalArgumentException e) {
      params.problem("init-param " + e.getMessage());
    }
  }

  private @Nullable FlagsParam open(
      Location location, StoreOptions options, @Nullable Integer recentUsersBytes) {
    try {
      FlagsParam flags = FlagsParam.open(location, options, recentUsersBytes);
      if (recentUsersBytes != null && !flags.closes()) {
        params.problem("init-param recentUsersBytes is for flags that the filter opens itself");
      }
      return flags;
    } catch (RuntimeException e) {
      params.problem("init-param flags: " + e.getMessage());
      return null;
    }
  }

  private static void close(@Nullable FlagsParam flags) {
    if (flags != null && flags.closes()) {
      FeatureFlags features = flags.features();
      features.close();
    }
  }

  private static TrustedProxies proxies(String text) {
    return TrustedProxies.of(Params.list(text).toArray(String[]::new));
  }

  private static UrlPatterns patterns(String text) {
    return UrlPatterns.of(Params.list(text));
  }

  static String headerName(String text) {
    if (!text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
      throw new IllegalArgumentException("'" + text + "' is not a header's name, or none");
    }
    return text;
  }

  private static int bytes(String text) {
    return Params.number(text, 1, "bytes");
  }
}
