package dev.jackstaff.tools.convert;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.tools.convert.ConversionNote.Translation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates one feature of Unleash. It is on if one of its strategies says so, whereas the first
 * rule decides here: so the strategies are written from the largest percentage to the smallest,
 * which is the same as long as they hash the same.
 */
final class UnleashFeature {
  private final JsonPart json;
  private final ConvertedFlag flag;
  private final Map<String, String> segments;
  private final List<UnleashStrategy> strategies = new ArrayList<>();
  private final Set<String> hashed = new LinkedHashSet<>();

  UnleashFeature(JsonPart json, ConvertedFlag flag, Map<String, String> segments) {
    this.json = json;
    this.flag = flag;
    this.segments = segments;
  }

  /**
   * A strategy.
   *
   * @param part its name in the report
   * @param condition the users to whom it applies; empty for all
   * @param percentage the percentage of them
   */
  private record UnleashStrategy(String part, Map<String, Object> condition, double percentage) {}

  void translate() {
    flag.set("description", json.get("description").text());
    flag.set("type", type(json.get("type").text("")));
    int number = 1;
    List<JsonPart> all = json.get("strategies").items();
    for (JsonPart strategy : all) {
      String part = "strategy " + number++;
      try {
        read(part, strategy);
      } catch (Untranslatable e) {
        flag.note(part, Translation.LEFT_OUT, String.valueOf(e.getMessage()));
      }
    }
    if (all.isEmpty()) {
      strategies.add(new UnleashStrategy("switch", Map.of(), 100));
    }
    dependencies();
    strategies.sort(Comparator.comparingDouble(strategy -> -strategy.percentage()));
    variants();
    write();
    if (!json.get("enabled").bool(false)) {
      flag.set("killed", true);
      flag.note("switch", Translation.AS_BEFORE, "off in Unleash: killed, which keeps the rest");
    }
  }

  private static @Nullable String type(String type) {
    return switch (type) {
      case "experiment" -> "experiment";
      case "operational", "kill-switch" -> "ops";
      case "permission" -> "permission";
      default -> null;
    };
  }

  private void read(String part, JsonPart strategy) throws Untranslatable {
    List<Map<String, Object>> terms = new ArrayList<>();
    terms.add(UnleashConstraints.all(strategy.get("constraints")));
    for (String id : strategy.get("segments").texts()) {
      String segment = segments.get(id);
      if (segment == null) {
        throw new Untranslatable("there is no segment " + id + " that could be translated");
      }
      terms.add(Map.of("$and", List.of(Map.of("$inSegment", segment))));
    }
    JsonPart parameters = strategy.get("parameters");
    String name = strategy.get("name").text("");
    double percentage = 100;
    switch (name) {
      case "default" -> {}
      case "userWithId" -> terms.add(Terms.of("id", "$in", list(parameters.get("userIds"))));
      case "remoteAddress" ->
          terms.add(Terms.of("remoteAddr", "$cidr", list(parameters.get("IPs"))));
      case "flexibleRollout" -> {
        percentage = parameters.get("rollout").number(100, 0, 100);
        String stickiness = parameters.get("stickiness").text("default");
        hash(stickiness, parameters);
        String attribute = UnleashConstraints.attribute(stickiness);
        if (!List.of("default", "random", "id").contains(attribute)) {
          // Without it, nobody is in, not even at 100 %.
          terms.add(Terms.exists(attribute));
        }
      }
      case "gradualRolloutUserId", "gradualRolloutSessionId", "gradualRolloutRandom" -> {
        percentage = parameters.get("percentage").number(0, 0, 100);
        String by = name.substring("gradualRollout".length());
        hash(by.substring(0, 1).toLowerCase(Locale.ROOT) + by.substring(1), parameters);
      }
      default -> throw new Untranslatable("there is no strategy '" + name + "' here");
    }
    terms.removeIf(Map::isEmpty);
    strategies.add(new UnleashStrategy(part, Terms.and(terms), percentage));
  }

