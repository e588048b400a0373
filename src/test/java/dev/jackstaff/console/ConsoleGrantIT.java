package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.Versioned;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guard grants steps of a schedule while people edit the flag. */
final class ConsoleGrantIT {
  private static final Pattern HIDDEN =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

  private static final Flag FLAG =
      Flag.builder("checkout")
          .schedule(Schedule.from(Instant.parse("2020-01-01T00:00:00Z"), Schedule.Step.days(0, 1)))
          .guard(Guard.DEFAULT)
          .build();

  private final MemoryFlagStore store = MemoryFlagStore.of(FlagSet.of(FLAG));
  private final ConsoleServer server = ConsoleServer.start(store);
  private final ConsoleClient ann = ConsoleClient.as("ann");

  @AfterEach
  void close() {
    server.close();
  }

  private Flag flag() {
    return store.find("checkout").orElseThrow().value();
  }

  private void grant(int steps) {
    Versioned<Flag> found = store.find("checkout").orElseThrow();
    Schedule granted = found.value().schedule().withGranted(steps);
    store.put(
        found.value().toBuilder().schedule(granted).build(),
        found.revision(),
        Change.by("guard", "step granted"));
  }

  private static Map<String, String> hidden(String page) {
    Map<String, String> fields = new HashMap<>();
    Matcher hidden = HIDDEN.matcher(page);
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
    return fields;
  }

  /** Opens the form as somebody does, with all that it sends along unseen. */
  private Map<String, String> open() {
    Map<String, String> fields = hidden(ann.get(server.uri("flag/checkout/edit")).body());
    fields.put("rollout", "schedule");
    fields.put("start", "2020-01-01T00:00:00Z");
    fields.put("stepOffset", "0");
    fields.put("stepPercentage", "1");
    fields.put("description", "edited");
    return fields;
  }

  private HttpResponse<String> save(Map<String, String> form) {
    return ann.post(server.uri("flag/checkout/edit"), form);
  }

  @Test
  void grant_whileSomebodyEdits_isNoConflict_andIsKept() {
    Map<String, String> form = open();
    grant(1);
    assertEquals(303, save(form).statusCode());
    assertEquals("edited", flag().about().description());
    assertEquals(OptionalInt.of(1), flag().schedule().granted());
    form = open();
    grant(2);
    grant(1);
    assertEquals(303, save(form).statusCode());
  }

  @Test
  void changeOfAnotherPerson_isAConflict_withAGrantOrWithout() {
    for (int steps = 0; steps < 2; steps++) {
      Map<String, String> form = open();
      store.setRollout("checkout", 7 + steps, Change.by("cas", null));
      HttpResponse<String> answer = save(form);
      assertEquals(409, answer.statusCode());
      assertTrue(answer.body().contains("Two versions of checkout"), answer.body());
      Versioned<Flag> found = store.find("checkout").orElseThrow();
      store.put(FLAG, found.revision(), Change.by("cas", null));
      grant(1);
    }
  }

  /** The guard has granted a step of another size. */
  @Test
  void grant_whileSomebodyEditsTheSteps_isAConflict() {
    Map<String, String> form = open();
    form.put("stepPercentage", "50");
    grant(1);
    assertEquals(409, save(form).statusCode());
    assertEquals(1, flag().schedule().percentage(1), 0);
    form = open();
    form.put("stepPercentage", "50");
    assertEquals(303, save(form).statusCode(), "somebody who has seen the grant");
  }

  @Test
  void formThatSaysNothingOfItsBase_isComparedByItsRevision() {
    Map<String, String> form = open();
    form.remove("base");
    grant(1);
    assertEquals(409, save(form).statusCode());
  }

  /** Opens the definition as JSON, and replaces a part of it. */
  private Map<String, String> openJson(String part, String by) {
    String page = ann.get(server.uri("flag/checkout/json")).body();
    Map<String, String> fields = hidden(page);
    String definition = FlagJson.writeFlag(flag());
    assertTrue(definition.contains(part), definition);
    fields.put("definition", definition.replace(part, by));
    return fields;
  }

  private int saveJson(Map<String, String> form) {
    return ann.post(server.uri("flag/checkout/json"), form).statusCode();
  }

  @Test
  void grant_whileSomebodyEditsAsJson_isNoConflict_andIsKept() {
    Map<String, String> form = openJson("\"guard\"", "\"description\": \"edited\", \"guard\"");
    grant(1);
    assertEquals(303, saveJson(form));
    assertEquals("edited", flag().about().description());
    assertEquals(OptionalInt.of(1), flag().schedule().granted());
    form = openJson("edited", "edited again");
    grant(2);
    assertEquals(303, saveJson(form));
    assertEquals("edited again", flag().about().description());
    assertEquals(OptionalInt.of(2), flag().schedule().granted());
  }

  @Test
  void grant_whileSomebodyEditsTheStepsOrTheirGrantAsJson_isAConflict() {
    Map<String, String> steps = openJson("[[0,1]]", "[[0,50]]");
    grant(1);
    assertEquals(409, saveJson(steps));
    Map<String, String> granted = openJson("\"granted\":1", "\"granted\":5");
    grant(2);
    assertEquals(409, saveJson(granted), "somebody who has written another number");
    assertEquals(OptionalInt.of(2), flag().schedule().granted());
    assertEquals(303, saveJson(openJson("\"granted\":2", "\"granted\":5")));
    assertEquals(OptionalInt.of(5), flag().schedule().granted());
  }

  @Test
  void changeOfAnotherPerson_isAConflictAsJson_andAGrantDuringTheChoiceIsNot() {
    Map<String, String> form = openJson("\"guard\"", "\"description\": \"mine\", \"guard\"");
    Versioned<Flag> found = store.find("checkout").orElseThrow();
    store.put(FLAG.toBuilder().enabled(true).build(), found.revision(), Change.by("cas", null));
    HttpResponse<String> answer = ann.post(server.uri("flag/checkout/json"), form);
    assertEquals(409, answer.statusCode());
    Map<String, String> choice = hidden(answer.body());
    choice.put("definition", form.get("definition"));
    grant(1);
    assertEquals(303, saveJson(choice));
    assertEquals("mine", flag().about().description());
    assertEquals(OptionalInt.of(1), flag().schedule().granted());
  }

  @Test
  void grant_whileSomebodyDeletes_isNoConflict_andAChangeIsOne() {
    URI page = server.uri("flag/checkout/delete");
    Map<String, String> form = hidden(ann.get(page).body());
    store.setRollout("checkout", 7, Change.by("cas", null));
    assertEquals(409, ann.post(page, form).statusCode());
    store.put(FLAG, store.find("checkout").orElseThrow().revision(), Change.by("cas", null));
    form = hidden(ann.get(page).body());
    grant(1);
    assertEquals(303, ann.post(page, form).statusCode());
    assertTrue(store.find("checkout").isEmpty());
  }

  /** An entity tag names one representation, which has the number of granted steps in it. */
  @Test
  void grant_afterAScriptHasRead_failsItsPrecondition() {
    ConsoleClient script = ConsoleClient.bearer(ConsoleServer.ADMIN_TOKEN);
    URI api = server.unguarded("api/flags/checkout");
    String tag = script.get(api).headers().firstValue("ETag").orElseThrow();
    grant(1);
    HttpResponse<String> answer =
        script.json("PUT", api, FlagJson.writeFlag(FLAG), "If-Match", tag);
    assertEquals(412, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("\"granted\":1"), answer.body());
  }
}
