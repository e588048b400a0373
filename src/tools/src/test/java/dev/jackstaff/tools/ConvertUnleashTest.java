package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversion of Unleash's client features, beside its own client. */
final class ConvertUnleashTest {
  private static final String FILE =
      """
      {"version": 2,
       "segments": [{"id": 7, "name": "nordic", "constraints": [
         {"contextName": "country", "operator": "IN", "values": ["DK", "SE"]}]}],
       "features": [
        {"name": "plain", "type": "kill-switch", "enabled": true,
         "strategies": [{"name": "default", "parameters": {}}]},
        {"name": "resting", "enabled": false, "strategies": [
         {"name": "userWithId", "parameters": {"userIds": "user-1, user-2"}}]},
        {"name": "listed", "enabled": true, "strategies": [
         {"name": "userWithId", "parameters": {"userIds": "user-1,user-2"}}]},
        {"name": "rollout", "enabled": true, "strategies": [
         {"name": "flexibleRollout",
          "parameters": {"rollout": "25", "stickiness": "userId", "groupId": "rollout"}}]},
        {"name": "everybody", "enabled": true, "strategies": [
         {"name": "flexibleRollout",
          "parameters": {"rollout": "100", "stickiness": "default", "groupId": "everybody"}}]},
        {"name": "constrained", "enabled": true, "strategies": [
         {"name": "flexibleRollout", "parameters": {"rollout": "0", "stickiness": "userId",
          "groupId": "constrained"}},
         {"name": "default", "constraints": [
          {"contextName": "email", "operator": "STR_ENDS_WITH", "values": ["@X.org"],
           "caseInsensitive": true},
          {"contextName": "age", "operator": "NUM_GTE", "value": "18"},
          {"contextName": "plan", "operator": "IN", "values": ["free"], "inverted": true}]},
         {"name": "default", "segments": [7]}]},
        {"name": "coloured", "enabled": true, "strategies": [{"name": "default"}],
         "variants": [
          {"name": "red", "weight": 500, "stickiness": "default",
           "payload": {"type": "string", "value": "#f00"},
           "overrides": [{"contextName": "userId", "values": ["user-9"]}]},
          {"name": "green", "weight": 500, "stickiness": "default",
           "payload": {"type": "string", "value": "#0f0"}}]},
        {"name": "child", "enabled": true, "strategies": [{"name": "default"}],
         "dependencies": [{"feature": "listed"}]},
        {"name": "sessions", "enabled": true, "strategies": [
         {"name": "flexibleRollout",
          "parameters": {"rollout": "100", "stickiness": "sessionId", "groupId": "g"}}]},
        {"name": "own", "enabled": true,
         "strategies": [{"name": "default",
          "variants": [{"name": "of_strategy", "weight": 1000, "stickiness": "default"}]}],
         "variants": [{"name": "of_feature", "weight": 1000, "stickiness": "default"}]},
        {"name": "hosts", "enabled": true, "strategies": [
         {"name": "applicationHostname", "parameters": {"hostNames": "a,b"}}]}]}
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("unleash", directory, "features.json", FILE);
  }

  @Test
  void features_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("{\"type\":\"ops\",\"enabled\":true}", run.definition("plain"));
    assertEquals("{\"percentage\":25}", run.definition("rollout"));
    assertEquals(
        "{\"killed\":true,\"rules\":"
            + "[{\"if\":{\"id\":{\"$in\":[\"user-1\",\"user-2\"]}},\"enabled\":true}]}",
        run.definition("resting"));
    assertEquals(
        "{\"percentage\":0,\"rules\":["
            + "{\"if\":{\"email\":{\"$regexi\":\"@X\\\\.org$\"},\"age\":{\"$gte\":18},"
            + "\"$not\":{\"plan\":{\"$in\":[\"free\"]}}},\"enabled\":true},"
            + "{\"if\":{\"$and\":[{\"$inSegment\":\"nordic\"}]},\"enabled\":true}]}",
        run.definition("constrained"));
    assertEquals("{\"requires\":[\"listed\"],\"enabled\":true}", run.definition("child"));
  }

  @Test
  void strategyOfTheServer_isLeftOut() throws IOException {
    String err = converted().err();
    assertTrue(
        err.contains("hosts: strategy 1: left out: there is no strategy 'applicationHostname'"),
        err);
  }

  @Test
  void client_agreesForEveryUser_exceptOnRollouts() throws IOException {
    ConvertRun run = converted();
    for (String flag :
        List.of(
            "plain",
            "resting",
            "listed",
            "everybody",
            "constrained",
            "child",
            "sessions",
            "own",
            "hosts")) {
      assertEquals(0, run.changed(flag), flag + "\n" + run.err());
    }
    assertEquals(3_750, run.changed("rollout"), 300);
    assertEquals(5_000, run.changed("coloured"), 300);
  }

  @Test
  void faults_areNamedWithTheirPath_allAtOnce() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "unleash",
            directory,
            "bad.json",
            """
            {"features": [
              {"enabled": true},
              {"name": "b", "enabled": "true", "strategies": [
                {"name": "flexibleRollout", "parameters": {"rollout": "a quarter"}},
                {"name": "flexibleRollout", "parameters": {"rollout": "250"}}]}]}
            """);
    assertEquals(Tools.FAILED, run.status());
    assertEquals(
        """
        bad.json: features[0]: must have a 'name'
        bad.json: features[1].strategies[0].parameters.rollout: must be a number, was "a quarter"
        bad.json: features[1].strategies[1].parameters.rollout: must be a number from 0 to 100, \
        was "250"
        bad.json: features[1].enabled: must be true or false, was "true"
        """,
        run.err().replace(directory + "/", ""));
  }
}
