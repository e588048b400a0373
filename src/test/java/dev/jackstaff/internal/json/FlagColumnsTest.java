package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that other programs have written. */
final class FlagColumnsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1, 2]",
        "[]",
        "\"text\"",
        "\"[1]\"",
        "7",
        "true",
        "null",
        "{broken",
        "",
        "{\"a\": 1e99999999999}",
        "{\"a\": \"\\ud800\"}",
      })
  void row_metadataIsNoObject_turnsNothingOff(String metadata) {
    Flag flag = flag(null, metadata, null);
    assertEquals(20, flag.percentage().orElseThrow());
    assertEquals(Map.of(), flag.about().metadata());
  }

  @Test
  void row_metadataThereTwiceOrNestedDeeply_turnsNothingOff() {
    assertEquals(Map.of("a", 2), flag(null, "{\"a\": 1, \"a\": 2}", null).about().metadata());
    String deep = "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}";
    assertEquals(20, flag(null, deep, null).percentage().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1E+400}",
        "{\"a\":0.1234567890123456789012345678901234567890}",
        "{\"a\":1.50,\"b\":1.5,\"c\":100,\"d\":100.0}",
        "{\"a\":123456789012345678901234567890}",
        "{\"a\":[1.10,{\"b\":-0.000001}],\"c\":null,\"d\":1.0E-400}",
      })
  void metadata_readAndWritten_losesNoDigit(String metadata) {
    Flag flag = flag(null, metadata, null);
    assertEquals(metadata, FlagColumns.of(flag, false, 20.0, List.of()).metadata());
    String definition = FlagJson.writeFlag(flag);
    assertTrue(definition.contains(metadata), definition);
    assertEquals(flag, FlagJson.readFlag("f", definition, "f"));
  }

  @Test
  void row_exponentWithoutSign_isReadAsTheSameNumber() {
    Flag flag = flag(null, "{\"a\":1e400}", null);
    assertEquals("{\"a\":1E+400}", FlagColumns.of(flag, false, null, List.of()).metadata());
  }

  @Test
  void row_usersAreIntegers_areReadAsTheirDecimalText() {
    Flag flag = flag("[1, \"user:2\", 3000000000, 12345678901234567890123]", null, null);
    assertEquals(Set.of("1", "user:2", "3000000000", "12345678901234567890123"), flag.users());
    FlagColumns columns = new FlagColumns(false, null, "[1, \"2\"]", null, null);
    assertEquals(List.of("1", "2"), columns.ids("f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "\"a\"", "[1.0]", "[true]", "[null]", "[[1]]"})
  void row_usersAreNoIds_isRefused(String users) {
    assertThrows(InvalidFlagsException.class, () -> flag(users, null, null));
    FlagColumns columns = new FlagColumns(false, null, users, null, null);
    assertThrows(InvalidFlagsException.class, () -> columns.ids("f"));
  }

  @Test
  void row_whatPeopleReadIsWrong_turnsNothingOff() {
    String definition =
        """
        {"description": 7, "owner": [], "tags": "a", "created": "soon", "expires": 1,
         "permanent": "no", "salt": "s"}
        """;
    Flag flag = flag(null, null, definition);
    assertEquals(20, flag.percentage().orElseThrow());
    assertEquals("s", flag.salt());
    assertThrows(
        InvalidFlagsException.class, () -> flag(null, null, "{\"description\": 7, \"salt\": 7}"));
  }

  private static Flag flag(String users, String metadata, String definition) {
    return new FlagColumns(false, 20.0, users, metadata, definition).flag("f", Set.of());
  }
}
