package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one flag's definition. */
final class FlagReader {
  private static final List<String> PROPERTIES =
      List.of(
          "enabled",
          "users",
          "percentage",
          "schedule",
          "rules",
          "variants",
          "requires",
          "bucketBy",
          "salt",
          "layer",
          "killed",
          "guard",
          "type",
          "description",
          "owner",
          "tags",
          "created",
          "expires",
          "permanent",
          "metadata");
  private static final List<String> OUTCOMES = List.of("enabled", "percentage", "variant");
  private static final List<String> RULE = List.of("if", "enabled", "percentage", "variant");
  private static final Rule STAND_IN = Rule.enabled(Condition.always(), false);

  private final Json json;
  private final String name;
  private final Flag.Builder flag;
  private final DescriptionReader about = new DescriptionReader();
  private List<Rule> rules = List.of();
  private List<Requirement> requires = List.of();
  private @Nullable Schedule schedule;
  private boolean variantsBroken;

  private FlagReader(String name, Json json) {
    this.name = name;
    this.json = json;
    this.flag = Flag.builder(name);
  }

  /** Reads a flag; returns null if the name is invalid even for a stand-in. */
  static @Nullable Flag read(String name, Json json) {
    return new FlagReader(name, json).read();
  }

  private @Nullable Flag read() {
    if (json.isObject()) {
      json.entries().forEach(this::property);
    } else if (json.isBoolean()) {
      flag.enabled(json.isTrue());
    } else {
      json.problem(() -> "a flag must be true, false or an object, was " + json.type());
    }
    return build();
  }

  private void property(Json value) {
    switch (value.key()) {
      case "enabled" -> flag.enabled(value.flag());
      case "users" -> flag.users(value.ids());
      case "percentage" -> percentage(value);
      case "schedule" -> schedule(value);
      case "rules" -> rules = rules(value);
      case "variants" -> flag.variants(variants(value));
      case "requires" -> requires = value.strings().stream().map(Requirement::parse).toList();
      case "bucketBy" -> bucketBy(value);
      case "salt" -> salt(value);
      case "layer" -> flag.layer(LayerReader.read(value));
      case "killed" -> flag.killed(kill(value));
      case "guard" -> flag.guard(GuardReader.read(value));
      case "type" -> type(value);
      default -> {
        if (!about.take(value)) {
          value.unknown(PROPERTIES);
        }
      }
    }
  }

  private @Nullable Flag build() {
    // Without its variants, every rule that serves one would cause a further problem.
    flag.rules(variantsBroken ? withoutVariants() : rules).requires(requires);
    flag.about(about.read());
    try {
      return flag.build();
    } catch (InvalidFlagsException fault) {
      json.refused(fault);
      boolean unnameable = fault.problems().get(0).subject() == null;
      return unnameable ? null : placeholder();
    }
  }

  /**
   * Returns a stand-in with everything that others may refer to and everything that refers to
   * others, so that references are checked.
   */
  private @Nullable Flag placeholder() {
    try {
      return Flag.builder(name)
          .requires(requires)
          .rules(withoutVariants())
          .schedule(schedule)
          .build();
    } catch (InvalidFlagsException unnameable) {
      return null;
    }
  }

  private List<Rule> withoutVariants() {
    return rules.stream().map(rule -> Rule.enabled(rule.condition(), false)).toList();
  }

  private void percentage(Json value) {
    Double percentage = value.percentage();
    if (percentage != null) {
      flag.percentage(percentage);
    }
  }

  private void schedule(Json value) {
    schedule = ScheduleReader.read(value);
    flag.schedule(schedule);
  }

  private void bucketBy(Json value) {
    String attribute = value.string();
    if (attribute != null) {
      flag.bucketBy(attribute);
    }
  }

  private void salt(Json value) {
    String salt = value.string();
    if (salt != null) {
      flag.salt(salt);
    }
  }

  private void type(Json value) {
    FlagType type = choice(value, FlagType.values());
    if (type != null) {
      flag.type(type);
    }
  }

  /** Returns one of an enum's constants, written in lower case. */
  static <E extends Enum<E>> @Nullable E choice(Json value, E[] constants) {
    String text = value.string();
    List<String> texts =
        Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    int index = text == null ? -1 : texts.indexOf(text);
    if (text != null && index < 0) {
      value.problem(() -> notOneOf(value, text, texts));
    }
    return index < 0 ? null : constants[index];
  }

