package dev.jackstaff.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Definitions of which a decision should reach only a part, each with its small counterpart. */
public enum Shape implements Subject {
  USERS_100("100 listed users", () -> users(100)),
  USERS_100000("100,000 listed users", () -> users(100_000)),
  RULES_1("1 rule, the first holds", () -> rules(1)),
  RULES_50("50 rules, the first holds", () -> rules(50)),
  SEGMENTS_1("1 segment", () -> segments(1)),
  SEGMENTS_1000("1,000 segments, one is asked", () -> segments(1000));

  /** The flag that is asked for. */
  static final String FLAG = "the_flag";

  private interface Definition {
    Map<String, Object> document();
  }

  private final String title;
  private final Definition definition;

  Shape(String title, Definition definition) {
    this.title = title;
    this.definition = definition;
  }

  @Override
  public String title() {
    return title;
  }

  /** The same with little of it. */
  Shape small() {
    return values()[ordinal() & ~1];
  }

  Map<String, Object> document() {
    return definition.document();
  }

  static String user(int number) {
    return "user:" + (1_000_000 + number);
  }

  private static Map<String, Object> users(int count) {
    return Map.of(FLAG, Map.of("users", list(count, Shape::user)));
  }

  private static Map<String, Object> rules(int count) {
    return Map.of(FLAG, Map.of("rules", list(count, Shape::rule)));
  }

  private static Object rule(int number) {
    Object condition =
        number == 0 ? Map.of("id", Map.of("$gt", "user:")) : Map.of("id", "nobody" + number);
    return Map.of("if", condition, "enabled", true);
  }

  private static Map<String, Object> segments(int count) {
    Map<String, Object> segments = new LinkedHashMap<>();
    for (int number = 0; number < count; number++) {
      segments.put(
          "segment" + number, Map.of("id", Map.of("$gt", "user:" + "0".repeat(number % 3))));
    }
    Map<String, Object> flags = new LinkedHashMap<>();
    for (int number = 0; number < count; number++) {
      String name = number == 0 ? FLAG : "flag" + number;
      flags.put(name, Map.of("rules", List.of(inSegment(number))));
    }
    return Map.of("flags", flags, "segments", segments);
  }

  private static Object inSegment(int number) {
    return Map.of("if", Map.of("$inSegment", "segment" + number), "enabled", true);
  }

  private static List<Object> list(int count, IntFunction<Object> item) {
    return IntStream.range(0, count).mapToObj(item).toList();
  }
}
