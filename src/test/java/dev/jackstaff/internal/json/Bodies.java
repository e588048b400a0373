package dev.jackstaff.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hostile bodies, each beside a valid one of the same size and shape.
 *
 * @param name what is wrong with it
 * @param hostile the body that is refused
 * @param valid the body that is taken
 */
public record Bodies(String name, String hostile, String valid) {
  static final int SIZE = 60_000;
  private static final String LONG = "k".repeat(SIZE / 2);

  byte[] hostileBytes() {
    return hostile.getBytes(StandardCharsets.UTF_8);
  }

  byte[] validBytes() {
    return valid.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }

  private static Bodies filled(String name, String before, String bad, String good, String after) {
    int times = (SIZE - before.length() - after.length()) / (bad.length() + 1);
    return new Bodies(
        name,
        before + repeated(times, i -> bad) + after,
        before + repeated(times, i -> good) + after);
  }

  private static Bodies numbered(
      String name, String before, String bad, String good, String after) {
    int times = (SIZE - before.length() - after.length()) / (bad.length() + 5);
    return new Bodies(
        name,
        before + repeated(times, i -> bad.replace("#", "" + (10_000 + i))) + after,
        before + repeated(times, i -> good.replace("#", "" + (10_000 + i))) + after);
  }

  private static String repeated(int times, IntFunction<String> part) {
    return IntStream.range(0, times).mapToObj(part).collect(Collectors.joining(","));
  }

  /** Contexts of one user. */
  public static List<Bodies> contexts() {
    String open = "{\"context\":{\"a\":[";
    return List.of(
        filled("a number without end", open, "1", "1", "],\"y\":1}}")
            .ending("1}}", "1e99999999999}}"),
        filled("a name there twice", open, "1", "1", "],\"y\":1}}").ending("y\":1}}", "a\":1}}"),
        longNamed(),
        filled("names there twice", "{\"context\":{", "\"a\":1", "\"a\":1", "}}")
            .against(filled("", open, "12345", "12345", "]}}").valid()),
        numbered("too many names", "{\"context\":{", "\"a#\":1", "\"a#\":1", "}}")
            .against(filled("", open, "123456789", "123456789", "]}}").valid()),
        filled("half characters", open, "\"\\ud800\"", "\"\\u00e9\"", "]}} ").ending("} ", "}}"),
        filled("a list that does not end", open, "1", "1", "]}}").ending("]}}", "]]}"),
        filled("too deep", open, "[[[[]]]]", "[[[[]]]]", "]}}")
            .hostile("{\"context\":{\"a\":" + "[".repeat(SIZE)),
        filled("too many digits", open, "1", "1", "]}}").hostile(open + "1".repeat(SIZE) + "]}}"),
        filled("half a name", open, "1", "1", "],\"x\\u00e9\":1}}").ending("]", "\"\\ud8"));
  }

  private static Bodies longNamed() {
    String items = repeated(SIZE / 4, i -> "1");
    return new Bodies(
        "a long name with a fault inside",
        "{\"context\":{\"" + LONG + "\":[" + items + "],\"y\":1e99999999999}}",
        "{\"context\":{\"k\":[" + items + "],\"y\":\"" + LONG + "\"}}");
  }