  private static List<String> list(JsonPart json) {
    return Arrays.stream(json.text("").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private void hash(String stickiness, JsonPart parameters) {
    String attribute =
        switch (stickiness) {
          case "default", "userId", "random" -> "id";
          default -> UnleashConstraints.attribute(stickiness);
        };
    if (stickiness.equals("random")) {
      flag.note(
          "stickiness", Translation.CHANGED, "drawn at every check there, by the user's id here");
    }
    flag.set("bucketBy", attribute.equals("id") ? null : attribute);
    hashed.add(attribute + " in the group " + parameters.get("groupId").text(""));
  }

  private void dependencies() {
    List<String> required = new ArrayList<>();
    for (JsonPart dependency : json.get("dependencies").items()) {
      String name = dependency.get("feature").text("");
      boolean on = dependency.get("enabled").bool(true);
      required.add((on ? "" : "!") + ConvertedFlags.newName(name));
      if (!dependency.get("variants").texts().isEmpty()) {
        String text = "it is required whatever its variant";
        flag.note("dependency " + name, Translation.CHANGED, text);
      }
    }
    flag.set("requires", required);
  }

  private void write() {
    if (hashed.size() > 1) {
      String text = "its strategies hash differently " + hashed + ", here they hash alike";
      flag.note("strategies", Translation.CHANGED, text);
    }
    for (UnleashStrategy strategy : strategies) {
      boolean all = strategy.percentage() >= 100;
      Number share = JsonPart.plain(strategy.percentage());
      if (strategy.condition().isEmpty()) {
        flag.set(all ? "enabled" : "percentage", all ? (Object) true : share);
        flag.otherUsers(strategy.part(), strategy.percentage());
        return; // The others have smaller percentages of fewer users.
      }
      String property = all ? "enabled" : "percentage";
      if (flag.rule(strategy.part(), strategy.condition(), property, all ? (Object) true : share)) {
        flag.otherUsers(strategy.part(), strategy.percentage());
      }
    }
  }

  private void variants() {
    List<JsonPart> found = new ArrayList<>();
    Set<Object> different = new LinkedHashSet<>();
    for (JsonPart strategy : json.get("strategies").items()) {
      if (found.isEmpty() && strategy.get("variants").isList()) {
        found.addAll(strategy.get("variants").items());
      }
      if (strategy.get("variants").value() instanceof List<?> own && !own.isEmpty()) {
        different.add(own);
      }
    }
    if (found.isEmpty()) {
      found.addAll(json.get("variants").items());
    }
    if (found.isEmpty()) {
      return;
    }
    if (different.size() > 1) {
      String text = "a flag here has one set of variants: that of the first strategy";
      flag.note("variants", Translation.CHANGED, text);
    }
    Map<String, Object> written = new LinkedHashMap<>();
    List<Double> weights = new ArrayList<>();
    for (JsonPart variant : found) {
      double weight = variant.get("weight").number(0, 0, 1_000);
      weights.add(weight);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("weight", JsonPart.plain(weight));
      Object value = payload(variant.get("payload"));
      if (value != null) {
        entry.put("value", value);
      }
      written.put(variant.get("name").text(""), entry);
      overrides(variant);
    }
    flag.set("variants", written);
    flag.otherUsers("variants", weights);
  }

  /** Returns the value of a payload: Unleash writes all of them as texts. */
  private @Nullable Object payload(JsonPart payload) {
    String text = payload.get("value").text();
    String type = payload.get("type").text("string");
    if (text == null || (!type.equals("number") && !type.equals("json"))) {
      return text;
    }
    try {
      return PlainJson.read(text, payload.path());
    } catch (InvalidFlagsException e) {
      payload.get("value").problem("must be JSON, as its type says");
      return null;
    }
  }

  /** An override serves its variant to users that have the feature in any case. */
  private void overrides(JsonPart variant) {
    String name = variant.get("name").text("");
    for (JsonPart override : variant.get("overrides").items()) {
      String attribute = UnleashConstraints.attribute(override.get("contextName").text(""));
      Map<String, Object> own = Terms.of(attribute, "$in", override.get("values").texts());
      String part = "override of " + name;
      for (UnleashStrategy strategy : strategies) {
        if (strategy.percentage() >= 100) {
          Map<String, Object> both =
              strategy.condition().isEmpty() ? own : Terms.and(List.of(own, strategy.condition()));
          flag.rule(part, both, "variant", name);
        } else {
          String text = "not for the users of " + strategy.part() + ", which has a percentage";
          flag.note(part, Translation.CHANGED, text);
        }
      }
    }
  }
}
