package dev.jackstaff.console;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.hygiene.WrittenReferences;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationUse;
import dev.jackstaff.internal.web.ServletLocations;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.servlet.OverrideTokens;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a console's init-params, and reports all problems at once. */
final class ConsoleParams {
  private static final List<String> KNOWN =
      List.of(
          "flags",
          "access",
          "viewerRole",
          "adminRole",
          "consoleSecret",
          "viewerTokens",
          "adminTokens",
          "overrideSecret",
          "application",
          "origins",
          "maxBodyBytes",
          "bodyTimeout",
          "maxStreams",
          "references",
          "lifetimes");

  private final ServletConfig config;
  private final LocationContext locations;
  private final Params params;

  ConsoleParams(ServletConfig config) {
    this.config = config;
    this.locations = ServletLocations.of(config.getServletContext());
    this.params = new Params(KNOWN, config.getInitParameterNames(), config::getInitParameter);
  }

  ConsoleSettings settings() throws ServletException {
    InstantSource clock = InstantSource.system();
    FeatureFlags features = params.read("flags", this::features);
    ConsoleAccess access = params.read("access", this::access, roles());
    List<byte[]> keys = params.read("consoleSecret", this::keys, List.of());
    Map<String, String> viewers = params.read("viewerTokens", this::tokens, Map.of());
    Map<String, String> admins = params.read("adminTokens", this::tokens, Map.of());
    @Nullable OverrideTokens overrides = overrides();
    List<String> origins = params.read("origins", ConsoleParams::origins, List.of());
    ResourceLimits limits = limits();
    References references = params.read("references", this::references);
    Map<FlagType, Duration> lifetimes =
        params.read("lifetimes", ConsoleParams::lifetimes, Map.of());
    if (params.isWrong()) {
      throw new ServletException(params.refusal("servlet '" + config.getServletName() + "'"));
    }
    return new ConsoleSettings(
        features,
        access,
        new BearerTokens(viewers, admins),
        new CsrfTokens(keys, clock),
        overrides,
        origins,
        limits,
        references,
        lifetimes,
        clock);
  }

  private ResourceLimits limits() {
    ResourceLimits usual = ResourceLimits.DEFAULT;
    return new ResourceLimits(
        params.read(
            "maxBodyBytes", text -> Params.number(text, 1024, "bytes"), usual.maxBodyBytes()),
        params.read("bodyTimeout", text -> Params.duration(text, "PT30S"), usual.bodyTimeout()),
        params.read("maxStreams", text -> Params.number(text, 0, "streams"), usual.maxStreams()));
  }

  private References references(String text) {
    Location location = locations.parse(text, LocationUse.REFERENCES);
    return WrittenReferences.read(location.bytes(), location.toString());
  }

  /** Parses lifetimes such as {@code release=P60D, ops=P365D, experiment=never}. */
  private static Map<FlagType, Duration> lifetimes(String text) {
    Map<FlagType, Duration> lifetimes = new EnumMap<>(FlagType.class);
    Params.each(Params.list(text), item -> putLifetime(item, lifetimes));
    return lifetimes;
  }

  private static FlagType putLifetime(String item, Map<FlagType, Duration> lifetimes) {
    String[] both = item.split("\\s*=\\s*", 2);
    try {
      boolean never = both[1].equals("never");
      FlagType type = FlagType.valueOf(both[0].toUpperCase(Locale.ROOT));
      lifetimes.put(type, never ? Duration.ZERO : Duration.parse(both[1]));
      return type;
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          "'"
              + item
              + "' should be a flag type and its lifetime, such as release=P40D or"
              + " experiment=never",
          e);
    }
  }

  private FeatureFlags features(String text) {
    return (FeatureFlags) locations.parse(text, LocationUse.OBJECT).object(FeatureFlags.class);
  }

  private ConsoleAccess access(String text) {
    return switch (text) {
      case "roles" -> roles();
      case "loopback" -> new LoopbackAccess();
      default ->
          (ConsoleAccess)
              locations
                  .parse(text, LocationUse.OBJECT, "roles", "loopback")
                  .object(ConsoleAccess.class);
    };
  }

  private ConsoleAccess roles() {
    return ConsoleAccess.roles(
        role("viewerRole", ConsoleAccess.VIEWER_ROLE), role("adminRole", ConsoleAccess.ADMIN_ROLE));
  }

  private String role(String name, String absent) {
    String text = params.text(name);
    return text == null || text.isEmpty() ? absent : text;
  }

  private List<byte[]> keys(String text) {
    return locations.secrets(text, Secrets.MIN_KEY_LENGTH);
  }

  private @Nullable OverrideTokens overrides() {
    List<byte[]> keys = params.read("overrideSecret", this::keys, List.of());
    String application = params.text("application");
    if (params.text("overrideSecret") != null && (application == null || application.isBlank())) {
      params.problem("init-param overrideSecret: the application must have a name");
      return null;
    }
    return keys.isEmpty() || application == null ? null : tokens(keys, application);
  }

  private static OverrideTokens tokens(List<byte[]> keys, String application) {
    byte[][] former = keys.subList(1, keys.size()).toArray(byte[][]::new);
    return OverrideTokens.of(keys.get(0), application).alsoVerifying(former);
  }

  /** Parses tokens such as {@code deploy=env:DEPLOY_TOKEN, nightly=attribute:nightlyToken}. */
  private Map<String, String> tokens(String text) {
    Map<String, String> tokens = new LinkedHashMap<>();
    Params.each(Params.list(text), item -> putToken(item, tokens));
    return tokens;
  }

  private String putToken(String item, Map<String, String> tokens) {
    int equals = item.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("each item should be name=env:NAME or attribute:NAME");
    }
    byte[] token = locations.secret(item.substring(equals + 1), Secrets.MIN_KEY_LENGTH);
    String name = Actor.free(item.substring(0, equals).strip());
    tokens.put(name, SecretRules.token(new String(token, StandardCharsets.UTF_8)));
    return name;
  }

  private static List<String> origins(String text) {
    return Params.each(Params.list(text), ConsoleParams::origin);
  }

  static String origin(String origin) {
    if (!origin.matches("https?://[^/?#,\\s]+")) {
      throw new IllegalArgumentException(
          "'" + origin + "' should be an origin such as https://shop.example, without a path");
    }
    return origin;
  }
}
