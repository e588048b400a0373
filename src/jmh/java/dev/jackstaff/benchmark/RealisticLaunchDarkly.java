package dev.jackstaff.benchmark;

import com.launchdarkly.sdk.ContextBuilder;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.LDClient;
import dev.jackstaff.benchmark.RealisticSet.Clause;
import dev.jackstaff.benchmark.RealisticSet.Op;
import dev.jackstaff.benchmark.RealisticSet.Rule;
import dev.jackstaff.benchmark.RealisticSet.Spec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The realistic set in LaunchDarkly's client, without events. */
class RealisticLaunchDarkly extends RealisticPeer {
  final LDClient client;
  private final String[] names =
      RealisticSet.flags().stream().map(Spec::name).toArray(String[]::new);

  RealisticLaunchDarkly() {
    client = LaunchDarkly.client(document());
  }

  private static Object document() {
    Map<String, Object> flags = new LinkedHashMap<>();
    RealisticSet.flags().forEach(flag -> flags.put(flag.name(), definition(flag)));
    Map<String, Object> segments = new LinkedHashMap<>();
    RealisticSet.segments().forEach(n -> segments.put("segment" + n, segment(n)));
    return Map.of("flags", flags, "segments", segments);
  }

  private static Object segment(int number) {
    return Map.of(
        "key",
        "segment" + number,
        "version",
        1,
        "salt",
        "s",
        "included",
        List.of(),
        "excluded",
        List.of(),
        "rules",
        List.of(Map.of("clauses", clauses(RealisticSet.segment(number)))));
  }

  private static Object definition(Spec flag) {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("key", flag.name());
    definition.put("version", 1);
    definition.put("on", !Boolean.FALSE.equals(flag.constant()));
    definition.put("variations", variations(flag));
    definition.put("offVariation", 0);
    definition.put("salt", flag.name());
    definition.put("rules", rules(flag));
    definition.put("fallthrough", fallthrough(flag));
    if (flag.requires() != null) {
      definition.put("prerequisites", List.of(Map.of("key", flag.requires(), "variation", 1)));
    }
    return definition;
  }

  private static Object variations(Spec flag) {
    return flag.variants()
        ? List.of(false, Map.of("color", "blue", "size", 3), Map.of("color", "green", "size", 3))
        : List.of(false, true);
  }

  private static Object rules(Spec flag) {
    List<Object> rules = new ArrayList<>();
    for (Rule rule : flag.rules()) {
      rules.add(rule(clauses(rule.clauses()), rule.on(), rules.size()));
    }
    if (flag.segment() >= 0) {
      Object match = clause("", "segmentMatch", List.of("segment" + flag.segment()), false);
      rules.add(rule(List.of(match), true, 0));
    }
    return rules;
  }

  private static Object rule(Object clauses, boolean on, int number) {
    return Map.of("id", "rule" + number, "variation", on ? 1 : 0, "clauses", clauses);
  }

  private static List<Object> clauses(List<Clause> clauses) {
    return clauses.stream().map(RealisticLaunchDarkly::clause).toList();
  }

  private static Object clause(Clause clause) {
    return switch (clause.op()) {
      case IN -> clause(clause.attribute(), "in", clause.operands(), false);
      case AT_LEAST -> clause(clause.attribute(), "greaterThanOrEqual", clause.operands(), false);
      case VERSION_AT_LEAST, VERSION_BELOW ->
          clause(
              clause.attribute(),
              "semVerLessThan",
              clause.operands(),
              clause.op() == Op.VERSION_AT_LEAST);
    };
  }

  private static Object clause(String attribute, String op, List<?> values, boolean negate) {
    return Map.of(
        "contextKind", "user",
        "attribute", attribute,
        "op", op,
        "values", values,
        "negate", negate);
  }

  private static Object fallthrough(Spec flag) {
    if (flag.constant() != null) {
      return Map.of("variation", 1);
    }
    int weight = (int) Math.round(flag.percentage() * 1000);
    List<Object> weights = new ArrayList<>(List.of(weight(0, 100_000 - weight)));
    if (flag.variants()) {
      weights.add(weight(1, weight / 2));
      weights.add(weight(2, weight - weight / 2));
    } else {
      weights.add(weight(1, weight));
    }
    return Map.of("rollout", Map.of("variations", weights));
  }

  private static Object weight(int variation, int weight) {
    return Map.of("variation", variation, "weight", weight);
  }

  @Override
  Object context(String id, Map<String, Object> attributes) {
    ContextBuilder context = LDContext.builder(id);
    attributes.forEach((name, value) -> context.set(name, value(value)));
    return context.build();
  }

  private static LDValue value(Object value) {
    return value instanceof String text
        ? LDValue.of(text)
        : value instanceof Boolean truth ? LDValue.of(truth) : LDValue.of((Integer) value);
  }

  @Override
  Object decideAll(Object context) {
    LDContext user = (LDContext) context;
    long[] bits = new long[2];
    for (int i = 0; i < names.length; i++) {
      LDValue value = client.jsonValueVariation(names[i], user, LDValue.of(false));
      if (!value.equals(LDValue.of(false))) {
        bits[i >> 6] |= 1L << i;
      }
    }
    return bits;
  }

  @Override
  boolean[] answers(Object context) {
    boolean[] answers = new boolean[names.length];
    for (int i = 0; i < names.length; i++) {
      LDValue value =
          client.jsonValueVariation(names[i], (LDContext) context, LDValue.of("unknown"));
      answers[i] = !value.equals(LDValue.of(false));
    }
    return answers;
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same in one call. */
  static final class All extends RealisticLaunchDarkly {
    @Override
    Object decideAll(Object context) {
      return client.allFlagsState((LDContext) context);
    }
  }
}
