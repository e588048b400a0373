package dev.jackstaff.tools.convert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.jackstaff.tools.convert.ConversionNote.Translation;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the properties file of Togglz, or its table {@code TOGGLZ}: a switch for each feature, and
 * one strategy with parameters.
 */
final class TogglzConverter implements FlagConverter {
  private static final Set<String> ON = Set.of("true", "on", "yes", "1");
  private static final Set<String> OFF = Set.of("false", "off", "no", "0");
  private static final String STRATEGY = ".strategy";
  private static final String USERS = ".users";
  private static final String PARAM = ".param.";

  TogglzConverter() {}

  /** The stored state of a feature. */
  private record TogglzState(
      String name, boolean on, @Nullable String strategy, Map<String, String> parameters) {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    Properties file = new Properties();
    try {
      file.load(new StringReader(new String(content, ISO_8859_1)));
    } catch (IOException | IllegalArgumentException e) {
      result.problem(place, null, "is not a properties file: " + e.getMessage());
      return;
    }
    Map<String, Integer> lines = lines(new String(content, ISO_8859_1));
    for (String key : new TreeSet<>(file.stringPropertyNames())) {
      String at = place + ":" + lines.getOrDefault(key, 1);
      String owner = owner(key);
      if (!owner.equals(key)) {
        if (!file.containsKey(owner)) {
          String switches = owner + " = true or " + owner + " = false";
          result.problem(at, owner, "'" + key + "' needs a line " + switches);
        }
        continue;
      }
      String value = file.getProperty(key).trim().toLowerCase(Locale.ROOT);
      if (!ON.contains(value) && !OFF.contains(value)) {
        result.problem(at, key, "must be true or false, was '" + file.getProperty(key) + "'");
        continue;
      }
      flag(state(key, ON.contains(value), file), at, result);
    }
  }

  /** Returns the name of the feature to which a key belongs. */
  private static String owner(String key) {
    int param = key.indexOf(PARAM);
    if (param > 0) {
      return key.substring(0, param);
    }
    for (String suffix : List.of(STRATEGY, USERS)) {
      if (key.endsWith(suffix) && key.length() > suffix.length()) {
        return key.substring(0, key.length() - suffix.length());
      }
    }
    return key;
  }

