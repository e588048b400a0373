package dev.jackstaff.tools.convert;

import dev.jackstaff.internal.JsonType;
import dev.jackstaff.tools.convert.ConversionNote.Translation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A flag as most systems define it: named values, an ordered list of steps of which the first whose
 * condition holds decides, and the outcome if none does. Not thread-safe.
 */
final class DecisionList {
  private final ConvertedFlag flag;
  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
  private final List<DecisionStep> steps = new ArrayList<>();
  private StepOutcome otherwise = new ServeOne(null);
  private @Nullable Map<String, Double> weights;
  private @Nullable String bucketBy;

  DecisionList(ConvertedFlag flag) {
    this.flag = flag;
  }

  /** The result of a step. */
  sealed interface StepOutcome {}

  /**
   * Serves one value.
   *
   * @param variant its name, or null for the caller's default
   */
  record ServeOne(@Nullable String variant) implements StepOutcome {}

  /**
   * Divides the users.
   *
   * @param weights the weight of each variant
   * @param attribute the attribute that is hashed; {@code id} is the user's id
   */
  record Divide(Map<String, Double> weights, String attribute) implements StepOutcome {}

  /**
   * A condition with an outcome.
   *
   * @param part its name in the report
   * @param condition the condition; empty if it holds for all users
   * @param outcome the outcome
   */
  private record DecisionStep(String part, Map<String, Object> condition, StepOutcome outcome) {}

  /** Adds a named value. */
  void value(String variant, @Nullable Object value) {
    values.put(variant, value);
  }

  boolean has(String variant) {
    return values.containsKey(variant);
  }

  void step(String part, Map<String, Object> condition, StepOutcome outcome) {
    steps.add(new DecisionStep(part, condition, outcome));
  }

  void otherwise(StepOutcome outcome) {
    otherwise = outcome;
  }

  /** Returns true if a variant means off. */
  boolean isOff(String variant) {
    return Boolean.FALSE.equals(values.get(variant));
  }

  private boolean isBoolean() {
    return values.values().stream().allMatch(Boolean.class::isInstance);
  }

  /** Writes the flag. */
  void write() {
    long types = values.values().stream().map(JsonType::of).distinct().count();
    if (types > 1) {
      flag.keep("variants", values);
      String text = "its values have several JSON types, and a flag here has one; it is off";
      flag.note("values", Translation.LEFT_OUT, text);
      return;
    }
    bucketing();
    boolean plain = isBoolean();
    if (!plain) {
      chooseWeights();
    }
    boolean leading = plain;
    for (DecisionStep step : steps) {
      leading &= isList(step);
      if (leading) {
        listUsers(step);
      } else {
        write(step, plain);
      }
    }
    if (plain) {
      last();
    } else {
      lastOfVariants();
    }
  }

  private void listUsers(DecisionStep step) {
    if (step.condition().get("id") instanceof Map<?, ?> id && id.get("$in") instanceof List<?> in) {
      flag.users(in.stream().map(String::valueOf).toList());
      flag.note(step.part(), Translation.AS_BEFORE, "the listed users are kept");
    }
  }

  /** Returns true if a step lists users that are on. */
  private boolean isList(DecisionStep step) {
    return step.outcome() instanceof ServeOne serve
        && Boolean.TRUE.equals(values.get(serve.variant()))
        && step.condition().keySet().equals(Set.of("id"))
        && step.condition().get("id") instanceof Map<?, ?> id
        && id.keySet().equals(Set.of("$in"));
  }

  /** A flag here hashes one attribute in all of its rules. */
  private void bucketing() {
    List<String> attributes = new ArrayList<>();
    steps.forEach(step -> attributes.add(attribute(step.outcome())));
    attributes.add(attribute(otherwise));
    List<String> used = attributes.stream().filter(it -> !it.isEmpty()).distinct().toList();
    if (!used.isEmpty()) {
      bucketBy = used.get(used.size() - 1);
      flag.set("bucketBy", bucketBy.equals("id") ? null : bucketBy);
    }
    if (used.size() > 1) {
      String text = "a flag here hashes one attribute; of " + used + " it is '" + bucketBy + "'";
      flag.note("rollouts", Translation.CHANGED, text);
    }
  }

