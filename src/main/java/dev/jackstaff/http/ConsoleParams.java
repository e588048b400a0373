package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Spelling;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a console's init-params, and says everything that is wrong with them at once. */
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
          "origins",
          "maxBodyBytes",
          "maxStreams");

  private final ServletConfig config;
  private final List<String> problems = new ArrayList<>();

  ConsoleParams(ServletConfig config) {
    this.config = config;
  }

  ConsoleSettings settings() throws ServletException {
    unknown();
    InstantSource clock = InstantSource.system();
    @Nullable FeatureFlags features = this.<@Nullable FeatureFlags>read("flags", this::features, null);
    ConsoleAccess access = read("access", this::access, roles());
    byte[] secret = read("consoleSecret", this::secret, ConsoleSecret.random());
    Map<String, String> viewers = read("viewerTokens", this::tokens, Map.of());
    Map<String, String> admins = read("adminTokens", this::tokens, Map.of());
    List<String> origins = read("origins", ConsoleParams::origins, List.of());
    int maxBody = read("maxBodyBytes", number(1024), ConsoleSettings.MAX_BODY_BYTES);
    int maxStreams = read("maxStreams", number(0), ConsoleSettings.MAX_STREAMS);
    if (!problems.isEmpty()) {
      throw new ServletException(
          "servlet '" + config.getServletName() + "': " + String.join("\n", problems));
    }
    return new ConsoleSettings(
        features,
        access == null ? roles() : access,
        new ConsoleTokens(viewers, admins),
        new ConsoleCsrf(secret, clock),
        origins,
        maxBody,
        maxStreams,
        clock);
  }

  private void unknown() {
    for (String name : Collections.list(config.getInitParameterNames())) {
      if (!KNOWN.contains(name)) {
        problems.add(
            "unknown init-param '"
                + name
                + "'"
                + Spelling.suggestion(name, KNOWN)
                + "; known are "
                + String.join(", ", KNOWN));
      }
    }
  }

  private <T extends @Nullable Object> T read(String name, Function<String, T> reader, T absent) {
    String text = config.getInitParameter(name);
    if (text == null) {
      return absent;
    }
    try {
      return reader.apply(text.strip());
    } catch (IllegalArgumentException e) {
      problems.add("init-param " + name + ": " + e.getMessage());
      return absent;
    }
  }

  private FeatureFlags features(String text) {
    if (attribute(text) instanceof FeatureFlags features) {
      return features;
    }
    throw new IllegalArgumentException(
        "'" + text + "' should be attribute:NAME of the servlet context, and that a FeatureFlags");
  }

  private ConsoleAccess access(String text) {
    if (text.equals("roles")) {
      return roles();
    }
    if (text.equals("loopback")) {
      return new ConsoleLoopback();
    }
    if (attribute(text) instanceof ConsoleAccess access) {
      return access;
    }
    throw new IllegalArgumentException(
        "'" + text + "' should be roles, loopback, or attribute:NAME, and that a ConsoleAccess");
  }

  private ConsoleAccess roles() {
    return ConsoleAccess.roles(
        role("viewerRole", ConsoleAccess.VIEWER_ROLE), role("adminRole", ConsoleAccess.ADMIN_ROLE));
  }

  private String role(String name, String absent) {
    String text = config.getInitParameter(name);
    return text == null || text.isBlank() ? absent : text.strip();
  }

  private @Nullable Object attribute(String text) {
    return text.startsWith("attribute:")
        ? config.getServletContext().getAttribute(text.substring("attribute:".length()))
        : null;
  }

  private byte[] secret(String text) {
    return ConsoleSecret.checked(ConsoleSecret.find(text, config.getServletContext()));
  }

  /** As {@code deploy=env:DEPLOY_TOKEN, nightly=attribute:nightlyToken}. */
  private Map<String, String> tokens(String text) {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String item : list(text)) {
      int equals = item.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("each item should be name=" + ConsoleSecret.FORMS);
      }
      String where = item.substring(equals + 1).strip();
      String token = ConsoleSecret.find(where, config.getServletContext());
      tokens.put(item.substring(0, equals).strip(), ConsoleSecret.checkedToken(token));
    }
    return tokens;
  }

  private static List<String> origins(String text) {
    for (String origin : list(text)) {
      if (!origin.matches("https?://[^/?#,\\s]+")) {
        throw new IllegalArgumentException(
            "'" + origin + "' should be an origin such as https://shop.example, without a path");
      }
    }
    return list(text);
  }

  private static List<String> list(String text) {
    Stream<String> items = Arrays.stream(text.split(",", -1)).map(String::strip);
    return items.filter(item -> !item.isEmpty()).toList();
  }

  private static Function<String, Integer> number(int least) {
    return text -> {
      if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
        throw new IllegalArgumentException(
            "must be a number from " + least + ", was '" + text + "'");
      }
      return Integer.parseInt(text);
    };
  }
}
