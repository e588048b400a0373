package dev.jackstaff.spring;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.console.ConsoleAccess;
import dev.jackstaff.console.ConsoleServlet;
import dev.jackstaff.hygiene.WrittenReferences;
import dev.jackstaff.internal.Secrets;
import dev.jackstaff.internal.location.Location;
import dev.jackstaff.internal.location.LocationContext;
import dev.jackstaff.internal.location.LocationUse;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.ofrep.OfrepBuilder;
import dev.jackstaff.ofrep.OfrepServlet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.convert.DurationStyle;

/** Creates the console and the OFREP servlet from the properties. */
final class ServletSettings {
  private final JackstaffProperties properties;
  private final LocationContext locations;
  private final PropertyProblems problems;

  ServletSettings(
      JackstaffProperties properties, LocationContext locations, PropertyProblems problems) {
    this.properties = properties;
    this.locations = locations;
    this.problems = problems;
  }

  /**
   * Returns a builder of the console that the properties describe; invalid properties are recorded
   * as problems.
   */
  ConsoleServlet.Builder console(FeatureFlags features) {
    JackstaffProperties.Console console = properties.console();
    ConsoleServlet.Builder servlet = ConsoleServlet.builder(features);
    problems.use("console.path", console.path(), ServletSettings::checkPath);
    problems.use(
        "console.access",
        console.access(),
        access -> servlet.access(access(access, console.viewerRole(), console.adminRole())));
    problems.use(
        "console.secret",
        console.secret(),
        keys -> servlet.consoleSecret(KeyProperties.texts(keys)));
    console
        .viewerTokens()
        .forEach(
            (name, token) ->
                problems.use(
                    "console.viewer-tokens." + name,
                    token,
                    text -> servlet.viewerToken(name, text)));
    console
        .adminTokens()
        .forEach(
            (name, token) ->
                problems.use(
                    "console.admin-tokens." + name, token, text -> servlet.adminToken(name, text)));
    problems.use("console.origins", FilterSettings.texts(console.origins()), servlet::origins);
    problems.use("console.max-body-bytes", console.maxBodyBytes(), servlet::maxBodyBytes);
    problems.use(
        "console.body-timeout",
        console.bodyTimeout(),
        time -> servlet.bodyTimeout(PropertyCheck.atLeastASecond(time)));
    problems.use("console.max-streams", console.maxStreams(), servlet::maxStreams);
    problems.use("console.references", console.references(), text -> references(servlet, text));
    console.lifetimes().forEach((type, life) -> lifetime(servlet, type, life));
    return servlet;
  }

  private static void checkPath(String path) {
    if (!path.matches("/.*[^/]")) {
      throw new IllegalArgumentException("'" + path + "' should be a path such as /flags");
    }
  }

  private static ConsoleAccess access(String access, String viewer, String admin) {
    return switch (access) {
      case "roles" -> ConsoleAccess.roles(viewer, admin);
      case "loopback" -> ConsoleAccess.loopback();
      default ->
          throw new IllegalArgumentException(
              "'"
                  + access
                  + "' should be roles or loopback; a bean ConsoleAccess decides otherwise");
    };
  }

  private void references(ConsoleServlet.Builder servlet, String text) {
    Location location = locations.parse(text, LocationUse.REFERENCES);
    servlet.references(WrittenReferences.read(location.bytes(), location.toString()));
  }

  private void lifetime(ConsoleServlet.Builder servlet, String type, String life) {
    problems.use(
        "console.lifetimes." + type, life, text -> servlet.lifetime(type(type), duration(text)));
  }

  private static FlagType type(String text) {
    List<FlagType> types = Arrays.asList(FlagType.values());
    return types.stream()
        .filter(type -> type.text().equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "is not a flag type; the types are "
                        + String.join(", ", types.stream().map(FlagType::text).toList())));
  }

  private static Duration duration(String text) {
    if (text.equals("never")) {
      return Duration.ZERO;
    }
    try {
      return DurationStyle.detectAndParse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' should be a duration such as 40d, or never", e);
    }
  }

  /**
   * Returns a builder of the OFREP servlet that the properties describe; invalid properties are
   * recorded as problems.
   */
  OfrepBuilder ofrep(FeatureFlags features) {
    JackstaffProperties.Ofrep ofrep = properties.ofrep();
    OfrepBuilder servlet = OfrepServlet.builder().features(features);
    servlet.expose(FilterSettings.texts(ofrep.expose()));
    if (ofrep.subject() == JackstaffProperties.Ofrep.Subject.REQUEST) {
      servlet.subjectOfRequest();
    }
    if (ofrep.requireTargetingKey()) {
      servlet.requireTargetingKey();
    }
    problems.use(
        "ofrep.api-key", ofrep.apiKey(), keys -> servlet.apiKey(KeyProperties.texts(keys)));
    problems.use(
        "ofrep.allowed-origins",
        FilterSettings.texts(ofrep.allowedOrigins()),
        servlet::allowedOrigins);
    problems.use("ofrep.max-body-bytes", ofrep.maxBodyBytes(), servlet::maxBodyBytes);
    problems.use(
        "ofrep.body-timeout",
        ofrep.bodyTimeout(),
        time -> servlet.bodyTimeout(PropertyCheck.atLeastASecond(time)));
    problems.use("ofrep.max-streams", ofrep.maxStreams(), servlet::maxStreams);
    problems.use(
        "ofrep.max-requests-per-minute",
        ofrep.maxRequestsPerMinute(),
        servlet::maxRequestsPerMinute);
    problems.use("ofrep.public-path", ofrep.publicPath(), servlet::publicPath);
    if (ofrep.countUse()) {
      servlet.countUse();
    }
    problems.use(
        "ofrep.stream-secret",
        ofrep.streamSecret(),
        keys ->
            servlet.streamSecret(
                KeyProperties.keys(keys, Secrets.MIN_KEY_LENGTH, "the stream secret")
                    .toArray(byte[][]::new)));
    return servlet;
  }
}
