package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagDocumentTest {
  static Stream<Documents> good() {
    return Documents.good();
  }

  static Stream<Documents> bad() {
    return Documents.bad();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badDocument_read_isRefusedWithExactlyTheseMessages(Documents document) {
    InvalidFlagsException refused = refused(document.bytes());
    assertEquals(document.messages(), refused.problems().stream().map(Problem::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("good")
  void goodDocument_writtenAndRead_isTheSame(Documents document) {
    FlagSet set = read(document.bytes());
    byte[] written = FlagDocument.write(set);
    assertEquals(set, read(written));
    assertEquals(text(written), text(FlagDocument.write(read(written))));
  }

  @Test
  void badDocuments_counted_areAtLeastSixty() {
    assertTrue(Documents.bad().count() >= 60);
  }

  @Test
  void originalsFile_read_loadsUnchanged() {
    String original =
        """
        { "maintenance": false, "new_dashboard": true,
          "new_search": {"percentage": 20}, "dark_mode": {"users": ["user:1", "user:42"]} }
        """;
    FlagSet expected =
        FlagSet.of(
            Flag.off("maintenance"),
            Flag.on("new_dashboard"),
            Flag.percentage("new_search", 20),
            Flag.users("dark_mode", "user:1", "user:42"));
    assertEquals(expected, read(original));
  }

  @Test
  void longForm_read_hasFlagsAndSegmentsInOrder() {
    FlagSet set =
        read("{\"segments\": {\"b\": {}, \"a\": {\"x\": 1}}, \"flags\": {\"z\": true, \"y\": {}}}");
    assertEquals(
        FlagSet.of(
            List.of(Flag.on("z"), Flag.off("y")),
            Map.of("b", Condition.always(), "a", Condition.is("x", 1))),
        set);
    assertEquals(List.of("b", "a"), List.copyOf(set.segments().keySet()));
  }

  @Test
  void problem_thrown_namesPlaceSubjectAndProperty() {
    Problem problem =
        refused("{\"flags\": {\n  \"a\": {\"guard\": {\"alpha\": 2}}}}").problems().get(0);
    assertEquals("flags.json:2:28", problem.place());
    assertEquals("a", problem.subject());
    assertEquals("/guard/alpha", problem.pointer());
    assertEquals("alpha must be over 0 and under 1, was 2", problem.message());
  }

  @Test
  void segmentsProblem_thrown_namesTheSegment() {
    Problem problem =
        refused("{\"flags\": {}, \"segments\": {\"beta\": {\"a\": {\"$x\": 1}}}}")
            .problems()
            .get(0);
    assertEquals("segments.beta", problem.subject());
    assertEquals("/a/$x", problem.pointer());
  }

  @Test
  void flagNamedLikeASegment_withAProblem_isNotTakenForTheSegment() {
    String document =
        "{\"flags\": {\"segments.a\": {\"requires\": [\"x\"]}},\n \"segments\": {\"a\": {}}}";
    assertEquals(
        "flags.json:1:40: segments.a: requires the unknown flag 'x'",
        refused(document).getMessage());
  }

  @Test
  void linesThatEndAsOnWindows_areCountedOnce() {
    assertEquals(
        "flags.json:3:3: a: the flag is defined twice",
        refused("{\r\n  \"a\": true,\r\n  \"a\": true\r\n}").getMessage());
  }

  @Test
  void byteOrderMark_isSkippedAndNotCounted() {
    assertEquals(FlagSet.of(Flag.on("a")), read("\uFEFF{\"a\": true}"));
    assertEquals(
        "flags.json:1:2: the name '' is not allowed: 1 to 100 characters of A-Z a-z 0-9 _ . : -,"
            + " the first a letter, a digit or _",
        refused("\uFEFF{\"\": true}").getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"})
  void otherEncoding_isRefused(String charset) {
    refused("{\"a\": {\"owner\": \"Ünï\"}}".getBytes(Charset.forName(charset)));
  }

  @Test
  void brokenUtf8_isRefusedAtItsPlace() {
    byte[] bytes = "{\n \"a\": {\"owner\": \"x?\"}}".getBytes(StandardCharsets.UTF_8);
    bytes[22] = (byte) 0xC3;
    assertEquals("flags.json:2:21: the document is not UTF-8 text", refused(bytes).getMessage());
  }

  @Test
  void numberOfManyDigits_isRefusedAndNotRead() {
    assertEquals(
        "flags.json:1:18: a number has too many digits",
        withoutColumn(refused("{\"a\": {\"metadata\": {\"x\": " + "9".repeat(100_000) + "}}}")));
  }

  @Test
  void veryDeepDocument_isRefused() {
    String message = refused("{\"a\": " + "[".repeat(10_000)).getMessage();
    assertTrue(message.endsWith(": values are nested too deeply"), message);
  }

  @Test
  void veryDeepCondition_isRefused() {
    String deep = "{\"$not\": ".repeat(400) + "{}" + "}".repeat(400);
    String message = refused("{\"flags\": {}, \"segments\": {\"a\": " + deep + "}}").getMessage();
    assertTrue(message.contains("a condition is nested more than 50 deep"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "(|", "(?:a|", "((a*)*", "a{1000}(b{1000}", "[a-z", "\\Q(", "(?i"})
  void patternThatIsRepeatedAThousandTimes_isRefusedQuickly(String part) {
    for (String close : List.of("", ")")) {
      String pattern = (part.repeat(3000) + close.repeat(3000)).replace("\\", "\\\\");
      refused(
          "{\"a\": {\"rules\": [{\"if\": {\"x\": {\"$regex\": \""
              + pattern
              + "\"}}, \"enabled\": true}]}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "^([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}$",
        "[]a]{1000}",
        "[^]\\\\]]+",
        "a{,5}",
        "x{",
        "\\\\p{Greek}{3}",
        "(?i)@example\\\\.(com|org)$"
      })
  void ordinaryPattern_isTaken(String pattern) {
    read(
        "{\"a\": {\"rules\": [{\"if\": {\"x\": {\"$regex\": \""
            + pattern
            + "\"}}, \"enabled\": true}]}}");
  }

  @Test
  void shortDefinitions_written_standOnALineEach() {
    FlagSet set =
        read(
            "{\"a\":true,\"b\":{\"percentage\":20.0,\"enabled\":false},\"c\":{\"variants\":{\"x\":{\"weight\":1}}}}");
    assertEquals(
        """
        {
          "a": true,
          "b": {"percentage": 20},
          "c": {"variants": {"x": 1}}
        }
        """,
        text(FlagDocument.write(set)));
  }

  @Test
  void longDefinition_written_standsOnSeveralLines() {
    FlagSet set =
        FlagSet.of(
            List.of(Flag.users("a", "u".repeat(60), "v".repeat(60))),
            Map.of("s", Condition.is("plan", "pro")));
    assertEquals(
        """
        {
          "flags": {
            "a": {
              "users": [
                "%s",
                "%s"
              ]
            }
          },
          "segments": {
            "s": {"plan": "pro"}
          }
        }
        """
            .formatted("u".repeat(60), "v".repeat(60)),
        text(FlagDocument.write(set)));
  }

  @Test
  void emptySet_written_isAnEmptyObject() {
    assertEquals("{}\n", text(FlagDocument.write(FlagSet.empty())));
  }

  private static String withoutColumn(InvalidFlagsException refused) {
    return refused.getMessage().replaceFirst(":1:\\d+:", ":1:18:");
  }

  private static FlagSet read(String document) {
    return read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static FlagSet read(byte[] document) {
    return FlagDocument.read(document, "flags.json");
  }

  private static InvalidFlagsException refused(String document) {
    return refused(document.getBytes(StandardCharsets.UTF_8));
  }

  private static InvalidFlagsException refused(byte[] document) {
    return assertThrows(InvalidFlagsException.class, () -> read(document));
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }
}
