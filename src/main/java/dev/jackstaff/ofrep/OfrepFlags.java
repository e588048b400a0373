package dev.jackstaff.ofrep;

import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.NamePatterns;
import dev.jackstaff.internal.json.OfrepJson;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The flags that clients may evaluate. Thread-safe. The properties of their values are derived from
 * the definitions once per set.
 */
final class OfrepFlags implements AutoCloseable {
  private final FeatureFlags features;
  private final FeatureFlags shown;
  private final Predicate<String> exposed;
  private final boolean countsUse;
  private volatile Facts facts = new Facts(FlagSet.empty(), Map.of());

  OfrepFlags(FeatureFlags features, List<String> expose, boolean countsUse) {
    this.features = features;
    this.shown = features.only(expose);
    this.exposed = NamePatterns.anyOf(expose);
    this.countsUse = countsUse;
  }

  private record Facts(FlagSet set, Map<String, Fact> flags) {}

  private record Fact(boolean fractional, Map<String, Object> metadata) {
    static final Fact NONE = new Fact(false, Map.of());
  }

  FeatureFlags shown() {
    return shown;
  }

  Evaluation evaluate(User user) {
    return shown.evaluate(user);
  }

  /**
   * Returns the result of one flag, or null if the flag does not exist or is not exposed to
   * clients.
   */
  OfrepJson.@Nullable EvaluatedFlag one(Evaluation evaluation, String key) {
    Decision decision = exposed.test(key) ? evaluation.decision(key) : Decision.notFound(key);
    if (decision.error() == ErrorCode.FLAG_NOT_FOUND) {
      return null;
    }
    count(decision);
    return flag(decision, facts());
  }

  List<OfrepJson.EvaluatedFlag> all(Evaluation evaluation) {
    Facts known = facts();
    return evaluation.decisions().values().stream()
        .filter(decision -> exposed.test(decision.flag()))
        .peek(this::count)
        .map(decision -> flag(decision, known))
        .toList();
  }

  /**
   * Counts an evaluation, if configured. By default it is not counted: any client can evaluate
   * every exposed flag, so the number does not show how a flag is used.
   */
  private void count(Decision decision) {
    if (countsUse) {
      features.integration().asked(decision);
    }
  }

  private static OfrepJson.EvaluatedFlag flag(Decision decision, Facts known) {
    Fact fact = known.flags().getOrDefault(decision.flag(), Fact.NONE);
    return new OfrepJson.EvaluatedFlag(decision, fact.fractional(), fact.metadata());
  }

  @SuppressWarnings("ReferenceEquality")
  private Facts facts() {
    FlagSet set = features.definitions();
    Facts known = facts;
    if (known.set() != set) {
      known = new Facts(set, facts(set));
      facts = known;
    }
    return known;
  }

  private static Map<String, Fact> facts(FlagSet set) {
    Map<String, Fact> facts = new HashMap<>();
    for (Flag flag : set.flags()) {
      Fact fact = new Fact(isFractional(flag), simple(flag.about().metadata()));
      if (!fact.equals(Fact.NONE)) {
        facts.put(flag.name(), fact);
      }
    }
    return facts;
  }

  private static boolean isFractional(Flag flag) {
    return flag.variants().stream()
        .map(variant -> variant.value())
        .anyMatch(v -> v instanceof Double || v instanceof Float || v instanceof BigDecimal);
  }

  /** Removes lists and objects, which OpenFeature's metadata does not allow. */
  private static Map<String, Object> simple(Map<String, @Nullable Object> metadata) {
    Map<String, Object> simple = new LinkedHashMap<>();
    metadata.forEach(
        (name, value) -> {
          if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            simple.put(name, value);
          }
        });
    return Collections.unmodifiableMap(simple);
  }

  @Override
  public void close() {
    shown.close();
  }
}
