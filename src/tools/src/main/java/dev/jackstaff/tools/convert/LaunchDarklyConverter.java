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

/**
 * Reads a file of LaunchDarkly's flag data, as {@code FileData} does: {@code flags}, {@code
 * flagValues} and {@code segments}.
 */
final class LaunchDarklyConverter implements FlagConverter {
  LaunchDarklyConverter() {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    JsonPart file = JsonPart.read(content, place, result);
    JsonPart flags = file.get("flags");
    JsonPart values = file.get("flagValues");
    if (result.problems().isEmpty() && flags.isMissing() && values.isMissing()) {
      file.problem("has neither 'flags' nor 'flagValues'; is it flag data of LaunchDarkly?");
    }
    file.get("segments")
        .members()
        .forEach((name, segment) -> LaunchDarklyClauses.segment(name, segment, result));
    flags.members().forEach((name, flag) -> flag(name, flag, flags, result));
    values
        .members()
        .forEach(
            (name, value) -> {
              DecisionList list = new DecisionList(result.add(name, place));
              String variant = variantName(value.value(), 0);
              list.value(variant, value.value());
              list.otherwise(new ServeOne(variant));
              list.write();
            });
  }

  private static void flag(String name, JsonPart json, JsonPart all, ConvertedFlags result) {
    if (!json.isObject()) {
      json.problem("must be an object");
      return;
    }
    ConvertedFlag flag = result.add(name, json.place());
    DecisionList list = new DecisionList(flag);
    List<String> variants = new ArrayList<>();
    for (JsonPart variation : json.get("variations").items()) {
      String variant = variantName(variation.value(), variants.size());
      variants.add(variants.contains(variant) ? "variation-" + variants.size() : variant);
      list.value(variants.get(variants.size() - 1), variation.value());
    }
    if (!json.get("on").bool(false)) {
      off(json, flag, list, variants);
    }
    prerequisites(json, all, flag);
    targets(json.get("targets"), list, variants);
    targets(json.get("contextTargets"), list, variants);
    int number = 1;
    for (JsonPart rule : json.get("rules").items()) {
      String part = "rule " + number++;
      StepOutcome outcome = outcome(rule, variants);
      try {
        list.step(part, LaunchDarklyClauses.all(rule.get("clauses")), outcome);
      } catch (Untranslatable e) {
        flag.note(part, Translation.LEFT_OUT, String.valueOf(e.getMessage()));
      }
    }
    list.otherwise(outcome(json.get("fallthrough"), variants));
    list.write();
  }

  /** An off flag is killed, unless it serves a value: then its first step does. */
  private static void off(
      JsonPart json, ConvertedFlag flag, DecisionList list, List<String> variants) {
    String variant = variant(json.get("offVariation"), variants);
    if (variant == null || list.isOff(variant)) {
      flag.set("killed", true);
      flag.note(
          "switch", Translation.AS_BEFORE, "off in LaunchDarkly: killed, which keeps the rest");
    } else {
      list.step("off variation", Map.of(), new ServeOne(variant));
    }
  }

  private static void prerequisites(JsonPart json, JsonPart all, ConvertedFlag flag) {
    List<String> required = new ArrayList<>();
    for (JsonPart prerequisite : json.get("prerequisites").items()) {
      String key = prerequisite.get("key").text("");
      double index = prerequisite.get("variation").number(0);
      List<JsonPart> values = all.get(key).get("variations").items();
      Object value = index >= 0 && index < values.size() ? values.get((int) index).value() : null;
      String part = "prerequisite " + key;
      if (value instanceof Boolean on) {
        required.add((on ? "" : "!") + ConvertedFlags.newName(key));
        if (!on) {
          flag.note(
              part, Translation.CHANGED, "here it may also be off because it is switched off");
        }
      } else {
        flag.note(part, Translation.LEFT_OUT, "only flags that are on or off can be required");
      }
    }
    flag.set("requires", required);
  }

  private static void targets(JsonPart targets, DecisionList list, List<String> variants) {
    int number = 1;
    for (JsonPart target : targets.items()) {
      List<String> values = target.get("values").texts();
      String part = targets.path().replaceAll(".*\\.", "") + " " + number++;
      if (!values.isEmpty()) {
        String attribute = LaunchDarklyClauses.attribute(target.get("contextKind"), "key");
        String variant = variant(target.get("variation"), variants);
        list.step(part, Terms.of(attribute, "$in", values), new ServeOne(variant));
      }
    }
  }

  private static StepOutcome outcome(JsonPart json, List<String> variants) {
    JsonPart rollout = json.get("rollout");
    if (rollout.isMissing()) {
      if (json.get("variation").isMissing()) {
        json.problem("must have a 'variation' or a 'rollout'");
      }
      return new ServeOne(variant(json.get("variation"), variants));
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    for (JsonPart part : rollout.get("variations").items()) {
      String variant = variant(part.get("variation"), variants);
      if (variant != null) {
        weights.merge(variant, part.get("weight").number(0, 0, 100_000) / 1_000, Double::sum);
      }
    }
    String by = rollout.get("bucketBy").text("key");
    return new Divide(weights, LaunchDarklyClauses.attribute(rollout.get("contextKind"), by));
  }

  private static @Nullable String variant(JsonPart index, List<String> variants) {
    if (index.isMissing()) {
      return null;
    }
    double number = index.number(-1);
    if (number >= 0 && number < variants.size()) {
      return variants.get((int) number);
    }
    index.problem("must be the index of one of " + variants.size() + " variations");
    return null;
  }

  /** Returns the value itself if it is short, otherwise its number. */
  static String variantName(@Nullable Object value, int index) {
    boolean plain = value instanceof Boolean || value instanceof Number || value instanceof String;
    String text = String.valueOf(value);
    return plain && !text.isBlank() && text.length() <= 100 ? text : "variation-" + index;
  }
}
