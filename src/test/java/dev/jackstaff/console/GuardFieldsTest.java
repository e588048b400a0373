package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardFieldsTest {
  private static String definition(Map<String, String> fields, Map<String, Object> present) {
    Map<String, List<String>> form = new LinkedHashMap<>();
    fields.forEach((name, value) -> form.put(name, List.of(value)));
    Map<String, Object> definition = FlagForm.definition(FormData.ofLists(form), present);
    return FlagJson.writeFlag(FlagJson.readFlag("a", PlainJson.write(definition), "a"));
  }

  @Test
  void guard_filledIn_isRead() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("guard.shown", "1");
    fields.put("guard", "on");
    fields.put("guard/errors", "on");
    fields.put("guard/slow", "auto");
    fields.put("guard/metrics", "purchase down\r\nrefund up\r\n");
    fields.put("guard/window", "PT1H");
    fields.put("guard/then", "hold");
    fields.put("guard/atLeast", "8");
    fields.put("guard/tolerance", "0,01");
    assertEquals(
        "{\"guard\":{\"slow\":\"auto\",\"metrics\":{\"purchase\":\"down\",\"refund\":\"up\"},"
            + "\"window\":\"PT1H\",\"then\":\"hold\",\"atLeast\":8,\"tolerance\":0.01}}",
        definition(fields, Map.of()));
  }

  @Test
  void guard_withEmptyFields_hasTheDefaults() {
    Map<String, String> fields =
        Map.of("guard.shown", "1", "guard", "on", "guard/errors", "on", "guard/then", "kill");
    assertEquals("{\"guard\":{}}", definition(fields, Map.of()));
  }

  @Test
  void guard_ofAFormThatDoesNotShowIt_isKept_andOneThatDoesCanRemoveIt() {
    Map<String, Object> present = Map.of("guard", Map.of("min", 7));
    assertEquals("{\"guard\":{\"min\":7}}", definition(Map.of("owner", ""), present));
    assertEquals("false", definition(Map.of("guard.shown", "1"), present));
  }

  @Test
  void problem_ofASetting_isShownAtItsField() {
    Problem problem = Problem.of("a", "/guard/slow", "slow must be a positive duration");
    String html =
        new GuardFields(FormField.of(List.of(problem)), Map.of("slow", "PT0S", "then", "notify"))
            .all()
            .toString();
    assertTrue(html.contains("id=\"f-guard/slow-error\">slow must be a positive duration"), html);
    assertTrue(html.contains("value=\"PT0S\""), html);
    assertTrue(html.contains("value=\"notify\" checked"), html);
    assertFalse(html.contains("value=\"kill\" checked"), html);
  }

  @Test
  void steps_withAnAudienceAndAPlan_areRead() {
    Map<String, List<String>> form = new LinkedHashMap<>();
    form.put("rollout", List.of("schedule"));
    form.put("start", List.of("2026-11-20"));
    form.put("stepOffset", List.of("0", "PT6H", ""));
    form.put("stepPercentage", List.of("", "50", ""));
    form.put("stepSegment", List.of("staff", "", ""));
    assertEquals(
        "{\"start\":\"2026-11-20\",\"steps\":[[0,{\"segment\":\"staff\"}],[\"PT6H\",50]]}",
        PlainJson.write(FlagForm.definition(FormData.ofLists(form), Map.of()).get("schedule")));
    form.put("stepOffset", List.of("", "", ""));
    form.put("stepPercentage", List.of("", "", ""));
    form.put("stepSegment", List.of("", "", ""));
    form.put("plan", List.of("careful"));
    assertEquals(
        "{\"start\":\"2026-11-20\",\"plan\":\"careful\"}",
        PlainJson.write(
            FlagForm.definition(
                    FormData.ofLists(form), Map.of("schedule", Map.of("steps", List.of())))
                .get("schedule")));
  }

  @Test
  void layer_filledIn_isRead_andRemovedByEmptyFields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("layer/name", "shop");
    fields.put("layer/from", "0");
    fields.put("layer/to", "50");
    assertEquals(
        "{\"layer\":{\"name\":\"shop\",\"from\":0,\"to\":50}}", definition(fields, Map.of()));
    fields.replaceAll((name, value) -> "");
    assertEquals(
        "false", definition(fields, Map.of("layer", Map.of("name", "s", "from", 0, "to", 1))));
  }
}