  private static String attribute(StepOutcome outcome) {
    return outcome instanceof Divide split ? split.attribute() : "";
  }

  private void write(DecisionStep step, boolean plain) {
    String part = step.part();
    Map<String, Object> condition = step.condition();
    if (step.outcome() instanceof ServeOne serve) {
      Object value = serve.variant() == null ? null : values.get(serve.variant());
      boolean written =
          (plain || serve.variant() == null)
              ? flag.rule(part, condition, "enabled", Boolean.TRUE.equals(value))
              : flag.rule(part, condition, "variant", serve.variant());
      if (written) {
        flag.note(part, Translation.AS_BEFORE, "");
      }
    } else if (step.outcome() instanceof Divide split) {
      if (plain) {
        double share = share(split);
        if (flag.rule(part, condition, "percentage", JsonPart.plain(share))) {
          flag.otherUsers(part, share);
        }
      } else {
        splitRule(step, split);
      }
    }
  }

  private void splitRule(DecisionStep step, Divide split) {
    if (split.weights().equals(weights)) {
      if (flag.rule(step.part(), step.condition(), "enabled", true)) {
        flag.otherUsers(step.part(), split.weights().values());
      }
      return;
    }
    String heaviest = heaviest(split.weights());
    if (flag.rule(step.part(), step.condition(), "variant", heaviest)) {
      flag.note(
          step.part(),
          Translation.CHANGED,
          "a flag here has one set of weights; all users of this rule get '"
              + heaviest
              + "' instead of "
              + split.weights());
    }
  }

  private static String heaviest(Map<String, Double> weights) {
    String heaviest = "";
    double most = -1;
    for (Map.Entry<String, Double> entry : weights.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        heaviest = entry.getKey();
      }
    }
    return heaviest;
  }

  /** Returns the percentage of users that are on. */
  private double share(Divide split) {
    double on = 0;
    double all = 0;
    for (Map.Entry<String, Double> entry : split.weights().entrySet()) {
      all += entry.getValue();
      on += Boolean.TRUE.equals(values.get(entry.getKey())) ? entry.getValue() : 0;
    }
    return all == 0 ? 0 : 100 * on / all;
  }

  private void last() {
    if (otherwise instanceof Divide split) {
      double share = share(split);
      flag.set("percentage", JsonPart.plain(share));
      flag.otherUsers("all others", share);
    } else if (otherwise instanceof ServeOne serve) {
      flag.set("enabled", Boolean.TRUE.equals(values.get(serve.variant())) ? true : null);
    }
  }

  /** Takes the weights of the last division: that of all other users, if they are divided. */
  private void chooseWeights() {
    if (otherwise instanceof Divide split) {
      weights = split.weights();
      return;
    }
    for (DecisionStep step : steps) {
      if (step.outcome() instanceof Divide split) {
        weights = split.weights();
      }
    }
  }

  private void lastOfVariants() {
    if (otherwise instanceof Divide split) {
      flag.set("enabled", true);
      flag.otherUsers("all others", split.weights().values());
    } else if (otherwise instanceof ServeOne serve && serve.variant() != null) {
      if (weights == null) {
        weights = Map.of(serve.variant(), 1.0);
      } else {
        flag.rule("all others", Map.of(), "variant", serve.variant());
      }
      flag.set("enabled", true);
    }
    Map<String, Double> known = weights == null ? Map.of() : weights;
    Map<String, Object> variants = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> entry : values.entrySet()) {
      Map<String, @Nullable Object> variant = new TreeMap<>();
      double weight = known.isEmpty() ? 1 : known.getOrDefault(entry.getKey(), 0.0);
      variant.put("weight", JsonPart.plain(weight));
      if (!entry.getKey().equals(entry.getValue())) {
        variant.put("value", entry.getValue());
      }
      variants.put(entry.getKey(), variant.size() == 1 ? variant.get("weight") : variant);
    }
    flag.set("variants", variants);
  }
}
