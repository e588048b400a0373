package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.MemoryFlagStore;
import dev.jackstaff.store.StaleRevisionException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleImportTest {
  private static final Change CHANGE = Change.by("test", null);

  private static FlagSet set(String json) {
    return FlagDocument.read(json.getBytes(StandardCharsets.UTF_8), "test");
  }

  /** Sets whose definitions refer to each other, so that the order of the steps counts. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "{\"a\": true} | {\"c\": {\"requires\": [\"b\"]}, \"b\": {\"requires\": [\"a\"]}, \"a\": false}",
        "{\"a\": {\"requires\": [\"b\"]}, \"b\": true} | {\"a\": true, \"b\": {\"requires\": [\"a\"]}}",
        "{\"a\": {\"requires\": [\"b\"]}, \"b\": {\"requires\": [\"c\"]}, \"c\": true} | {\"d\": true}",
        "{\"flags\": {\"a\": {\"rules\": [{\"if\": {\"$inSegment\": \"s\"}, \"enabled\": true}]}},"
            + " \"segments\": {\"s\": {\"x\": 1}}} | {\"flags\": {\"a\": {\"rules\": [{\"if\":"
            + " {\"$inSegment\": \"t\"}, \"enabled\": true}]}}, \"segments\": {\"t\":"
            + " {\"$inSegment\": \"u\"}, \"u\": {\"y\": 2}}}"
      })
  void replacing_makesTheDocument_stepByStep(String before, String after) {
    MemoryFlagStore store = MemoryFlagStore.of(set(before));
    new ImportPlan(store.flags(), set(after), true).apply(store, CHANGE);
    assertEquals(new HashSet<>(set(after).flags()), new HashSet<>(store.flags().flags()));
    assertEquals(set(after).segments(), store.flags().segments());
  }

  @Test
  void changeSinceThePreview_isNotOverwritten() {
    MemoryFlagStore store = MemoryFlagStore.of(set("{\"a\": true}"));
    ImportPlan wanted = new ImportPlan(store.flags(), set("{\"a\": {\"percentage\": 5}}"), true);
    store.setRollout("a", 70, CHANGE);
    assertThrows(StaleRevisionException.class, () -> wanted.apply(store, CHANGE));
    assertEquals(
        Flag.builder("a").enabled(true).percentage(70).build(),
        store.find("a").orElseThrow().value());
  }
}
