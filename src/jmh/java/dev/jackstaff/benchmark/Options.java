package dev.jackstaff.benchmark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line: {@code name=value} words over defaults, an unknown name refused. */
record Options(Map<String, String> values) {

  private static final Map<String, String> REPORT =
      Map.of(
          "rounds", "3",
          "warmup", "2000",
          "measure", "300",
          "flags", "100,1000,10000",
          "checks", "10,10000",
          "threads", "1,2",
          "server", "3",
          "only", "");

  static Options parse(String... args) {
    return parse(REPORT, args);
  }

  static Options parse(Map<String, String> defaults, String... args) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length != 2 || !defaults.containsKey(pair[0])) {
        throw new IllegalArgumentException(arg + ": options are name=value of " + defaults);
      }
      values.put(pair[0], pair[1]);
    }
    return new Options(values);
  }

  String text(String name) {
    return values.get(name);
  }

  int count(String name) {
    return Integer.parseInt(text(name));
  }

  List<Integer> counts(String name) {
    return Arrays.stream(text(name).split(","))
        .filter(word -> !word.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }
}