  /** Documents of flags. */
  static List<Bodies> documents() {
    return Stream.of(documentsOfSets(), documentsOfOneFlag(), documentsOfOperands())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Bodies> documentsOfSets() {
    return List.of(
        numbered("flags there twice", "{", "\"a\":true", "\"a#\":true", "}"),
        numbered("unknown properties", "{\"f\":{", "\"p#\":1", "\"p#\":1", "}}")
            .against(numbered("", "{\"f\":{\"variants\":{", "\"p#\":1", "\"p#\":1", "}}}").valid()),
        numbered(
            "impossible percentages",
            "{",
            "\"a#\":{\"percentage\":101}",
            "\"a#\":{\"percentage\":100}",
            "}"),
        numbered("impossible names", "{", "\".#\":true", "\"a#\":true", "}"),
        numbered("flags that are numbers", "{", "\"a#\":12345", "\"a#\":false", "}"),
        numbered(
            "unknown flags required",
            "{\"a10000\":true,",
            "\"a#b\":{\"requires\":[\"x#\"]}",
            "\"a#b\":{\"requires\":[\"a10000\"]}",
            "}"),
        numbered(
            "unknown segments",
            "{\"flags\":{\"f\":true},\"segments\":{\"a\":{},",
            "\"s#\":{\"$inSegment\":\"x\"}",
            "\"s#\":{\"$inSegment\":\"a\"}",
            "}}"),
        numbered(
            "flags in a circle",
            "{",
            "\"a#\":{\"requires\":[\"a#\"]}",
            "\"a#\":{\"description\":\"a1\"}",
            "}"));
  }

  private static List<Bodies> documentsOfOneFlag() {
    return List.of(
        wrong(
            "a long name with faults inside",
            "\"metadata\":{\"" + LONG + "\":{",
            "\"a\":1",
            "\"a#\":1",
            "}}"),
        wrong("users of a wrong type", "\"users\":[", "true", "\"true\"", "]"),
        wrong(
            "rules without an if",
            "\"rules\":[",
            "{\"enabled\":true}",
            "{\"if\":{},\"enabled\":true}",
            "]"),
        wrong(
            "unknown variants",
            "\"variants\":{\"a\":1},\"rules\":[",
            "{\"if\":{},\"variant\":\"x#\"}",
            "{\"if\":{},\"variant\":\"a\"}",
            "]"),
        wrong("impossible weights", "\"variants\":{", "\"v#\":-1", "\"v#\":1", "}"),
        wrong(
                "unknown operators",
                "\"rules\":[{\"enabled\":true,\"if\":{\"a\":{",
                "\"$x#\":1",
                "\"$eq\":1",
                "}}}]")
            .against(
                numbered(
                        "",
                        "{\"f\":{\"rules\":[{\"enabled\":true,\"if\":{",
                        "\"a#\":1",
                        "\"a#\":1",
                        "}}]}}")
                    .valid()));
  }

  private static List<Bodies> documentsOfOperands() {
    return List.of(
        wrong(
            "operands of a wrong type",
            "\"rules\":[{\"enabled\":true,\"if\":{\"$and\":[",
            "{\"a\":{\"$in\":1}}",
            "{\"a\":{\"$in\":[]}}",
            "]}}]"),
        wrong(
            "steps that cannot be",
            "\"schedule\":{\"start\":\"2026-11-20\",\"steps\":[",
            "[#,200]",
            "[#,20]",
            "]}"),
        wrong(
            "durations that cannot be",
            "\"schedule\":{\"start\":\"2026-11-20\",\"steps\":[",
            "[\"PX#H\",20]",
            "[\"PT#H\",20]",
            "]}"),
        wrong(
            "patterns that are none",
            "\"rules\":[{\"enabled\":true,\"if\":{\"$and\":[",
            "{\"a\":{\"$regex\":\"(\"}}",
            "{\"a\":{\"$regex\":\"(a)\"}}",
            "]}}]"),
        wrong("half characters", "\"tags\":[", "\"\\ud800\"", "\"\\u00e9\"", "]"),
        wrong(
            "misspelt properties",
            "\"rules\":[",
            "{\"if\":{},\"enabed\":true}",
            "{\"if\":{},\"enabled\":true}",
            "]"));
  }

  /** Definitions of one flag, of the same kinds. */
  static List<Bodies> definitions() {
    return documents().stream()
        .filter(bodies -> bodies.hostile.startsWith("{\"f\":{"))
        .map(Bodies::inner)
        .toList();
  }

  private static Bodies wrong(String name, String before, String bad, String good, String after) {
    return numbered(name, "{\"f\":{" + before, bad, good, after + "}}");
  }

  private Bodies inner() {
    return new Bodies(name, inner(hostile), inner(valid));
  }

  private static String inner(String document) {
    return document.substring("{\"f\":".length(), document.length() - 1);
  }

  private Bodies ending(String end, String bad) {
    return hostile(hostile.substring(0, hostile.lastIndexOf(end)) + bad);
  }

  private Bodies hostile(String body) {
    return new Bodies(name, body, valid);
  }

  private Bodies against(String body) {
    return new Bodies(name, hostile, body);
  }
}