  private static TogglzState state(String name, boolean on, Properties file) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String key : new TreeSet<>(file.stringPropertyNames())) {
      if (key.startsWith(name + PARAM)) {
        parameters.put(key.substring(name.length() + PARAM.length()), file.getProperty(key));
      }
    }
    String strategy = file.getProperty(name + STRATEGY);
    String users = file.getProperty(name + USERS);
    if (users != null && !parameters.containsKey("users")) {
      parameters.put("users", users);
      strategy = strategy == null ? "username" : strategy;
    }
    return new TogglzState(name, on, strategy, parameters);
  }

  /** Returns the line of each key; a key with an escape is missing. */
  private static Map<String, Integer> lines(String text) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    String[] all = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < all.length; i++) {
      lines.put(all[i].strip().split("[\\s=:]", 2)[0], i + 1);
    }
    return lines;
  }

  @Override
  public boolean hasTables() {
    return true;
  }

  @Override
  public void convertTables(Connection connection, String place, ConvertedFlags result)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT FEATURE_NAME, FEATURE_ENABLED, STRATEGY_ID, STRATEGY_PARAMS FROM TOGGLZ"
                    + " ORDER BY FEATURE_NAME")) {
      while (rows.next()) {
        String name = rows.getString(1);
        Properties parameters = new Properties();
        String stored = rows.getString(4);
        try {
          // Togglz writes key=value&key=value, with an escape for & in a value, or lines.
          parameters.load(new StringReader(stored == null ? "" : stored.replace('&', '\n')));
        } catch (IOException | IllegalArgumentException e) {
          result.problem(place, name, "STRATEGY_PARAMS must be key=value&…, was '" + stored + "'");
          continue;
        }
        Map<String, String> values = new LinkedHashMap<>();
        new TreeSet<>(parameters.stringPropertyNames())
            .forEach(key -> values.put(key, parameters.getProperty(key)));
        TogglzState state = new TogglzState(name, rows.getInt(2) > 0, rows.getString(3), values);
        flag(state, place + ": TOGGLZ", result);
      }
    }
  }

  private static void flag(TogglzState state, String place, ConvertedFlags result) {
    ConvertedFlag flag = result.add(state.name(), place);
    String strategy = state.strategy();
    if (strategy == null || strategy.isBlank()) {
      flag.set("enabled", state.on());
      return;
    }
    translate(flag, state, strategy.trim(), place, result);
    if (!state.on()) {
      flag.set("killed", true);
      flag.note("switch", Translation.AS_BEFORE, "off in Togglz: killed, which keeps the rest");
    }
  }

  private static void translate(
      ConvertedFlag flag, TogglzState state, String strategy, String place, ConvertedFlags result) {
    String part = "strategy " + strategy;
    switch (strategy) {
      case "username" -> {
        flag.users(tokens(state, "users"));
        flag.note(part, Translation.AS_BEFORE, "the listed users are kept");
      }
      case "gradual" -> gradual(flag, state, place, result);
      case "release-date" -> releaseDate(flag, state, place, result);
      case "user-role" -> {
        flag.rule(part, Map.of("roles", Map.of("$in", tokens(state, "roles"))), "enabled", true);
        flag.note(part, Translation.AS_BEFORE, "needs the attribute 'roles', a list of texts");
      }
      case "client-ip" -> {
        List<String> ips =
            tokens(state, "ips").stream().flatMap(it -> Arrays.stream(it.split("\\s+"))).toList();
        if (flag.rule(part, Map.of("remoteAddr", Map.of("$cidr", ips)), "enabled", true)) {
          flag.note(part, Translation.AS_BEFORE, "needs the attribute 'remoteAddr'");
        }
      }
      default -> {
        flag.keep("togglz", Map.of("strategy", strategy, "parameters", state.parameters()));
        flag.note(
            part,
            Translation.LEFT_OUT,
            "there is no such strategy here, so the flag is off; metadata has its parameters");
      }
    }
  }

  private static void gradual(
      ConvertedFlag flag, TogglzState state, String place, ConvertedFlags result) {
    String text = state.parameters().getOrDefault("percentage", "").trim();
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) > 100) {
      String message = "the parameter 'percentage' must be a whole number from 0 to 100, was '";
      result.problem(place, state.name(), message + text + "'");
      return;
    }
    flag.set("percentage", Integer.parseInt(text));
    flag.otherUsers("strategy gradual", Integer.parseInt(text));
  }

  private static void releaseDate(
      ConvertedFlag flag, TogglzState state, String place, ConvertedFlags result) {
    String date = state.parameters().getOrDefault("date", "").trim();
    String time = state.parameters().getOrDefault("time", "").trim();
    try {
      String start = LocalDateTime.parse(date + "T" + (time.isEmpty() ? "00:00:00" : time)) + "";
      Map<String, Object> schedule = new LinkedHashMap<>();
      schedule.put("start", instant(start, result));
      schedule.put("zone", result.zone().getId());
      schedule.put("steps", List.of(List.of(0, 100)));
      flag.set("schedule", schedule);
      flag.note(
          "strategy release-date",
          Translation.CHANGED,
          "on from " + start + " in " + result.zone() + ", but not for users without an id");
    } catch (DateTimeParseException e) {
      String message = "the parameters must be such as date=2026-11-20 and time=09:00:00, were '";
      result.problem(place, state.name(), message + date + "' and '" + time + "'");
    }
  }

  private static String instant(String local, ConvertedFlags result) {
    return LocalDateTime.parse(local).atZone(result.zone()).toInstant().toString();
  }

  private static List<String> tokens(TogglzState state, String parameter) {
    return Arrays.stream(state.parameters().getOrDefault(parameter, "").split(","))
        .map(String::trim)
        .filter(token -> !token.isEmpty())
        .toList();
  }
}
