package dev.jackstaff.tools.convert;

import dev.jackstaff.tools.convert.ConversionNote.Translation;
import dev.jackstaff.tools.convert.DecisionList.Divide;
import dev.jackstaff.tools.convert.DecisionList.ServeOne;
import dev.jackstaff.tools.convert.DecisionList.StepOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the features that GrowthBook serves to its SDKs; conditions have the same form here. */
final class GrowthBookConverter implements FlagConverter {
  GrowthBookConverter() {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    JsonPart file = JsonPart.read(content, place, result);
    JsonPart features = file.get("features");
    if (!file.get("encryptedFeatures").isMissing()) {
      file.get("encryptedFeatures")
          .problem("are encrypted; take the payload of a plain connection");
    } else if (result.problems().isEmpty() && features.isMissing()) {
      file.problem("has no 'features'; is it a payload for GrowthBook's SDKs?");
    }
    features
        .members()
        .forEach(
            (name, feature) -> {
              if (feature.isObject()) {
                feature(feature, file.get("savedGroups"), result.add(name, place));
              } else {
                feature.problem("must be an object");
              }
            });
  }

  private static void feature(JsonPart json, JsonPart groups, ConvertedFlag flag) {
    DecisionList list = new DecisionList(flag);
    ValueNames names = new ValueNames(list);
    String usual = names.of(json.get("defaultValue").value());
    List<String> required = new ArrayList<>();
    List<JsonPart> rules = json.get("rules").items();
    for (int i = 0; i < rules.size(); i++) {
      JsonPart rule = rules.get(i);
      String part = "rule " + (i + 1);
      try {
        if (!rule.get("parentConditions").isMissing()) {
          required.addAll(required(rule.get("parentConditions")));
        }
        if (isGate(rule)) {
          continue;
        }
        Map<String, Object> condition = condition(rule.get("condition"), groups);
        StepOutcome outcome = outcome(rule, names, usual);
        list.step(part, condition, outcome);
        if (outcome instanceof Divide && i + 1 < rules.size() && isPartial(rule)) {
          String text = "users outside of its coverage get the default value, not the next rule";
          flag.note(part, Translation.CHANGED, text);
        }
        if (!rule.get("namespace").isMissing()) {
          flag.note(part, Translation.CHANGED, "its namespace is left out; see layers of flags");
        }
      } catch (Untranslatable e) {
        flag.note(part, Translation.LEFT_OUT, String.valueOf(e.getMessage()));
      }
    }
    flag.set("requires", required);
    list.otherwise(new ServeOne(usual));
    list.write();
  }

  /** A rule of prerequisites alone. */
  private static boolean isGate(JsonPart rule) {
    return !rule.get("parentConditions").isMissing()
        && rule.get("force").isMissing()
        && rule.get("variations").isMissing();
  }

  private static boolean isPartial(JsonPart rule) {
    return rule.get("coverage").number(1, 0, 1) < 1;
  }

  private static List<String> required(JsonPart parents) throws Untranslatable {
    List<String> required = new ArrayList<>();
    for (JsonPart parent : parents.items()) {
      Object value = parent.get("condition").get("value").value();
      if (!parent.get("gate").bool(false) || !(value instanceof Boolean on)) {
        throw new Untranslatable("only a whole flag requires another one, that is on or off");
      }
      required.add((on ? "" : "!") + ConvertedFlags.newName(parent.get("id").text("")));
    }
    return required;
  }

  private static StepOutcome outcome(JsonPart rule, ValueNames names, @Nullable String usual)
      throws Untranslatable {
    double coverage = rule.get("coverage").number(1, 0, 1);
    String attribute = rule.get("hashAttribute").text("id");
    Map<String, Double> weights = new LinkedHashMap<>();
    if (rule.get("variations").isMissing()) {
      String variant = names.of(rule.get("force").value());
      if (coverage >= 1) {
        return new ServeOne(variant);
      }
      if (variant == null || usual == null) {
        throw new Untranslatable("a part of the users has no value");
      }
      weights.put(variant, 100 * coverage);
      weights.merge(usual, 100 - 100 * coverage, Double::sum);
      return new Divide(weights, attribute);
    }
    List<JsonPart> variations = rule.get("variations").items();
    List<JsonPart> shares = rule.get("weights").items();
    for (int i = 0; i < variations.size(); i++) {
      String variant = names.of(variations.get(i).value());
      double equal = 1.0 / variations.size();
      double share = i < shares.size() ? shares.get(i).number(equal, 0, 1) : equal;
      if (variant != null) {
        weights.merge(variant, 100 * coverage * share, Double::sum);
      }
    }
    if (usual != null && coverage < 1) {
      weights.merge(usual, 100 - 100 * coverage, Double::sum);
    }
    return new Divide(weights, attribute);
  }

  /** Returns the condition with the members of saved groups in place of their names. */
  private static Map<String, Object> condition(JsonPart json, JsonPart groups)
      throws Untranslatable {
    Map<String, Object> condition = new LinkedHashMap<>();
    if (!json.isMissing()) {
      for (Map.Entry<String, JsonPart> entry : json.members().entrySet()) {
        Object value = withGroups(entry.getValue(), groups);
        condition.put(entry.getKey(), value == null ? Map.of("$exists", false) : value);
      }
    }
    return condition;
  }

  private static @Nullable Object withGroups(JsonPart json, JsonPart groups) throws Untranslatable {
    if (json.isList()) {
      List<@Nullable Object> items = new ArrayList<>();
      for (JsonPart item : json.items()) {
        items.add(withGroups(item, groups));
      }
      return items;
    }
    if (!json.isObject()) {
      return json.value();
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonPart> entry : json.members().entrySet()) {
      String name = entry.getKey();
      if (name.equals("$inGroup") || name.equals("$notInGroup")) {
        JsonPart group = groups.get(entry.getValue().text(""));
        if (!group.isList()) {
          throw new Untranslatable("there is no list of its saved group");
        }
        all.put(name.equals("$inGroup") ? "$in" : "$nin", group.value());
      } else {
        all.put(name, withGroups(entry.getValue(), groups));
      }
    }
    return all;
  }
}
