package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.ConversionNote.Translation;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Translates one feature of FF4J: its switch, its roles and its strategy. */
final class Ff4jStrategies {
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm");

  /** An expression of names that must all be on or off. */
  private static final Pattern ALL =
      Pattern.compile("\\s*!?\\s*[\\w.:-]+(\\s*&\\s*!?[\\w.:-]+)*\\s*");

  private final Ff4jFeature feature;
  private final String place;
  private final ConvertedFlags result;
  private final ConvertedFlag flag;
  private final String part;

  Ff4jStrategies(Ff4jFeature feature, String place, ConvertedFlags result) {
    this.feature = feature;
    this.place = place;
    this.result = result;
    this.flag = result.add(feature.uid, place);
    this.part = "strategy " + feature.strategyName();
  }

  void translate() {
    flag.set("description", feature.description);
    if (feature.group != null && !feature.group.isBlank()) {
      flag.set("tags", List.of(feature.group));
    }
    flag.set("metadata", feature.properties);
    boolean plain = feature.strategyName().isEmpty();
    if (plain && feature.roles.isEmpty()) {
      flag.set("enabled", feature.enabled);
      return;
    }
    if (!feature.roles.isEmpty()) {
      String text =
          "needs the attribute 'roles', a list of texts; FF4J asks its"
              + " AuthorizationsManager, and ignores roles without one";
      flag.note("roles", Translation.CHANGED, text);
    }
    if (plain) {
      flag.rule("roles", condition(Map.of()), "enabled", true);
    } else {
      strategy();
    }
    if (!feature.enabled) {
      flag.set("killed", true);
      flag.note("switch", Translation.AS_BEFORE, "off in FF4J: killed, which keeps the rest");
    }
  }

  /** Returns a condition that demands one of the feature's roles as well. */
  private Map<String, Object> condition(Map<String, Object> own) {
    Map<String, Object> condition = new LinkedHashMap<>();
    if (!feature.roles.isEmpty()) {
      condition.put("roles", Map.of("$in", feature.roles));
    }
    condition.putAll(own);
    return condition;
  }

  private void strategy() {
    switch (feature.strategyName()) {
      case "PonderationStrategy", "DarkLaunchStrategy" -> weight();
      case "ClientFilterStrategy", "WhiteListStrategy" ->
          attribute("clientHostName", "$in", "grantedClients");
      case "BlackListStrategy" -> attribute("clientHostName", "$nin", "grantedClients");
      case "RegionFlippingStrategy" -> attribute("region", "$in", "environments");
      case "ServerFilterStrategy" -> attribute("serverHostName", "$in", "grantedServers");
      case "ReleaseDateFlipStrategy" -> releaseDate();
      case "ExpressionFlipStrategy" -> expression();
      default -> leaveOut("there is no such strategy here");
    }
  }

  private void leaveOut(String why) {
    Object parameters = feature.parameters;
    flag.keep("ff4j", Map.of("strategy", feature.strategyName(), "parameters", parameters));
    flag.note(
        part, Translation.LEFT_OUT, why + ", so the flag is off; metadata has its parameters");
  }

  private void weight() {
    String text = feature.parameter("weight");
    double weight;
    try {
      weight = Double.parseDouble(text.isEmpty() ? "0.5" : text);
    } catch (NumberFormatException e) {
      weight = -1;
    }
    if (!(weight >= 0 && weight <= 1)) {
      String message = "the parameter 'weight' must be a number from 0 to 1, was '";
      result.problem(place, feature.uid, message + text + "'");
      return;
    }
    double percentage = Math.round(weight * 100_000_000) / 1_000_000.0;
    Object written = percentage == Math.rint(percentage) ? (Object) (long) percentage : percentage;
    if (feature.roles.isEmpty()) {
      flag.set("percentage", written);
    } else {
      flag.rule(part, condition(Map.of()), "percentage", written);
    }
    flag.otherUsers(part, percentage);
    flag.note(
        part,
        Translation.CHANGED,
        "FF4J draws at every check; here a user keeps the same decision");
  }

  private void attribute(String name, String operator, String parameter) {
    // Blanks count: FF4J does not trim the items either.
    List<String> values = List.of(feature.parameter(parameter).split(","));
    Map<String, Object> own = Map.of(name, Map.of(operator, values));
    if (flag.rule(part, condition(own), "enabled", true)) {
      flag.note(part, Translation.AS_BEFORE, "needs the attribute '" + name + "'");
    }
  }

  private void releaseDate() {
    String date = feature.parameter("releaseDate");
    try {
      LocalDateTime start = LocalDateTime.parse(date, DATE);
      Map<String, Object> schedule = new LinkedHashMap<>();
      schedule.put("start", start.atZone(result.zone()).toInstant().toString());
      schedule.put("zone", result.zone().getId());
      schedule.put("steps", List.of(List.of(0, 100)));
      flag.set("schedule", schedule);
      String text =
          "on from " + start + " in " + result.zone() + ", but not for users without an id";
      flag.note(part, Translation.CHANGED, text);
      if (!feature.roles.isEmpty()) {
        flag.rule("roles", Map.of("roles", Map.of("$nin", feature.roles)), "enabled", false);
      }
    } catch (DateTimeParseException e) {
      String message = "the parameter 'releaseDate' must be such as 2026-11-20-09:00, was '";
      result.problem(place, feature.uid, message + date + "'");
    }
  }

  private void expression() {
    String expression = feature.parameter("expression");
    if (!ALL.matcher(expression).matches()) {
      leaveOut("'" + expression + "' is more than a list of flags that must be on or off");
      return;
    }
    List<String> required =
        Arrays.stream(expression.split("&"))
            .map(name -> name.replaceAll("\\s", ""))
            .map(Ff4jStrategies::requirement)
            .toList();
    flag.set("requires", required);
    if (feature.roles.isEmpty()) {
      flag.set("enabled", true);
    } else {
      flag.rule("roles", condition(Map.of()), "enabled", true);
    }
    String text = "FF4J looks at the switches of these flags only, here their decision counts";
    flag.note(part, Translation.CHANGED, text);
  }

  private static String requirement(String name) {
    return name.startsWith("!")
        ? "!" + ConvertedFlags.newName(name.substring(1))
        : ConvertedFlags.newName(name);
  }
}
