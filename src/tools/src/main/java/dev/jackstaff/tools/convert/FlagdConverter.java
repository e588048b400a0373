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

/** Reads flagd's flag definitions: {@code flags} with JsonLogic, and {@code $evaluators}. */
final class FlagdConverter implements FlagConverter {
  FlagdConverter() {}

  @Override
  public void convert(byte[] content, String place, ConvertedFlags result) {
    JsonPart file = JsonPart.read(content, place, result);
    JsonPart flags = file.get("flags");
    if (result.problems().isEmpty() && flags.isMissing()) {
      file.problem("has no 'flags'; is it a file of flagd?");
    }
    if (flags.isList()) {
      flags.items().forEach(flag -> flag(flag.get("key").text(""), flag, file, result));
    } else {
      flags.members().forEach((name, flag) -> flag(name, flag, file, result));
    }
  }

  private static void flag(String name, JsonPart json, JsonPart file, ConvertedFlags result) {
    if (!json.isObject()) {
      json.problem("must be an object");
      return;
    }
    ConvertedFlag flag = result.add(name, json.place());
    DecisionList list = new DecisionList(flag);
    json.get("variants").members().forEach((variant, value) -> list.value(variant, value.value()));
    String state = json.get("state").text("");
    if (!state.equals("ENABLED") && !state.equals("DISABLED")) {
      json.get("state").problem("must be ENABLED or DISABLED, was '" + state + "'");
    }
    String usual = json.get("defaultVariant").text();
    if (usual != null && !list.has(usual)) {
      json.get("defaultVariant").problem("there is no variant '" + usual + "'");
      return;
    }
    JsonPart targeting = json.get("targeting");
    list.otherwise(new ServeOne(usual));
    if (targeting.isObject() && !targeting.members().isEmpty()) {
      new FlagdTargeting(flag, list, file.get("$evaluators"), usual)
          .read(targeting, List.of(), true);
    }
    if (!json.get("metadata").isMissing()) {
      flag.keep("flagd", json.get("metadata").value());
    }
    list.write();
    if (state.equals("DISABLED")) {
      flag.set("killed", true);
      flag.note("state", Translation.AS_BEFORE, "disabled in flagd: killed, which keeps the rest");
    }
  }

  /** The targeting of one flag: branches, each of which becomes a step of the list. */
  private static final class FlagdTargeting {
    private static final int MAX_DEPTH = 50;

    private final ConvertedFlag flag;
    private final DecisionList list;
    private final FlagdLogic logic;
    private final @Nullable String usual;
    private int number = 1;
    private int depth;

    FlagdTargeting(
        ConvertedFlag flag, DecisionList list, JsonPart evaluators, @Nullable String usual) {
      this.flag = flag;
      this.list = list;
      this.logic = new FlagdLogic(evaluators);
      this.usual = usual;
    }

    /** Adds the steps of a result that applies where all conditions hold. */
    void read(JsonPart result, List<Map<String, Object>> conditions, boolean last) {
      JsonPart json = logic.resolve(result);
      if (++depth > MAX_DEPTH) {
        json.problem("is nested too deeply");
      } else if (json.isObject() && json.members().containsKey("if")) {
        branches(json.get("if"), conditions, last);
      } else if (json.isObject() && json.members().containsKey("fractional")) {
        add(conditions, divide(json.get("fractional")), last);
      } else if (json.isObject()) {
        condition(json, conditions, last);
      } else {
        add(conditions, serve(json), last);
      }
      depth--;
    }

    private void branches(JsonPart json, List<Map<String, Object>> conditions, boolean last) {
      List<JsonPart> parts = json.items();
      for (int i = 0; i + 1 < parts.size(); i += 2) {
        String part = "branch " + number;
        try {
          List<Map<String, Object>> inner = new ArrayList<>(conditions);
          inner.add(logic.condition(parts.get(i)));
          read(parts.get(i + 1), inner, false);
        } catch (Untranslatable e) {
          number++;
          flag.note(part, Translation.LEFT_OUT, String.valueOf(e.getMessage()));
        }
      }
      if (parts.size() % 2 == 1) {
        read(parts.get(parts.size() - 1), conditions, last);
      } else {
        add(conditions, new ServeOne(usual), last);
      }
    }

    /** A condition as a result is the name of the variant true or false. */
    private void condition(JsonPart json, List<Map<String, Object>> conditions, boolean last) {
      try {
        List<Map<String, Object>> inner = new ArrayList<>(conditions);
        inner.add(logic.condition(json));
        add(inner, new ServeOne(list.has("true") ? "true" : null), false);
        add(conditions, new ServeOne(list.has("false") ? "false" : null), last);
      } catch (Untranslatable e) {
        String text = e.getMessage() + "; the default variant is served";
        flag.note("branch " + number++, Translation.LEFT_OUT, text);
        add(conditions, new ServeOne(usual), last);
      }
    }

    private void add(List<Map<String, Object>> conditions, StepOutcome outcome, boolean last) {
      if (last) {
        list.otherwise(outcome);
      } else {
        list.step("branch " + number++, Terms.and(conditions), outcome);
      }
    }

    private ServeOne serve(JsonPart json) {
      if (json.isMissing()) {
        return new ServeOne(usual);
      }
      String variant = String.valueOf(json.value());
      if (!list.has(variant)) {
        json.problem("there is no variant '" + variant + "'");
      }
      return new ServeOne(variant);
    }

    private StepOutcome divide(JsonPart json) {
      try {
        return fractional(json);
      } catch (Untranslatable e) {
        String text = e.getMessage() + "; the default variant is served";
        flag.note("branch " + number, Translation.LEFT_OUT, text);
        return new ServeOne(usual);
      }
    }

    private StepOutcome fractional(JsonPart json) throws Untranslatable {
      Map<String, Double> weights = new LinkedHashMap<>();
      String attribute = "id";
      for (JsonPart part : json.items()) {
        if (part.isList()) {
          List<JsonPart> pair = part.items();
          if (pair.isEmpty() || pair.stream().anyMatch(JsonPart::isObject)) {
            throw new Untranslatable("a variant and its weight are constants here");
          }
          String variant = pair.get(0).text("");
          if (!list.has(variant)) {
            part.problem("there is no variant '" + variant + "'");
          }
          double weight = pair.size() < 2 ? 1 : pair.get(1).number(0, 0, Integer.MAX_VALUE);
          weights.merge(variant, weight, Double::sum);
        } else {
          attribute = logic.bucketedAttribute(part, attribute);
        }
      }
      return new Divide(weights, attribute);
    }
  }
}
