package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jackstaff.internal.json.FlagJson;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Operator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionRowsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"country\":\"DE\"}",
        "{\"age\":18}",
        "{\"age\":\"18\"}",
        "{\"on\":true,\"off\":\"true\",\"none\":null,\"empty\":\"\"}",
        "{\"app\":{\"$exists\":true,\"$vlt\":\"2.4.0\"}}",
        "{\"plan\":{\"$in\":[\"pro\",\"team\",3,\"4\"]}}",
        "{\"plan\":{\"$in\":[]}}",
        "{\"plan\":{\"$in\":[\"a,b\",\"c\"]}}",
        "{\"name\":{\"$regex\":\"^a, b$\"}}",
        "{\"$inSegment\":\"staff\"}",
        "{\"$inSegment\":[\"staff\",\"beta\"],\"age\":{\"$gte\":18}}",
        "{\"list\":[1,2],\"map\":{\"$eq\":{\"a\":1}}}",
        "{\"ip\":{\"$cidr\":\"10.0.0.0/8\"}}",
        "{\"ip\":{\"$cidr\":[\"10.0.0.0/8\"]}}",
        "{\"ip\":{\"$cidr\":[\"10.0.0.0/8\",\"::1\"]}}",
        "{\"$inSegment\":[\"staff\"]}",
        "{\"blank\":\" \",\"padded\":\" x \",\"quoted\":\"\\\"x\\\"\"}"
      })
  void condition_throughRows_isTheSame(String json) {
    List<ConditionRows.Term> rows = ConditionRows.of(PlainJson.read(json, "test"));
    assertEquals(json, PlainJson.write(ConditionRows.condition(rows)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$or\":[{\"a\":1}]}",
        "{\"a\":{\"$not\":{\"$eq\":1}}}",
        "{\"a\":{\"$size\":2}}",
        "{\"$not\":{\"a\":1}}",
        "[]",
        "\"text\""
      })
  void nestedCondition_hasNoRows(String json) {
    assertNull(ConditionRows.of(PlainJson.read(json, "test")));
  }

  /** Returns what a person types for an operator, and the operand that is meant. */
  private static List<String> typed(Operator operator) {
    return switch (operator) {
      case EQ, NE -> List.of("de", "\"de\"");
      case LT, LTE, GT, GTE -> List.of("18", "18");
      case IN, NIN, ALL, INI, NINI, ALLI -> List.of("de, dk", "[\"de\",\"dk\"]");
      case EXISTS -> List.of("true", "true");
      case REGEX, REGEXI -> List.of("123", "\"123\"");
      case TYPE -> List.of("null", "\"null\"");
      case VEQ, VNE, VLT, VLTE, VGT, VGTE -> List.of("2.10", "\"2.10\"");
      case CIDR -> List.of("10.0.0.0/8, ::1", "[\"10.0.0.0/8\",\"::1\"]");
      case BEFORE, AFTER -> List.of("2026-11-20T09:00:00Z", "\"2026-11-20T09:00:00Z\"");
    };
  }

  @ParameterizedTest
  @EnumSource
  void typedText_isTheOperandThatTheOperatorTakes(Operator operator) {
    List<String> typed = typed(operator);
    ConditionRows.Term row = new ConditionRows.Term("a", operator.text(), typed.get(0));
    Map<String, ?> condition = ConditionRows.condition(List.of(row));
    String operand =
        operator == Operator.EQ
            ? typed.get(1)
            : "{\"" + operator.text() + "\":" + typed.get(1) + "}";
    assertEquals("{\"a\":" + operand + "}", PlainJson.write(condition));
    assertNotNull(FlagJson.readCondition("s", PlainJson.write(condition), "typed"));
    assertEquals(List.of(row), ConditionRows.of(condition));
  }

  @Test
  void rowsThatCannotShareAnObject_areJoinedByAnd() {
    List<ConditionRows.Term> twice =
        List.of(
            new ConditionRows.Term("a", "$ne", "x"),
            new ConditionRows.Term("a", "$ne", "y"),
            new ConditionRows.Term("", "$eq", ""));
    assertEquals(
        "{\"$and\":[{\"a\":{\"$ne\":\"x\"}},{\"a\":{\"$ne\":\"y\"}}]}",
        PlainJson.write(ConditionRows.condition(twice)));
  }
}
