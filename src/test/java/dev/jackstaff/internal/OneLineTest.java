package dev.jackstaff.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OneLineTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x0A, 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x061C, 0x200B, 0x200D, 0x200E, 0x2028, 0x2029,
        0x202E, 0x2060, 0x2066, 0xD800, 0xDFFF, 0xFEFF, 0xE0001, 0xE0041
      })
  void whatNobodySees_isOneSpace(int hidden) {
    String twice = Character.toString(hidden) + Character.toString(hidden);
    assertEquals("a b", OneLine.of("a" + twice + "b"));
  }

  @Test
  void whatIsSeen_stays() {
    String text = "Größe 日本 \ud83d\udd25 <b>";
    assertEquals(text, OneLine.of(text));
  }

  @Test
  void cut_neverSplitsACharacter() {
    assertEquals("a…", OneLine.cut("a\ud83d\udd25b", 2));
    assertEquals("abc", OneLine.cut("abc", 3));
  }
}
