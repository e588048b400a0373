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

/** Reads ConfigCat's configuration JSON of version 6. */
final class ConfigCatConverter implements FlagConverter {
  private static final List<String> TYPES = List.of("b", "s", "i", "d");

  ConfigCatConverter() {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    JsonPart file = JsonPart.read(content, place, result);
    JsonPart settings = file.get("f");
    if (result.problems().isEmpty() && settings.isMissing()) {
      file.problem("has no 'f'; is it a config_v6.json of ConfigCat?");
    }
    ConfigCatConditions conditions = new ConfigCatConditions(file.get("s"), result);
    settings
        .members()
        .forEach((name, setting) -> setting(setting, conditions, result.add(name, place)));
  }

  private static void setting(JsonPart json, ConfigCatConditions conditions, ConvertedFlag flag) {
    DecisionList list = new DecisionList(flag);
    ValueNames names = new ValueNames(list);
    String usual = names.of(value(json.get("v")));
    String attribute = ConfigCatConditions.attribute(json.get("a").text("Identifier"));
    int number = 1;
    for (JsonPart rule : json.get("r").items()) {
      String part = "rule " + number++;
      try {
        Map<String, Object> condition = conditions.all(rule.get("c"));
        StepOutcome outcome =
            rule.get("p").isMissing()
                ? new ServeOne(names.of(value(rule.get("s").get("v"))))
                : divide(rule.get("p"), names, attribute);
        list.step(part, condition, outcome);
      } catch (Untranslatable e) {
        flag.note(part, Translation.LEFT_OUT, String.valueOf(e.getMessage()));
      }
    }
    boolean divided = json.get("p").isList() && !json.get("p").items().isEmpty();
    list.otherwise(divided ? divide(json.get("p"), names, attribute) : new ServeOne(usual));
    list.write();
  }

  private static StepOutcome divide(JsonPart options, ValueNames names, String attribute) {
    Map<String, Double> weights = new LinkedHashMap<>();
    for (JsonPart option : options.items()) {
      String variant = names.of(value(option.get("v")));
      if (variant != null) {
        weights.merge(variant, option.get("p").number(0, 0, 100), Double::sum);
      }
    }
    return new Divide(weights, attribute);
  }

  private static @Nullable Object value(JsonPart json) {
    List<Object> found = new ArrayList<>();
    for (String type : TYPES) {
      Object value = json.get(type).value();
      if (value != null) {
        found.add(value);
      }
    }
    if (found.isEmpty()) {
      json.problem("must have a value 'b', 's', 'i' or 'd'");
      return null;
    }
    return found.get(0);
  }
}
