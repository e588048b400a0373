package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversion of ConfigCat's configuration, beside its own client. */
final class ConvertConfigCatTest {
  private static final String FILE =
      """
      {"p": {"s": "salt"},
       "s": [{"n": "Nordic", "r": [{"a": "Country", "c": 0, "l": ["DK", "SE"]}]}],
       "f": {
        "plain": {"t": 0, "v": {"b": true}},
        "listed": {"t": 0, "v": {"b": false}, "r": [
          {"c": [{"u": {"a": "Identifier", "c": 0, "l": ["user-1", "user-2"]}}],
           "s": {"v": {"b": true}}}]},
        "rules": {"t": 1, "v": {"s": "none"}, "r": [
          {"c": [{"u": {"a": "Email", "c": 32, "l": ["@x.org"]}},
                 {"u": {"a": "age", "c": 15, "d": 18}}], "s": {"v": {"s": "adult"}}},
          {"c": [{"s": {"s": 0, "c": 0}}], "s": {"v": {"s": "nordic"}}},
          {"c": [{"u": {"a": "plan", "c": 1, "l": ["free"]}}], "s": {"v": {"s": "paid"}}}]},
        "outside": {"t": 0, "v": {"b": false}, "r": [
          {"c": [{"s": {"s": 0, "c": 1}}], "s": {"v": {"b": true}}}]},
        "unlike": {"t": 0, "v": {"b": false}, "r": [
          {"c": [{"u": {"a": "age", "c": 11, "d": 18}}, {"u": {"a": "app", "c": 5, "l": ["1.0.0"]}},
                 {"u": {"a": "plan", "c": 35, "l": ["gold"]}}], "s": {"v": {"b": true}}}]},
        "version": {"t": 0, "v": {"b": false}, "r": [
          {"c": [{"u": {"a": "app", "c": 9, "s": "2.1.0"}}], "s": {"v": {"b": true}}}]},
        "rollout": {"t": 0, "v": {"b": false}, "p": [
          {"p": 25, "v": {"b": true}}, {"p": 75, "v": {"b": false}}]},
        "split": {"t": 2, "v": {"i": 0}, "p": [
          {"p": 60, "v": {"i": 1}}, {"p": 40, "v": {"i": 2}}]},
        "hashed": {"t": 0, "v": {"b": false}, "r": [
          {"c": [{"u": {"a": "Email", "c": 16, "l": ["0a1b"]}}], "s": {"v": {"b": true}}}]}}}
      """;

  @TempDir private Path directory;

  private ConvertRun converted() throws IOException {
    return ConvertRun.of("configcat", directory, "config_v6.json", FILE);
  }

  @Test
  void settings_becomeTheirCounterparts() throws IOException {
    ConvertRun run = converted();
    assertEquals("true", run.definition("plain"));
    assertEquals("{\"users\":[\"user-1\",\"user-2\"]}", run.definition("listed"));
    assertEquals("{\"percentage\":25}", run.definition("rollout"));
    assertEquals(
        "{\"enabled\":true,\"variants\":{\"0\":{\"value\":0,\"weight\":0},"
            + "\"1\":{\"value\":1,\"weight\":60},\"2\":{\"value\":2,\"weight\":40}}}",
        run.definition("split"));
  }

  @Test
  void client_agreesForEveryUser_exceptOnPercentages() throws IOException {
    ConvertRun run = converted();
    for (String flag : List.of("plain", "listed", "rules", "outside", "unlike", "version")) {
      assertEquals(0, run.changed(flag), flag + "\n" + run.err());
    }
    assertEquals(3_750, run.changed("rollout"), 300);
    assertEquals(4_800, run.changed("split"), 300);
  }

  @Test
  void hashedValues_areLeftOut() throws IOException {
    String err = converted().err();
    assertTrue(err.contains("hashed: rule 1: left out: its values are hashed in the file"), err);
  }

  @Test
  void faults_areNamedWithTheirPath_allAtOnce() throws IOException {
    ConvertRun run =
        ConvertRun.of(
            "configcat",
            directory,
            "bad.json",
            """
            {"f": {"a": {"t": 0, "v": true}, "b": {"t": 0, "v": {"b": true},
              "p": [{"p": 250, "v": {"b": true}}]}}}
            """);
    assertEquals(Tools.FAILED, run.status());
    assertEquals(
        """
        bad.json: f.a.v: must have a value 'b', 's', 'i' or 'd'
        bad.json: f.b.p[0].p: must be a number from 0 to 100, was 250
        """,
        run.err().replace(directory + "/", ""));
  }
}
