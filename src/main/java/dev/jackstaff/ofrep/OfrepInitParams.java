package dev.jackstaff.ofrep;

import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.web.ServletLocations;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** Reads an OFREP servlet's init-params, and reports all problems at once. */
final class OfrepInitParams {
  private static final List<String> KNOWN =
      List.of(
          "expose",
          "subject",
          "requireTargetingKey",
          "apiKey",
          "allowedOrigins",
          "maxBodyBytes",
          "bodyTimeout",
          "maxStreams",
          "streamSecret",
          "countUse",
          "publicPath",
          "maxRequestsPerMinute");

  private final ServletConfig config;
  private final Params params;

  OfrepInitParams(ServletConfig config) {
    this.config = config;
    this.params = new Params(KNOWN, config.getInitParameterNames(), config::getInitParameter);
  }

  OfrepSettings settings() throws ServletException {
    List<String> expose = params.read("expose", Params::list, List.of());
    boolean ofRequest = params.read("subject", OfrepInitParams::isRequest, false);
    OfrepContext context =
        new OfrepContext(params.read("requireTargetingKey", Params::flag, false) && !ofRequest);
    List<byte[]> apiKeys = params.read("apiKey", keys(OfrepAccess.MIN_KEY_LENGTH), List.of());
    List<String> origins = params.read("allowedOrigins", OfrepInitParams::origins, List.of());
    OfrepLimits limits = limits();
    List<byte[]> streamKeys = params.read("streamSecret", keys(Secrets.MIN_KEY_LENGTH), List.of());
    boolean countsUse = params.read("countUse", Params::flag, false);
    int perMinute =
        params.read("maxRequestsPerMinute", text -> Params.number(text, 0, "requests"), 0);
    String publicPath = params.read("publicPath", OfrepInitParams::path);
    if (params.isWrong()) {
      throw new ServletException(params.refusal("servlet '" + config.getServletName() + "'"));
    }
    return new OfrepSettings(
        null,
        expose,
        ofRequest,
        context,
        new OfrepAccess(apiKeys, origins),
        new OfrepTickets(streamKeys, InstantSource.system()),
        countsUse,
        new OfrepRateLimit(perMinute, InstantSource.system()),
        publicPath,
        limits);
  }

  static String path(String text) {
    if (!text.matches("(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)+")) {
      throw new IllegalArgumentException(
          "'" + text + "' should be a path such as /shop/ofrep/v1, without a slash at the end");
    }
    return text;
  }

  private OfrepLimits limits() {
    OfrepLimits usual = OfrepLimits.DEFAULT;
    return new OfrepLimits(
        params.read("maxBodyBytes", text -> Params.number(text, 1, "bytes"), usual.maxBodyBytes()),
        params.read("bodyTimeout", text -> Params.duration(text, "PT10S"), usual.bodyTimeout()),
        params.read("maxStreams", text -> Params.number(text, 0, "streams"), usual.maxStreams()),
        usual.heartbeat());
  }

  private Function<String, List<byte[]>> keys(int least) {
    LocationContext locations = ServletLocations.of(config.getServletContext());
    return text -> locations.secrets(text, least);
  }

  private static boolean isRequest(String text) {
    if (!text.equals("request") && !text.equals("context")) {
      throw new IllegalArgumentException("must be context or request, was '" + text + "'");
    }
    return text.equals("request");
  }

  private static List<String> origins(String text) {
    return Params.each(Params.list(text), OfrepInitParams::origin);
  }

  static String origin(String origin) {
    if (!origin.equals("*") && !isOrigin(origin)) {
      throw new IllegalArgumentException(
          "'" + origin + "' should be an origin such as https://shop.example, or *");
    }
    return origin;
  }

  private static boolean isOrigin(String text) {
    try {
      URI uri = URI.create(text);
      boolean bare = uri.getRawPath() != null && uri.getRawPath().isEmpty();
      return uri.getHost() != null && bare && uri.getRawQuery() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
