package dev.jackstaff.servlet;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Spelling;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a filter's init-params, and says everything that is wrong with them at once. */
final class InitParams {
  private static final List<String> KNOWN =
      List.of(
          "flags",
          "refresh",
          "listen",
          "user",
          "attributes",
          "only",
          "header",
          "headerMaxBytes",
          "trustedProxies");

  private final FilterConfig config;
  private final List<String> problems = new ArrayList<>();

  InitParams(FilterConfig config) {
    this.config = config;
  }

  Settings settings() throws ServletException {
    unknown();
    TrustedProxies proxies = read("trustedProxies", this::proxies, TrustedProxies.loopback());
    RequestValues values = new RequestValues(proxies);
    UserResolver user = read("user", values::user, UserResolver.principal());
    Map<String, RequestValue> attributes = read("attributes", values::attributes, Map.of());
    List<String> only = read("only", InitParams::list, List.of());
    String name = read("header", InitParams::headerName, FlagHeader.DEFAULT_NAME);
    int max = read("headerMaxBytes", InitParams::bytes, FlagHeader.DEFAULT_MAX_BYTES);
    FlagHeader header = new FlagHeader(name.equals("none") ? null : name, max);
    DatabaseParams database =
        new DatabaseParams(
            optional("refresh", DatabaseParams::refresh),
            optional("listen", DatabaseParams::listen));
    // Last, so that nothing has to be closed when another one is wrong.
    FlagsParam flags = flags(database);
    Settings settings =
        Settings.of(flags.features(), flags.closes(), only, user, attributes, header);
    StartWarnings.log(settings);
    return settings;
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

  private <T> @Nullable T optional(String name, Function<String, T> reader) {
    return config.getInitParameter(name) == null
        ? null
        : read(name, text -> Optional.of(reader.apply(text)), Optional.<T>empty()).orElse(null);
  }

  /** Said, since who sets these believes to have flags in a database. */
  private void useless(String flags) {
    for (String name : List.of("refresh", "listen")) {
      if (config.getInitParameter(name) != null && !DatabaseParams.isDatabase(flags)) {
        problems.add("init-param " + name + " is for flags in a database, " + DatabaseParams.FORMS);
      }
    }
  }

  private <T> T read(String name, Function<String, T> reader, T absent) {
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

  private FlagsParam flags(DatabaseParams database) throws ServletException {
    String text = config.getInitParameter("flags");
    if (text == null) {
      problems.add("init-param flags is missing; it says where the flags are: " + FlagsParam.FORMS);
    }
    FlagsParam flags = null;
    if (text != null) {
      useless(text.strip());
      flags = open(text.strip(), database);
    }
    if (flags == null || !problems.isEmpty()) {
      close(flags);
      throw new ServletException(
          "filter '" + config.getFilterName() + "': " + String.join("\n", problems));
    }
    return flags;
  }

  private @Nullable FlagsParam open(String text, DatabaseParams database) {
    try {
      return FlagsParam.open(text, config.getServletContext(), database);
    } catch (RuntimeException e) {
      problems.add("init-param flags: " + e.getMessage());
      return null;
    }
  }

  private static void close(@Nullable FlagsParam flags) {
    if (flags != null && flags.closes()) {
      FeatureFlags features = flags.features();
      features.close();
    }
  }

  private TrustedProxies proxies(String text) {
    return TrustedProxies.of(list(text).toArray(String[]::new));
  }

  static List<String> list(String text) {
    Stream<String> items = Arrays.stream(text.split(",", -1)).map(String::strip);
    return items.filter(item -> !item.isEmpty()).toList();
  }

  private static String headerName(String text) {
    if (!text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
      throw new IllegalArgumentException("'" + text + "' is not a header's name, or none");
    }
    return text;
  }

  private static int bytes(String text) {
    if (!text.matches("[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException("must be a number of bytes from 1, was '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  /** The items of a list of {@code name=value}, in order. */
  static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String item : list(text)) {
      int equals = item.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + item + "' should be name=source, as country=header:CF-IPCountry");
      }
      pairs.put(item.substring(0, equals).strip(), item.substring(equals + 1).strip());
    }
    return pairs;
  }
}
