package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Kill;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A kill that can be read in a definition counts, whatever else is wrong with it. */
final class StopsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"killed\": true}",
        "{\"killed\": \"true\"}",
        "{\"killed\": \"yes\"}",
        "{\"killed\": 1}",
        "{\"killed\": {}}",
        "{\"killed\": []}",
        "{\"killed\": {\"by\": 7, \"at\": \"soon\"}}",
        "{\"percentage\": \"fifty\", \"killed\": true}",
        "{\"killed\": true, \"killed\": false}",
        "{\"killed\": false, \"killed\": true}",
        "{\"killed\": true, \"rules\": [{",
        "{\"rules\": [{\"if\": 3}], \"percentge\": 5, \"killed\": true}",
        "\"{\\\"killed\\\": true}\"",
      })
  void definition_itsKillCanBeRead_isKilled(String definition) {
    assertTrue(Stops.ofDefinition(definition).killed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "false",
        "null",
        "[]",
        "7",
        "",
        "{",
        "{\"killed\": ",
        "{\"killed\": false}",
        "{\"killed\": null}",
        "{\"killed\": \"false\"}",
        "{\"killed\": \"\"}",
        "{\"killed\": 0}",
        "{\"rules\": [{\"killed\": true}]}",
        "{\"metadata\": {\"killed\": true}}",
      })
  void definition_noKill_isNotKilled(String definition) {
    assertFalse(Stops.ofDefinition(definition).killed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          false                                                              | false | true
          {}                                                                 | false | true
          {"percentage": 0}                                                  | true  | true
          {"percentage": 0, "typo": 1}                                       | true  | true
          {"percentage": 0, "requires": ["gone"]}                            | true  | true
          {"enabled": true, "percentage": 0}                                 | true  | false
          {"percentage": 0, "users": ["a"]}                                  | true  | false
          {"percentage": 0, "rules": [{"if": {}, "enabled": true}]}          | true  | false
          {"percentage": 5}                                                  | false | false
          {"schedule": {}}                                                   | false | true
          {"schedule": {"start": "x"}}                                       | false | false
          {"percentage": 0, "rules"                                          | true  | false
          true                                                               | false | false
          """)
  void definition_readLeniently_tellsWhatTurnsItOn(String definition, boolean zero, boolean off) {
    Stops stops = Stops.ofDefinition(definition);
    assertEquals(new Stops(null, zero, off), stops);
  }

  @Test
  void kill_withItsReason_isKept() {
    String definition =
        "{\"killed\": {\"by\": \"ada\", \"at\": \"2026-01-02T03:04:05Z\", \"reason\": \"errors\"}, 7";
    assertEquals(
        new Kill("ada", Instant.parse("2026-01-02T03:04:05Z"), "errors"),
        Stops.ofDefinition(definition).kill());
  }

  @Test
  void columns_wrongUsersAndMetadata_stillSayTheKill() {
    FlagColumns columns =
        new FlagColumns(true, 100.0, "{broken", "[1, 2", "{\"killed\": true, \"percentage\": 300}");
    assertTrue(columns.stops(Set.of("enabled", "percentage")).killed());
  }

  @Test
  void columns_percentageOfZero_turnItOnForNobody() {
    FlagColumns columns = new FlagColumns(false, 0.0, "[]", "[1, 2", "{\"requires\": [\"gone\"]}");
    assertEquals(new Stops(null, true, true), columns.stops(Set.of()));
    FlagColumns listed = new FlagColumns(false, 0.0, "{broken", null, null);
    assertEquals(new Stops(null, true, false), listed.stops(Set.of()));
    FlagColumns changed = new FlagColumns(false, 0.0, null, null, "{\"percentage\": 50}");
    assertEquals(new Stops(null, false, false), changed.stops(Set.of()));
    assertEquals(new Stops(null, true, true), changed.stops(Set.of("percentage")));
  }

  @Test
  void document_brokenBelowAKill_tellsTheKill() {
    String text = "{\"flags\": {\"a\": {\"killed\": true}, \"b\": true, \"c\": {\"killed\": 1, }";
    Map<String, Stops> stops = Stops.ofDocument(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(Set.of("a", "b", "c"), stops.keySet());
    assertTrue(stops.get("a").killed());
    assertFalse(stops.get("b").killed());
    assertTrue(stops.get("c").killed());
  }

  @Test
  void document_flagThereTwice_killOfEitherCounts() {
    String text =
        "{\"a\": true, \"a\": {\"killed\": true}, \"b\": {\"killed\": true}, \"b\": true}";
    Map<String, Stops> stops = Stops.ofDocument(text.getBytes(StandardCharsets.UTF_8));
    assertTrue(stops.get("a").killed());
    assertTrue(stops.get("b").killed());
  }

  @Test
  void flags_anyRandomOne_readAsTheirDefinitionsDo() {
    RandomFlags random = new RandomFlags(1);
    for (int i = 0; i < 5_000; i++) {
      Flag flag = random.flag("f" + i);
      Stops known = Stops.of(flag);
      Stops read = Stops.ofDefinition(FlagJson.writeFlag(flag));
      assertEquals(known.killed(), read.killed(), () -> FlagJson.writeFlag(flag));
      assertEquals(known.noRollout(), read.noRollout(), () -> FlagJson.writeFlag(flag));
      // Rules are not looked into, so off may be told of fewer.
      assertTrue(known.off() || !read.off(), () -> FlagJson.writeFlag(flag));
    }
  }

  @Test
  void kills_cutOffOrChangedByteByByte_neverThrowAndStayBeforeTheFault() {
    byte[] document =
        "{\"a\": {\"killed\": true}, \"b\": {\"percentage\": 3, \"users\": [\"x\"]}}"
            .getBytes(StandardCharsets.UTF_8);
    int end = new String(document, StandardCharsets.UTF_8).indexOf('}') + 1;
    for (int at = 0; at < document.length; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = document.clone();
        changed[at] = (byte) value;
        Stops stops = Stops.ofDocument(changed).getOrDefault("a", Stops.NONE);
        assertTrue(at < end || stops.killed(), "byte " + at + " as " + value);
      }
    }
  }
}
