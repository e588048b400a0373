package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jackstaff.model.About;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Guard;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Operator;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Schedule.Step;
import dev.jackstaff.model.Variant;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagJsonTest {
  private static final Condition EU = Condition.in("country", "DE", "FR");

  private static final String EVERYTHING =
      """
      {"enabled":true,"users":["user:1","user:42"],"percentage":12.5,\
      "rules":[{"if":{"country":{"$in":["DE","FR"]}},"enabled":false},\
      {"if":{},"percentage":50},{"if":{"plan":"pro"},"variant":"green"}],\
      "variants":{"control":50,"green":{"weight":25.5,"value":"#0a0"}},\
      "requires":["other","!another"],"bucketBy":"company","salt":"2026",\
      "killed":{"by":"ada","at":"2026-11-20T09:00:00.500Z","reason":"too slow"},\
      "guard":{"errors":false,"slow":"PT0.8S","alpha":0.01,"then":"hold","min":50},\
      "type":"experiment","description":"The green button","owner":"ada","tags":["shop"],\
      "created":"2026-11-01","expires":"2027-01-01T11:30:00Z","permanent":true,\
      "metadata":{"ticket":17}}""";

  private static Flag everything() {
    return Flag.builder("button")
        .enabled(true)
        .users("user:1", "user:42")
        .percentage(12.5)
        .rule(Rule.enabled(EU, false))
        .rule(Rule.percentage(Condition.always(), 50))
        .rule(Rule.variant(Condition.is("plan", "pro"), "green"))
        .variant(Variant.of("control", 50))
        .variant(Variant.of("green", 25.5, "#0a0"))
        .requires("other", "!another")
        .bucketBy("company")
        .salt("2026")
        .killed(new Kill("ada", Instant.parse("2026-11-20T09:00:00.5Z"), "too slow"))
        .guard(new Guard(false, Duration.ofMillis(800), 0.01, Guard.Then.HOLD, 50))
        .type(FlagType.EXPERIMENT)
        .about(
            new About(
                "The green button",
                "ada",
                List.of("shop"),
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2027-01-01T11:30:00Z"),
                true,
                Map.of("ticket", 17)))
        .build();
  }

  @Test
  void everyProperty_readAndWritten_isAsTheTableSays() {
    assertEquals(everything(), read("button", EVERYTHING));
    assertEquals(EVERYTHING, FlagJson.writeFlag(everything()));
  }

  @Test
  void schedule_read_hasItsStepsInTheZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Flag flag =
        read(
            "a",
            """
            {"schedule": {"start": "2026-10-24", "zone": "Europe/Berlin", "granted": 1,
              "steps": [[3, 50], [0, 1], ["PT6H", 5.5]], "hold": "2026-10-25T12:00:00Z"}}
            """);
    Schedule expected =
        new Schedule(
            LocalDate.of(2026, 10, 24).atStartOfDay(berlin).toInstant(),
            berlin,
            List.of(Step.days(0, 1), Step.after(Duration.ofHours(6), 5.5), Step.days(3, 50)),
            Instant.parse("2026-10-25T12:00:00Z"),
            OptionalInt.of(1));
    assertEquals(expected, flag.schedule());
    assertEquals(
        "{\"schedule\":{\"start\":\"2026-10-24\",\"zone\":\"Europe/Berlin\","
            + "\"steps\":[[0,1],[\"PT6H\",5.5],[3,50]],"
            + "\"hold\":\"2026-10-25T12:00:00Z\",\"granted\":1}}",
        FlagJson.writeFlag(flag));
  }

  @Test
  void dateOfSchedule_startsInItsZone_andDateOfCreationInUtc() {
    Flag flag =
        read(
            "a",
            "{\"schedule\": {\"start\": \"2026-11-20\", \"zone\": \"Asia/Tokyo\", \"steps\": [[0, 1]]},"
                + " \"created\": \"2026-11-20\"}");
    assertEquals(Instant.parse("2026-11-19T15:00:00Z"), flag.schedule().start());
    assertEquals(Instant.parse("2026-11-20T00:00:00Z"), flag.about().created());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true|true",
        "false|false",
        "{}|false",
        "{\"enabled\": true}|true",
        "{\"enabled\": false}|false",
        "{\"percentage\": 20.0}|{\"percentage\":20}",
        "{\"killed\": true}|{\"killed\":true}",
        "{\"killed\": {}}|{\"killed\":true}",
        "{\"killed\": false}|false",
        "{\"guard\": {}}|{\"guard\":{}}",
        "{\"guard\": {\"slow\": \"PT15S\"}}|{\"guard\":{\"slow\":\"PT15S\"}}",
        "{\"guard\": {\"slow\": \"auto\", \"patience\": \"PT10S\"}}|{\"guard\":{\"slow\":\"auto\"}}",
        "{\"guard\": {\"metrics\": {\"b\": \"up\", \"a\": \"down\"}}}|{\"guard\":{\"metrics\":{\"a\":\"down\",\"b\":\"up\"}}}",
        "{\"guard\": {\"min\": 200, \"then\": \"kill\"}}|{\"guard\":{}}",
        "{\"type\": \"release\", \"bucketBy\": \"id\", \"salt\": \"a\"}|false",
        "{\"users\": [\"b\", \"a\", \"b\"]}|{\"users\":[\"b\",\"a\"]}",
        "{\"variants\": {\"x\": {\"weight\": 1.0, \"value\": \"x\"}}}|{\"variants\":{\"x\":1}}",
        "{\"variants\": {\"x\": {\"weight\": 1, \"value\": null}}}"
            + "|{\"variants\":{\"x\":{\"weight\":1,\"value\":null}}}",
        "{\"created\": \"2026-11-20T01:00:00+01:00\"}|{\"created\":\"2026-11-20\"}",
      })
  void definition_readAndWritten_isCanonical(String json, String canonical) {
    assertEquals(canonical, FlagJson.writeFlag(read("a", json)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":1}",
        "{\"a\":null,\"b\":{},\"c\":{\"d\":[1]}}",
        "{\"a\":{\"$eq\":{\"$x\":1}}}",
        "{\"a\":{\"$gt\":1,\"$lt\":5},\"b\":true}",
        "{\"a\":{\"$eq\":1,\"$ne\":2}}",
        "{\"$and\":[{\"a\":{\"$gt\":1}},{\"b\":2},{\"a\":{\"$lt\":5}}]}",
        "{\"$and\":[{\"a\":1}]}",
        "{\"$or\":[],\"$and\":[{\"a\":1},{\"b\":1}],\"$nor\":[{\"c\":1}],\"$not\":{\"d\":1}}",
        "{\"$inSegment\":\"beta\"}",
        "{\"$inSegment\":[\"a\",\"b\"]}",
        "{\"a\":{\"$elemMatch\":{\"$gt\":3,\"b\":1,\"$not\":{\"$lt\":9}}}}",
        "{\"a\":{\"$size\":3,\"$all\":[1]},\"b\":{\"$size\":{\"$gt\":1,\"$lt\":3}}}",
      })
  void canonicalCondition_readAndWritten_isTheSame(String json) {
    assertEquals(json, FlagJson.writeCondition(condition(json)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\": {\"$eq\": 1}}|{\"a\":1}",
        "{\"a\": {\"$not\": {\"$gt\": 1, \"$lt\": 5}}}|{\"$not\":{\"a\":{\"$gt\":1,\"$lt\":5}}}",
        "{\"$not\": {\"$or\": [{\"a\": 1}]}}|{\"$nor\":[{\"a\":1}]}",
        "{\"$and\": [{\"a\": 1}, {\"b\": 2}]}|{\"a\":1,\"b\":2}",
        "{\"a\": {\"$not\": {\"$gt\": 1}}, \"b\": {\"$not\": {\"$gt\": 1}}}"
            + "|{\"$and\":[{\"$not\":{\"a\":{\"$gt\":1}}},{\"$not\":{\"b\":{\"$gt\":1}}}]}",
        "{\"$inSegment\": [\"a\"]}|{\"$inSegment\":\"a\"}",
        "{\"$and\": []}|{}",
      })
  void otherCondition_readAndWritten_isCanonical(String json, String canonical) {
    assertEquals(canonical, FlagJson.writeCondition(condition(json)));
    assertEquals(condition(json), condition(canonical));
  }

  @Test
  void operators_read_areTheModels() {
    assertEquals(
        Condition.all(
            Condition.where("a", Operator.GT, 1),
            Condition.where("a", Operator.LT, 5),
            Condition.is("b", List.of(1, 2)),
            new Condition.Not(new Condition.Any(List.of(Condition.is("c", 3)))),
            new Condition.AnyElement("d", Condition.where("", Operator.GT, 3)),
            new Condition.Size("e", Condition.is("", 3)),
            Condition.inSegment("beta")),
        condition(
            """
            {"a": {"$gt": 1, "$lt": 5}, "b": [1, 2], "$nor": [{"c": 3}],
             "d": {"$elemMatch": {"$gt": 3}}, "e": {"$size": 3}, "$inSegment": "beta"}
            """));
  }

  @Test
  void everyOperator_writtenAndRead_isTheSame() {
    for (Operator operator : Operator.values()) {
      List<Object> operands = Arrays.asList(1, "string", List.of("x"), true, "10.0.0.0/8");
      Condition condition =
          operands.stream()
              .filter(operand -> takes(operator, operand))
              .map(operand -> Condition.where("a", operator, operand))
              .findFirst()
              .orElseThrow();
      assertEquals(condition, condition(FlagJson.writeCondition(condition)));
    }
  }

  private static boolean takes(Operator operator, Object operand) {
    try {
      Condition.where("a", operator, operand);
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  @Test
  void anyFlag_writtenAndRead_isEqual() {
    for (int seed = 0; seed < 3000; seed++) {
      Flag flag = new RandomFlags(seed).flag("a");
      String written = FlagJson.writeFlag(flag);
      assertEquals(flag, read("a", written), written);
      assertEquals(written, FlagJson.writeFlag(read("a", written)));
    }
  }

  @Test
  void anyCondition_writtenAndRead_isEqual() {
    for (int seed = 0; seed < 10_000; seed++) {
      Condition condition = new RandomFlags(seed).condition(0, false);
      String written = FlagJson.writeCondition(condition);
      assertEquals(condition, condition(written), written);
    }
  }

  @Test
  void revision_ofTheSameDefinition_doesNotDependOnItsLayout() {
    Flag one = read("a", "{\"percentage\": 20.0, \"enabled\": false}");
    Flag other = read("a", "{ \"percentage\" : 2e1 }");
    assertEquals(FlagJson.revision(one), FlagJson.revision(other));
    assertEquals("b5bea41b6c623f7c", FlagJson.revision(Flag.on("a")));
  }

  @Test
  void revision_ofAnotherDefinition_isAnother() {
    assertNotEquals(
        FlagJson.revision(Flag.percentage("a", 20)), FlagJson.revision(Flag.percentage("a", 21)));
    assertNotEquals(
        FlagJson.revision(Condition.is("a", 1)), FlagJson.revision(Condition.is("a", "1")));
  }

  @Test
  void singleDefinition_withProblems_isRefusedWithAllOfThem() {
    InvalidFlagsException refused =
        assertThrows(
            InvalidFlagsException.class,
            () -> FlagJson.readFlag("a", "{\"percentge\": 1,\n \"percentage\": 101}", "row a"));
    assertEquals(
        "row a:1:2: a: unknown property 'percentge'; did you mean 'percentage'?\n"
            + "row a:2:16: a: percentage must be between 0 and 100, was 101",
        refused.getMessage());
    assertEquals("/percentge", refused.problems().get(0).pointer());
  }

  @Test
  void singleDefinition_withAWrongName_isRefused() {
    assertEquals(
        "row:1:1: the name 'flags' is reserved",
        assertThrows(InvalidFlagsException.class, () -> FlagJson.readFlag("flags", "true", "row"))
            .getMessage());
  }

  @Test
  void singleCondition_withAProblem_namesTheSegment() {
    assertEquals(
        "row:1:8: segments.beta: unknown operator '$x'",
        assertThrows(
                InvalidFlagsException.class,
                () -> FlagJson.readCondition("beta", "{\"a\": {\"$x\": 1}}", "row"))
            .getMessage());
  }

  @Test
  void singleDefinition_thatRequiresUnknownFlags_isRead() {
    assertEquals(Flag.builder("a").requires("x").build(), read("a", "{\"requires\": [\"x\"]}"));
  }

  private static Flag read(String name, String json) {
    return FlagJson.readFlag(name, json, "flag");
  }

  private static Condition condition(String json) {
    return FlagJson.readCondition("s", json, "segment");
  }
}
