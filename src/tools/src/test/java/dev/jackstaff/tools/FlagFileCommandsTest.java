package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.FlagSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read flag files: {@code check}, {@code diff} and {@code explain}. */
final class FlagFileCommandsTest {
  private static final String DOUBTFUL =
      """
      {
        "segments": {"staff": {"mail": {"$regex": "@shop$"}}, "nobody": {"a": 1}},
        "flags": {
          "old": {"enabled": true, "expires": "2020-01-01"},
          "still": {"guard": {}, "percentage": 100},
          "one": {"guard": {}, "percentage": 10, "salt": "s"},
          "two": {"percentage": 10, "salt": "s"},
          "late": {"rules": [
            {"if": {}, "enabled": true},
            {"if": {"$inSegment": "staff"}, "enabled": false}]}
        }
      }
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Tools.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  private static FlagSet set(String content) {
    return FlagDocument.read(content.getBytes(StandardCharsets.UTF_8), "flags.json");
  }

  @Test
  void check_ofAnInvalidFile_listsEveryProblemWithItsLine_andFails() throws IOException {
    String file =
        file("bad.json", "{\n\"a\": {\"percentage\": 101},\n\"b\": {\"enabld\": true}\n}");
    assertEquals(Tools.FOUND, run("check", file));
    String text = out.toString();
    assertTrue(text.contains("bad.json:2: error: a: percentage must be between"), text);
    assertTrue(text.contains("bad.json:3: error: b: "), text);
    assertTrue(text.contains("2 problems, 0 warnings in 1 file"), text);
  }

  @Test
  void check_ofAValidFile_warns_andFailsOnlyIfStrict() throws IOException {
    String file = file("flags.json", DOUBTFUL);
    assertEquals(0, run("check", file), err::toString);
    String text = out.toString();
    assertTrue(text.contains("flags.json:4: warning: old: expired on 2020-01-01 (expired)"), text);
    assertTrue(text.contains("still: its guard has no two groups to compare"), text);
    assertTrue(
        text.contains("one: its guard cannot tell it from flags with the same salt: two"), text);
    assertTrue(text.contains("late: rule 1 applies to every user, so rule 2 never does"), text);
    assertTrue(text.contains("segments.nobody: no flag or segment uses it"), text);
    assertTrue(text.contains("0 problems, 5 warnings in 1 file"), text);
    assertEquals(Tools.FOUND, run("check", "--strict", file));
  }

  @Test
  void check_inEveryFormat_isReadByMachines() throws IOException {
    String file = file("flags.json", DOUBTFUL);
    assertEquals(0, run("check", "--format", "json", file));
    assertEquals(5, ((List<?>) PlainJson.read(out.toString(), "out")).size());
    out.getBuffer().setLength(0);
    assertEquals(0, run("check", "--format=sarif", file));
    Map<?, ?> sarif = (Map<?, ?>) PlainJson.read(out.toString(), "out");
    Map<?, ?> first = (Map<?, ?>) ((List<?>) sarif.get("runs")).get(0);
    assertEquals(5, ((List<?>) first.get("results")).size());
    out.getBuffer().setLength(0);
    assertEquals(0, run("check", "--format=github", file));
    assertTrue(out.toString().lines().allMatch(line -> line.startsWith("::warning file=")));
  }

  @Test
  void diff_agreesWithBothSets_forEveryUser() throws IOException {
    String before = "{\"a\": {\"percentage\": 10}, \"same\": true, \"gone\": true}";
    String after = "{\"a\": {\"percentage\": 25}, \"same\": true, \"new\": false}";
    assertEquals(0, run("diff", file("old.json", before), file("new.json", after)), err::toString);
    try (FeatureFlags old = FeatureFlags.of(set(before));
        FeatureFlags next = FeatureFlags.of(set(after))) {
      long changed =
          IntStream.rangeClosed(1, 10_000)
              .mapToObj(i -> "user-" + i)
              .filter(id -> old.isEnabled("a", id) != next.isEnabled("a", id))
              .count();
      String line = String.format("  off → on: %,d, such as user-", changed);
      assertTrue(out.toString().contains(line), out.toString());
    }
    assertTrue(out.toString().contains("  on → not defined: 10,000"), out.toString());
    assertTrue(out.toString().contains("  not defined → off: 10,000"), out.toString());
    assertTrue(out.toString().contains("3 of 4 flags changed"), out.toString());
  }

  @Test
  void diff_ofRules_hasUsersWithTheirAttributes() throws IOException {
    String before =
        "{\"a\": {\"rules\": [{\"if\": {\"geo.country\": \"DE\"}, \"enabled\": true}]}}";
    String after =
        "{\"a\": {\"rules\": [{\"if\": {\"geo.country\": {\"$in\": [\"DE\", \"FR\"]}}, \"enabled\": true}]}}";
    assertEquals(0, run("diff", "--users=300", file("old.json", before), file("new.json", after)));
    assertTrue(out.toString().contains("{\"geo\":{\"country\":\"FR\"}}"), out.toString());
    assertTrue(out.toString().contains("off → on"), out.toString());
  }

  @Test
  void diff_ofTheSameFile_findsNothing_andALimitFails() throws IOException {
    String file = file("flags.json", DOUBTFUL);
    assertEquals(0, run("diff", "--fail-if-changes=0", file, file), err::toString);
    assertEquals("0 of 5 flags changed for some of 10,000 users\n", out.toString());
    String other =
        file("other.json", DOUBTFUL.replace("\"percentage\": 10,", "\"percentage\": 30,"));
    assertEquals(Tools.FOUND, run("diff", "--fail-if-changes=5", file, other));
    assertEquals(0, run("diff", "--fail-if-changes=50", file, other));
  }

  @Test
  void explain_namesTheReason_theBucket_andUnknownFlags() throws IOException {
    String file =
        file(
            "flags.json",
            """
            {"a": {"percentage": 50}, "k": {"killed": true},
             "r": {"rules": [{"if": {"age": {"$gte": 18}}, "enabled": true}]}}
            """);
    assertEquals(0, run("explain", "--user=anna", "--attribute", "age=40", file), err::toString);
    String text = out.toString();
    assertTrue(
        text.matches("(?s)a: (on|off), since its percentage decides: bucket .*50.0\n.*"), text);
    assertTrue(text.contains("k: off, since it is killed\n"), text);
    assertTrue(text.contains("r: on, since rule 1 applies\n"), text);
    assertEquals(Tools.FOUND, run("explain", file, "nowhere"));
    assertTrue(
        out.toString().contains("nowhere: off, since there is no such flag"), out.toString());
  }

  @Test
  void fileThatIsMissing_orInvalid_isRefusedInOneLine() throws IOException {
    for (String command : List.of("check", "explain")) {
      assertEquals(Tools.FAILED, run(command, directory.resolve("none.json").toString()));
      assertTrue(err.toString().contains("there is no such file"), err.toString());
      err.getBuffer().setLength(0);
    }
    String bad = file("bad.json", "{\"a\": 1}");
    assertEquals(Tools.FAILED, run("diff", bad, bad));
    assertTrue(err.toString().contains("bad.json:1:"), err.toString());
    assertEquals(Tools.FAILED, run("diff", "--users=0", bad, bad));
    assertTrue(err.toString().contains("--users must be 1 to 1,000,000, was 0"), err.toString());
  }
}
