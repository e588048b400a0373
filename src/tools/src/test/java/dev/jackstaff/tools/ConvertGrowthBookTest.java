package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversion of GrowthBook's features. */
final class ConvertGrowthBookTest {
  private static final String FILE =
      """
      {"savedGroups": {"grp_1": ["user-1", "user-2"]},
       "features": {
        "plain": {"defaultValue": true},
        "group": {"defaultValue": false, "rules": [
          {"condition": {"id": {"$inGroup": "grp_1"}}, "force": true}]},
        "rollout": {"defaultValue": false, "rules": [
          {"condition": {"country": "DE", "age": {"$gte": 18}}, "force": true},
          {"force": true, "coverage": 0.25, "hashAttribute": "company"}]},
        "split": {"defaultValue": "x", "rules": [
          {"variations": ["x", "y", "z"], "weights": [0.5, 0.3, 0.2], "hashAttribute": "id"}]},
        "gated": {"defaultValue": false, "rules": [
          {"parentConditions": [{"id": "plain", "condition": {"value": true}, "gate": true}]},
          {"force": true}]},
        "odd": {"defaultValue": false, "rules": [
          {"condition": {"id": {"$inGroup": "gone"}}, "force": true},
          {"condition": {"a": {"$near": 3}}, "force": true},
          {"parentConditions": [{"id": "plain", "condition": {"value": true}}], "force": true},
          {"force": true, "coverage": 0.5},
          {"condition": {"a": 1}, "force": true}]}}}
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("growthbook", directory, "features.json", FILE);
  }

  @Test
  void features_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("true", run.definition("plain"));
    assertEquals("{\"users\":[\"user-1\",\"user-2\"]}", run.definition("group"));
    assertEquals(
        "{\"bucketBy\":\"company\",\"rules\":["
            + "{\"if\":{\"country\":\"DE\",\"age\":{\"$gte\":18}},\"enabled\":true},"
            + "{\"if\":{},\"percentage\":25}]}",
        run.definition("rollout"));
    assertEquals(
        "{\"enabled\":true,\"variants\":{\"x\":50,\"y\":30,\"z\":20},"
            + "\"rules\":[{\"if\":{},\"enabled\":true},{\"if\":{},\"variant\":\"x\"}]}",
        run.definition("split"));
    assertEquals(
        "{\"requires\":[\"plain\"],\"rules\":[{\"if\":{},\"enabled\":true}]}",
        run.definition("gated"));
  }

  @Test
  void whatHasNoCounterpart_isReported() throws IOException {
    String err = converted().err();
    assertTrue(err.contains("odd: rule 1: left out: there is no list of its saved group"), err);
    assertTrue(err.contains("odd: rule 2: left out: unknown operator '$near'"), err);
    assertTrue(err.contains("odd: rule 3: left out: only a whole flag requires another"), err);
    assertTrue(err.contains("odd: rule 4: changed: users outside of its coverage"), err);
    assertTrue(err.contains("not compared: "), err);
  }

  @Test
  void encryptedPayload_isRefused() throws IOException {
    ConvertRun run =
        ConvertRun.of("growthbook", directory, "e.json", "{\"encryptedFeatures\": \"vMSg==\"}");
    assertEquals(Tools.FAILED, run.status());
    assertTrue(run.err().contains("encryptedFeatures: are encrypted; take"), run.err());
  }
}
