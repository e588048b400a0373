package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.jackstaff.internal.json.PlainJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
