package dev.jackstaff.benchmark;

import dev.jackstaff.FeatureFlags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The memory that each flag of 10,000 takes: its definition and its compiled form. */
public final class MemoryPerFlag {
  private static final int FLAGS = 10_000;

  /** Keeps an engine reachable while the heap is measured. */
  private static volatile FeatureFlags kept;

  private MemoryPerFlag() {}

  public static void main(String[] args) {
    System.out.println(Machine.line());
    System.out.println("| flag | bytes |");
    System.out.println("|---|---|");
    print("on for all", number -> true);
    print("a percentage", number -> Map.of("percentage", number % 99 + 0.5));
    print("a rule", number -> Map.of("rules", List.of(rule(number))));
  }

  private static Map<String, Object> rule(int number) {
    return Map.of("if", Map.of("plan", "p" + number), "percentage", number % 100);
  }

  private static void print(String title, IntFunction<Object> definition) {
    measure(definition); // once unmeasured, for what the JVM itself loads
    System.out.printf("| %s | %,d |%n", title, measure(definition));
  }

  private static long measure(IntFunction<Object> definition) {
    Map<String, Object> flags = new LinkedHashMap<>();
    for (int i = 0; i < FLAGS; i++) {
      flags.put("flag_number_" + i, definition.apply(i));
    }
    long before = used();
    FeatureFlags features = FeatureFlags.of(Jackstaff.read(flags));
    kept = features;
    long bytes = used() - before;
    features.close();
    kept = null;
    return bytes / FLAGS;
  }

  private static long used() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
