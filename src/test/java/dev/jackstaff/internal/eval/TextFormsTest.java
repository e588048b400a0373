package dev.jackstaff.internal.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.User;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of texts that count as numbers, instants and the same letters. */
final class TextFormsTest {
  private static final String LETTERS = "01-+.eE";
  private static final int MAX_LENGTH = 6;
  private static final Pattern JSON =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private static boolean holds(Operator operator, Object operand, Object value) {
    Condition condition = Condition.where("a", operator, operand);
    return Holding.compiled(condition, Map.of())
        .decide("f", User.anonymous().with("a", value), Instant.EPOCH)
        .on();
  }

  /** Each text of up to 6 of the characters that numbers have. */
  @Test
  void text_isANumber_ifAndOnlyIfItIsOneInJson() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertEquals(JSON.matcher(text).matches(), Comparisons.number(text) != null, text);
      if (text.length() < MAX_LENGTH) {
        LETTERS.chars().forEach(c -> texts.add(text + (char) c));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "07", "7.", "7.e0", "+7", "07.0"})
  void text_thatIsNoNumberInJson_equalsNoNumber(String text) {
    assertFalse(holds(Operator.EQ, 7, text));
    assertFalse(holds(Operator.IN, List.of(7), text));
    assertFalse(holds(Operator.GT, 1, text));
  }

  @ParameterizedTest
  @CsvSource({
    "1.5, 1, true",
    "1, 1.5, false",
    "1.5, 1.25, true",
    "1.25, 1.25, false",
    "-1.25, -1.5, true",
    "1763629200000.25, 1763629200000, true",
    "1e-400, 0, false",
    "0.000001, 0, true"
  })
  void milliseconds_withFractions_compareExactly(BigDecimal a, BigDecimal b, boolean after) {
    assertEquals(after, holds(Operator.AFTER, b, a));
    assertEquals(after, holds(Operator.BEFORE, a, b));
    assertEquals(after, holds(Operator.AFTER, b.toString(), a.toString()));
    assertEquals(after, holds(Operator.AFTER, b.doubleValue(), a.doubleValue()));
  }

  @Test
  void instant_withAPointAndNoDigits_isNone() {
    assertFalse(holds(Operator.AFTER, 0, "2026-11-20T09:00:00.Z"));
    assertFalse(holds(Operator.AFTER, 0, "2026-11-20T09:00:00.+01:00"));
    assertTrue(holds(Operator.AFTER, 0, "2026-11-20T09:00:00.5Z"));
    assertThrows(
        IllegalArgumentException.class,
        () -> Condition.where("a", Operator.AFTER, "2026-11-20T09:00:00.Z"));
  }

  @Test
  void instant_outOfRange_isRefusedWithThatReason() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> Condition.where("a", Operator.AFTER, 1e30));
    assertTrue(
        refused.getMessage().endsWith("not 1.0E30, which is out of range"), refused::getMessage);
  }

  /** Each character that has another case, those beyond 16 bits too. */
  @Test
  void character_inAnotherCase_isTheSameToIni() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      int upper = Character.toUpperCase(c);
      if (upper != c) {
        List<Object> folded =
            CaseFolding.fold(List.of(Character.toString(c), Character.toString(upper)));
        assertEquals(folded.get(0), folded.get(1), Integer.toHexString(c));
      }
    }
    assertTrue(holds(Operator.INI, List.of("\uD801\uDC28"), "\uD801\uDC00"));
  }

  @Test
  void dotlessAndDottedI_areOneLetterToIniAlone() {
    for (String letter : List.of("i", "I", "\u0131", "\u0130")) {
      assertTrue(holds(Operator.INI, List.of("i"), letter), letter);
      assertEquals("iI".contains(letter), holds(Operator.REGEXI, "^i$", letter), letter);
    }
  }
}
