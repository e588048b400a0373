package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.Versioned;
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

  /** Opens the form as somebody does, with all that it sends along unseen. */
  private Map<String, String> open() {
    Map<String, String> fields = new HashMap<>();
    Matcher hidden = HIDDEN.matcher(ann.get(server.uri("flag/checkout/edit")).body());
    while (hidden.find()) {
      fields.put(hidden.group(1), hidden.group(2));
    }
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
}