  private static String notOneOf(Json value, String text, List<String> texts) {
    String was = "', was '" + Spelling.shown(text) + "'";
    String expected = " must be one of '" + String.join("', '", texts) + was;
    return value.label() + expected + Spelling.suggestion(text, texts);
  }

  private static @Nullable Kill kill(Json value) {
    if (!value.isObject()) {
      return value.isBoolean() && !value.isTrue() ? null : thrown(value);
    }
    ObjectProperties parts = ObjectProperties.of(value, List.of("by", "at", "reason"));
    Json by = parts.get("by");
    Json at = parts.get("at");
    Json reason = parts.get("reason");
    return new Kill(
        by == null ? null : by.string(),
        at == null ? null : moment(at),
        reason == null ? null : reason.string());
  }

  private static Kill thrown(Json value) {
    if (!value.isBoolean()) {
      value.wrong("true, false or an object");
    }
    return Kill.UNEXPLAINED;
  }

  static @Nullable Instant moment(Json value) {
    return value.parsed(text -> InstantText.parse(text, InstantText.UTC), InstantText.EXPECTED);
  }

  private static List<Rule> rules(Json value) {
    List<Rule> rules = new ArrayList<>();
    for (Json item : value.items("a list of rules")) {
      Rule rule = rule(item);
      rules.add(rule == null ? STAND_IN : rule);
    }
    return rules;
  }

  private static @Nullable Rule rule(Json value) {
    if (!value.isObject()) {
      value.wrong("an object with \"if\"");
      return null;
    }
    ObjectProperties parts = ObjectProperties.of(value, RULE);
    Json when = parts.get("if");
    if (when == null && !parts.isMeant("if")) {
      value.problem(() -> value.label() + " has no \"if\"");
    }
    Condition condition = when == null ? Condition.always() : ConditionReader.read(when);
    List<Json> outcomes = new ArrayList<>(parts.all());
    outcomes.remove(when);
    if (outcomes.size() == 1) {
      return new Rule(condition, outcome(outcomes.get(0)));
    }
    if (!outcomes.isEmpty() || OUTCOMES.stream().noneMatch(parts::isMeant)) {
      value.problem(() -> notOneOutcome(value, outcomes));
    }
    return new Rule(condition, STAND_IN.outcome());
  }

  private static String notOneOutcome(Json rule, List<Json> outcomes) {
    String found = outcomes.stream().map(Json::key).collect(Collectors.joining(", "));
    String expected = " must have exactly one of " + OUTCOMES + ", has ";
    return rule.label() + expected + (outcomes.isEmpty() ? "none" : found);
  }

  private static Rule.Outcome outcome(Json value) {
    Rule.Outcome outcome =
        switch (value.key()) {
          case "percentage" -> share(value);
          case "variant" -> serve(value);
          default -> new Rule.Enabled(value.flag());
        };
    return outcome == null ? STAND_IN.outcome() : outcome;
  }

  private static Rule.@Nullable Outcome share(Json value) {
    Double percentage = value.percentage();
    return percentage == null ? null : value.made(() -> new Rule.Percentage(percentage));
  }

  private static Rule.@Nullable Outcome serve(Json value) {
    String variant = value.string();
    return variant == null ? null : new Rule.Serve(variant);
  }

  private List<Variant> variants(Json value) {
    List<Variant> variants = new ArrayList<>();
    if (!value.isObject()) {
      value.wrong("an object of weights");
      variantsBroken = true;
    }
    for (Json entry : value.entries()) {
      Variant variant = entry.isObject() ? weighted(entry) : plain(entry);
      variantsBroken |= variant == null;
      if (variant != null) {
        variants.add(variant);
      }
    }
    return variantsBroken ? List.of() : variants;
  }

  private static @Nullable Variant plain(Json entry) {
    if (!entry.isNumber()) {
      entry.wrong("a weight or an object with \"weight\"");
      return null;
    }
    Double weight = entry.number();
    return weight == null ? null : entry.made(() -> Variant.of(entry.key(), weight));
  }

  private static @Nullable Variant weighted(Json entry) {
    ObjectProperties parts = ObjectProperties.of(entry, List.of("weight", "value"));
    Json weight = parts.get("weight");
    Json value = parts.get("value");
    if (weight == null) {
      if (!parts.isMeant("weight")) {
        entry.problem(() -> entry.label() + " has no \"weight\"");
      }
      return null;
    }
    Double number = weight.number();
    Object plain = value == null ? entry.key() : value.plain();
    return number == null ? null : entry.made(() -> Variant.of(entry.key(), number, plain));
  }
}
