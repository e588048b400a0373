package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversion of LaunchDarkly's flag data, beside its own client. */
final class ConvertLaunchDarklyTest {
  private static final String FILE =
      """
      {
        "flagValues": {"simple": true, "greeting": "hello"},
        "segments": {
          "beta": {"key": "beta", "version": 1, "included": ["user-1"], "excluded": ["user-2"],
                   "rules": [{"clauses": [{"attribute": "plan", "op": "in", "values": ["gold"]}]}]}
        },
        "flags": {
          "rollout": {"key": "rollout", "on": true, "variations": [true, false], "offVariation": 1,
            "salt": "s",
            "targets": [{"values": ["user-3", "user-4"], "variation": 0}],
            "rules": [
              {"id": "a", "clauses": [{"attribute": "country", "op": "in", "values": ["DE", "DK"]}],
               "variation": 0},
              {"id": "b", "clauses": [{"attribute": "email", "op": "endsWith", "values": ["@x.org"]},
                                      {"attribute": "age", "op": "greaterThan", "values": [18]}],
               "variation": 1}],
            "fallthrough": {"rollout": {"variations": [
              {"variation": 0, "weight": 25000}, {"variation": 1, "weight": 75000}]}}},
          "colour": {"key": "colour", "on": true, "variations": ["red", "green", "blue"],
            "offVariation": 0, "salt": "s",
            "targets": [{"values": ["user-9"], "variation": 2}],
            "rules": [{"clauses": [{"attribute": "beta", "op": "segmentMatch", "values": ["beta"]}],
                       "variation": 1}],
            "fallthrough": {"variation": 0}},
          "split": {"key": "split", "on": true, "variations": [10, 20], "salt": "s",
            "fallthrough": {"rollout": {"variations": [
              {"variation": 0, "weight": 60000}, {"variation": 1, "weight": 40000}]}}},
          "resting": {"key": "resting", "on": false, "variations": [true, false], "offVariation": 1,
            "targets": [{"values": ["user-5"], "variation": 0}], "fallthrough": {"variation": 0}},
          "served": {"key": "served", "on": false, "variations": ["a", "b"], "offVariation": 1,
            "fallthrough": {"variation": 0}},
          "nobody": {"key": "nobody", "on": true, "variations": [true, false], "offVariation": 1,
            "rules": [{"clauses": [{"attribute": "country", "op": "in", "values": ["DE"],
                                    "negate": true}], "variation": 0}],
            "fallthrough": {"variation": 1}},
          "needs": {"key": "needs", "on": true, "variations": [true, false], "offVariation": 1,
            "prerequisites": [{"key": "nobody", "variation": 0}], "fallthrough": {"variation": 0}},
          "versions": {"key": "versions", "on": true, "variations": [true, false],
            "rules": [{"clauses": [{"attribute": "app", "op": "semVerGreaterThan",
                                    "values": ["2.1.0"]}], "variation": 0}],
            "fallthrough": {"variation": 1}}
        }
      }
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("launchdarkly", directory, "flagdata.json", FILE);
  }

  @Test
  void flags_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("true", run.definition("simple"));
    assertEquals(
        "{\"users\":[\"user-3\",\"user-4\"],\"percentage\":25,\"rules\":["
            + "{\"if\":{\"country\":{\"$in\":[\"DE\",\"DK\"]}},\"enabled\":true},"
            + "{\"if\":{\"email\":{\"$regex\":\"@x\\\\.org$\"},\"age\":{\"$gt\":18}},"
            + "\"enabled\":false}]}",
        run.definition("rollout"));
    assertEquals(
        "{\"enabled\":true,\"variants\":{\"red\":1,\"green\":0,\"blue\":0},\"rules\":["
            + "{\"if\":{\"id\":{\"$in\":[\"user-9\"]}},\"variant\":\"blue\"},"
            + "{\"if\":{\"$inSegment\":[\"beta\"]},\"variant\":\"green\"}]}",
        run.definition("colour"));
    assertEquals(
        "{\"enabled\":true,\"variants\":{\"10\":{\"value\":10,\"weight\":60},"
            + "\"20\":{\"value\":20,\"weight\":40}}}",
        run.definition("split"));
    assertEquals(
        "{\"killed\":true,\"users\":[\"user-5\"],\"enabled\":true}", run.definition("resting"));
    assertEquals("{\"requires\":[\"nobody\"],\"enabled\":true}", run.definition("needs"));
  }

  @Test
  void client_agreesForEveryUser_exceptOnRollouts() throws IOException {
    ConvertRun run = converted();
    for (String flag :
        List.of(
            "simple", "greeting", "colour", "resting", "served", "nobody", "needs", "versions")) {
      assertEquals(0, run.changed(flag), flag + "\n" + run.err());
    }
    // Of those whom no rule decides, 2 * 0.25 * 0.75 and 2 * 0.6 * 0.4.
    assertTrue(run.changed("rollout") > 300 && run.changed("rollout") < 3_750, run.err());
    assertEquals(4_800, run.changed("split"), 300);
  }

  @Test
  void faults_areNamedWithTheirPath_allAtOnce() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "launchdarkly",
            directory,
            "bad.json",
            """
            {"flags": {
              "a": {"on": "yes", "variations": [true, false], "fallthrough": {"variation": 2}},
              "b": {"on": true, "variations": true, "fallthrough": {}}}}
            """);
    assertEquals(Tools.FAILED, run.status());
    assertEquals(
        """
        bad.json: flags.a.on: must be true or false, was "yes"
        bad.json: flags.a.fallthrough.variation: must be the index of one of 2 variations
        bad.json: flags.b.variations: must be a list, was true
        bad.json: flags.b.fallthrough: must have a 'variation' or a 'rollout'
        """,
        run.err().replace(directory + "/", ""));
    run = ConvertRun.of("launchdarkly", directory, "no.json", "{\"flags\": \n{");
    assertTrue(run.err().contains("no.json:2:"), run.err());
    run = ConvertRun.of("launchdarkly", directory, "other.json", "{}");
    assertTrue(run.err().contains("is it flag data of LaunchDarkly?"), run.err());
  }

  @Test
  void whatHasNoCounterpart_isReported() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "launchdarkly",
            directory,
            "odd.json",
            """
            {"flags": {"odd": {"on": true, "variations": ["a", "b", "c"], "rules": [
              {"clauses": [{"attribute": "x", "op": "looksLike", "values": ["y"]}], "variation": 0},
              {"clauses": [{"attribute": "x", "op": "matches", "values": ["(?=y)"]}],
               "variation": 0},
              {"clauses": [], "rollout": {"variations": [
                {"variation": 0, "weight": 90000}, {"variation": 1, "weight": 10000}]}}],
              "fallthrough": {"rollout": {"variations": [
                {"variation": 1, "weight": 50000}, {"variation": 2, "weight": 50000}]}}}}}
            """);
    String err = run.err();
    assertTrue(err.contains("odd: rule 1: left out: the operator 'looksLike' is not known"), err);
    assertTrue(err.contains("odd: rule 2: left out: "), err);
    assertTrue(err.contains("odd: rule 3: changed: a flag here has one set of weights"), err);
    assertTrue(err.contains("odd: all others: other users: "), err);
  }
}
