package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversion of flagd's definitions, beside its provider for OpenFeature. */
final class ConvertFlagdTest {
  private static final String FILE =
      """
      {
        "flags": {
          "plain": {"state": "ENABLED", "variants": {"on": true, "off": false},
                    "defaultVariant": "on"},
          "resting": {"state": "DISABLED", "variants": {"on": true, "off": false},
                      "defaultVariant": "on"},
          "staff": {"state": "ENABLED", "variants": {"on": true, "off": false},
            "defaultVariant": "off",
            "targeting": {"if": [{"$ref": "ofUs"}, "on", "off"]}},
          "colour": {"state": "ENABLED", "variants": {"red": "r", "green": "g", "blue": "b"},
            "defaultVariant": "red",
            "targeting": {"if": [
              {"and": [{"==": [{"var": "country"}, "DE"]}, {">=": [{"var": "age"}, 18]}]}, "green",
              {"in": [{"var": "plan"}, ["gold", "silver"]]}, "blue"]}},
          "nested": {"state": "ENABLED", "variants": {"a": 1, "b": 2, "c": 3},
            "defaultVariant": "a",
            "targeting": {"if": [{"==": [{"var": "country"}, "DE"]},
              {"if": [{"==": [{"var": "plan"}, "gold"]}, "b"]},
              "c"]}},
          "listed": {"state": "ENABLED", "variants": {"on": true, "off": false},
            "defaultVariant": "off",
            "targeting": {"if": [{"in": [{"var": "targetingKey"}, ["user-1", "user-2"]]}, "on"]}},
          "version": {"state": "ENABLED", "variants": {"on": true, "off": false},
            "defaultVariant": "off",
            "targeting": {"if": [{"sem_ver": [{"var": "app"}, ">=", "2.1.0"]}, "on", "off"]}},
          "rollout": {"state": "ENABLED", "variants": {"on": true, "off": false},
            "defaultVariant": "off",
            "targeting": {"fractional": [["on", 25], ["off", 75]]}},
          "split": {"state": "ENABLED", "variants": {"x": "x", "y": "y"}, "defaultVariant": "x",
            "targeting": {"fractional": [
              {"cat": [{"var": "$flagd.flagKey"}, {"var": "targetingKey"}]},
              ["x", 60], ["y", 40]]}}
        },
        "$evaluators": {"ofUs": {"ends_with": [{"var": "email"}, "@shop.org"]}}
      }
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("flagd", directory, "flagd.json", FILE);
  }

  @Test
  void flags_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("true", run.definition("plain"));
    assertEquals("{\"enabled\":true,\"killed\":true}", run.definition("resting"));
    assertEquals(
        "{\"rules\":[{\"if\":{\"email\":{\"$regex\":\"@shop\\\\.org$\"}},\"enabled\":true}]}",
        run.definition("staff"));
    assertEquals("{\"users\":[\"user-1\",\"user-2\"]}", run.definition("listed"));
    assertEquals("{\"percentage\":25}", run.definition("rollout"));
    assertEquals("{\"enabled\":true,\"variants\":{\"x\":60,\"y\":40}}", run.definition("split"));
    assertEquals(
        "{\"enabled\":true,\"variants\":{\"red\":{\"value\":\"r\",\"weight\":1},"
            + "\"green\":{\"value\":\"g\",\"weight\":0},\"blue\":{\"value\":\"b\",\"weight\":0}},"
            + "\"rules\":[{\"if\":{\"country\":{\"$eq\":\"DE\"},\"age\":{\"$gte\":18}},"
            + "\"variant\":\"green\"},"
            + "{\"if\":{\"plan\":{\"$in\":[\"gold\",\"silver\"]}},\"variant\":\"blue\"}]}",
        run.definition("colour"));
  }

  @Test
  void provider_agreesForEveryUser_exceptOnFractions() throws IOException {
    ConvertRun run = converted();
    for (String flag :
        List.of("plain", "resting", "staff", "colour", "nested", "listed", "version")) {
      assertEquals(0, run.changed(flag), flag + "\n" + run.err());
    }
    assertEquals(3_750, run.changed("rollout"), 300);
    assertEquals(4_800, run.changed("split"), 300);
  }

  @Test
  void faults_areNamedWithTheirPath_allAtOnce() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "flagd",
            directory,
            "bad.json",
            """
            {"flags": {
              "a": {"state": "ON", "variants": {"on": true}, "defaultVariant": "on"},
              "b": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "off"},
              "c": {"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on",
                    "targeting": {"if": [{"$ref": "gone"}, "off"]}}}}
            """);
    assertEquals(Tools.FAILED, run.status());
    assertEquals(
        """
        bad.json: flags.a.state: must be ENABLED or DISABLED, was 'ON'
        bad.json: flags.b.defaultVariant: there is no variant 'off'
        bad.json: flags.c.targeting.if[0]: there is no evaluator 'gone'
        """,
        run.err().replace(directory + "/", ""));
  }

  @Test
  void logicWithoutACounterpart_isReported() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "flagd",
            directory,
            "odd.json",
            """
            {"flags": {"odd": {"state": "ENABLED", "variants": {"on": true, "off": false},
              "defaultVariant": "off",
              "targeting": {"if": [
                {"==": [{"%": [{"var": "n"}, 2]}, 0]}, "on",
                {">": [{"var": "$flagd.timestamp"}, 5]}, "on"]}},
              "inner": {"state": "ENABLED", "variants": {"on": true, "off": false},
              "defaultVariant": "off",
              "targeting": {"fractional": [[{"var": "x"}, 50], ["off", 50]]}}}}
            """);
    String err = run.err();
    assertTrue(err.contains("inner: branch 1: left out: a variant and its weight"), err);
    assertTrue(err.contains("odd: branch 1: left out: "), err);
    assertTrue(
        err.contains("odd: branch 2: left out: '$flagd.timestamp' is no attribute of a user"), err);
  }
}
