package dev.jackstaff.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A set of 100 flags such as teams have: 30 with two rules each, 10 with a segment, 10 with a
 * schedule, 10 with variants that are objects, 10 that require others, 20 with a percentage, and 10
 * that are constant. A user has eight attributes.
 */
final class RealisticSet {
  static final int SIZE = 100;

  private static final String[] COUNTRIES = {"DE", "DK", "FR", "SE", "US", "GB", "PL", "NL"};
  private static final String[] PLANS = {"free", "team", "business", "enterprise"};
  private static final String[] DEVICES = {"phone", "tablet", "desktop"};
  private static final String[] LANGUAGES = {"de", "en", "fr", "da"};
  private static final double[] PERCENTAGES = {1, 5, 10, 20, 25, 50, 75, 90};

  /** A comparison of an attribute. */
  enum Op {
    IN,
    AT_LEAST,
    VERSION_AT_LEAST,
    VERSION_BELOW
  }

  /** One comparison; the operands are texts, or one number or version. */
  record Clause(String attribute, Op op, List<?> operands) {}

  /** A conjunction of comparisons and the flag's state where it holds. */
  record Rule(List<Clause> clauses, boolean on) {}

  /**
   * One flag.
   *
   * @param constant the state of a constant flag, or null
   * @param segment the number of a segment whose users have the flag, or -1
   * @param percentage the rollout of all others, or NaN
   * @param scheduled true if the percentage is the reached step of a schedule
   * @param variants true if the flag has two variants of equal weight
   * @param requires the flag that must be on, or null
   */
  record Spec(
      String name,
      Boolean constant,
      List<Rule> rules,
      int segment,
      double percentage,
      boolean scheduled,
      boolean variants,
      String requires) {}

  private RealisticSet() {}

  static List<Spec> flags() {
    return IntStream.range(0, SIZE).mapToObj(RealisticSet::flag).toList();
  }

  /** The condition of a segment. */
  static List<Clause> segment(int number) {
    return List.of(
        new Clause("plan", Op.IN, List.of(PLANS[number % PLANS.length], "internal")),
        new Clause("age", Op.AT_LEAST, List.of(20 + 3 * number)));
  }

  static List<Integer> segments() {
    return IntStream.range(0, 10).boxed().toList();
  }

  private static Spec flag(int i) {
    String name = name(i);
    double percentage = PERCENTAGES[i % PERCENTAGES.length];
    List<Rule> none = List.of();
    if (i < 30) {
      return new Spec(name, null, rules(i), -1, percentage, false, false, null);
    }
    if (i < 40) {
      return new Spec(name, null, none, i - 30, percentage, false, false, null);
    }
    if (i < 50) {
      return new Spec(name, null, none, -1, percentage, true, false, null);
    }
    if (i < 60) {
      return new Spec(name, null, none, -1, percentage, false, true, null);
    }
    if (i < 70) {
      return new Spec(name, null, none, -1, percentage, false, false, name(i - 60));
    }
    return i < 90
        ? new Spec(name, null, none, -1, percentage, false, false, null)
        : new Spec(name, i % 2 == 0, none, -1, Double.NaN, false, false, null);
  }

  private static String name(int i) {
    return String.format("real_%02d", i);
  }

  /** Two rules; every third flag compares versions, as ten flags of the hundred do. */
  private static List<Rule> rules(int i) {
    Clause country =
        new Clause("country", Op.IN, List.of(COUNTRIES[i % 8], COUNTRIES[(i + 3) % 8]));
    Clause device = new Clause("device", Op.IN, List.of(DEVICES[i % 3]));
    Clause language = new Clause("language", Op.IN, List.of(LANGUAGES[i % 4], "xx"));
    Clause age = new Clause("age", Op.AT_LEAST, List.of(60 + i));
    return switch (i % 3) {
      case 0 ->
          List.of(
              new Rule(List.of(country, version(Op.VERSION_AT_LEAST, 8 + i % 4)), true),
              new Rule(List.of(version(Op.VERSION_BELOW, 2 + i % 3)), false));
      case 1 -> List.of(new Rule(List.of(country, device), true), new Rule(List.of(age), false));
      default -> List.of(new Rule(List.of(language, age), true), new Rule(List.of(country), false));
    };
  }

  private static Clause version(Op op, int major) {
    return new Clause("app", op, List.of(major + ".4.1"));
  }

  /** The attributes of a user, by number. */
  static Map<String, Object> attributes(int user) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("country", COUNTRIES[user * 7 % 8]);
    attributes.put("plan", PLANS[user * 5 % 4]);
    attributes.put("app", 1 + user % 11 + "." + user % 7 + "." + user % 5);
    attributes.put("age", 18 + user * 11 % 70);
    attributes.put("device", DEVICES[user % 3]);
    attributes.put("language", LANGUAGES[user % 4]);
    attributes.put("email", "user" + user + "@example.com");
    attributes.put("beta", user % 2 == 0);
    return attributes;
  }

  /** The definitions as a flag file has them. */
  static Map<String, Object> document() {
    Map<String, Object> flags = new LinkedHashMap<>();
    flags().forEach(flag -> flags.put(flag.name(), definition(flag)));
    Map<String, Object> segments = new LinkedHashMap<>();
    segments().forEach(number -> segments.put("segment" + number, condition(segment(number))));
    return Map.of("flags", flags, "segments", segments);
  }

  private static Object definition(Spec flag) {
    if (flag.constant() != null) {
      return flag.constant();
    }
    Map<String, Object> definition = new LinkedHashMap<>();
    List<Object> rules = new ArrayList<>();
    for (Rule rule : flag.rules()) {
      rules.add(Map.of("if", condition(rule.clauses()), "enabled", rule.on()));
    }
    if (flag.segment() >= 0) {
      rules.add(Map.of("if", Map.of("$inSegment", "segment" + flag.segment()), "enabled", true));
    }
    if (!rules.isEmpty()) {
      definition.put("rules", rules);
    }
    definition.putAll(rollout(flag));
    if (flag.variants()) {
      definition.put("variants", Map.of("blue", variant("blue"), "green", variant("green")));
    }
    if (flag.requires() != null) {
      definition.put("requires", List.of(flag.requires()));
    }
    return definition;
  }

  private static Map<String, Object> rollout(Spec flag) {
    return flag.scheduled()
        ? Map.of(
            "schedule",
            Map.of(
                "start",
                "2026-01-01",
                "steps",
                List.of(
                    List.of(0, flag.percentage() / 2),
                    List.of(7, flag.percentage()),
                    List.of(36_500, 100))))
        : Map.of("percentage", flag.percentage());
  }

  private static Object variant(String color) {
    return Map.of("weight", 1, "value", Map.of("color", color, "size", 3));
  }

  private static Object condition(List<Clause> clauses) {
    List<Object> all = clauses.stream().<Object>map(RealisticSet::comparison).toList();
    return all.size() == 1 ? all.get(0) : Map.of("$and", all);
  }

  private static Object comparison(Clause clause) {
    Object first = clause.operands().get(0);
    return Map.of(
        clause.attribute(),
        switch (clause.op()) {
          case IN -> Map.of("$in", clause.operands());
          case AT_LEAST -> Map.of("$gte", first);
          case VERSION_AT_LEAST -> Map.of("$vgte", first);
          case VERSION_BELOW -> Map.of("$vlt", first);
        });
  }
}
