package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlagDocumentEditTest {
  private static final Condition PRO = Condition.is("plan", "pro");

  private static final String SHORT =
      """
      {
        "$schema": "flags.schema.json",
        "maintenance" : false,
        "new_search": { "percentage": 20.00,
                        "owner": "Ünï→🏴" },
        "dark_mode": {"users": ["user:1"]}
      }
      """;

  private static final String LONG =
      """
      {
        "flags": {
          "a": {"rules": [{"if": {"$inSegment": "beta"}, "percentage": 2e1}]},
          "b": true
        },
        "segments": {
          "beta": {"plan":   {"$eq": "beta"}}
        }
      }
      """;

  static Stream<Documents> good() {
    return Documents.good();
  }

  @Test
  void flag_replaced_changesNothingElse() {
    assertEquals(
        SHORT.replace("[\"user:1\"]", "[\"user:1\", \"user:2\"]"),
        withFlag(SHORT, Flag.users("dark_mode", "user:1", "user:2")));
    assertEquals(
        SHORT.replace("\"maintenance\" : false", "\"maintenance\" : true"),
        withFlag(SHORT, Flag.on("maintenance")));
  }

  @Test
  void flag_added_standsAtTheEndLikeTheOthers() {
    assertEquals(
        SHORT.replace("[\"user:1\"]}\n", "[\"user:1\"]},\n  \"z\": {\"percentage\": 5}\n"),
        withFlag(SHORT, Flag.percentage("z", 5)));
    assertEquals(
        LONG.replace("\"b\": true\n", "\"b\": true,\n    \"c\": false\n"),
        withFlag(LONG, Flag.off("c")));
  }

  @Test
  void flag_addedToADocumentOnOneLine_standsOnTheLine() {
    assertEquals("{\"a\":true, \"b\": true}", withFlag("{\"a\":true}", Flag.on("b")));
  }

  @Test
  void flag_addedToAnEmptyDocument_standsOnALine() {
    assertEquals("{\n  \"a\": true\n}", withFlag("{}", Flag.on("a")));
    assertEquals("{\"flags\": {\n  \"a\": true\n}}", withFlag("{\"flags\": { }}", Flag.on("a")));
  }

  @Test
  void longFlag_replaced_isIndentedLikeItsLine() {
    String users = "u".repeat(60);
    assertEquals(
        LONG.replace(
            "true\n",
            """
            {
                  "users": [
                    "%s",
                    "v%s"
                  ]
                }
            """
                .formatted(users, users)),
        withFlag(LONG, Flag.users("b", users, "v" + users)));
  }

  @Test
  void flag_removed_takesItsCommaAlong() {
    String first = "  \"maintenance\" : false,\n";
    String last = ",\n  \"dark_mode\": {\"users\": [\"user:1\"]}";
    assertEquals(SHORT.replace(first, ""), withoutFlag(SHORT, "maintenance"));
    assertEquals(SHORT.replace(last, ""), withoutFlag(SHORT, "dark_mode"));
    assertEquals("{}", withoutFlag("{ \"a\": true }", "a"));
    assertEquals("{\"b\": 1}", withoutFlag("{\"a\": true, \"b\": 1}", "a"));
    assertEquals(SHORT, withoutFlag(SHORT, "unknown"));
  }

  @Test
  void segment_replacedAddedAndRemoved_changesNothingElse() {
    assertEquals(
        LONG.replace("{\"plan\":   {\"$eq\": \"beta\"}}", "{\"plan\": \"pro\"}"),
        withSegment(LONG, "beta", PRO));
    assertEquals(
        LONG.replace("\"beta\"}}\n", "\"beta\"}},\n    \"pro\": {\"plan\": \"pro\"}\n"),
        withSegment(LONG, "pro", PRO));
    assertEquals(
        "{\"flags\": {}, \"segments\": {}}",
        withoutSegment("{\"flags\": {}, \"segments\": {\"a\": {}}}", "a"));
    assertEquals(SHORT, withoutSegment(SHORT, "beta"));
  }

  @Test
  void segment_addedToALongFormWithoutAny_makesTheFirst() {
    assertEquals(
        "{\n  \"flags\": {},\n  \"segments\": {\"pro\": {\"plan\": \"pro\"}}\n}",
        withSegment("{\n  \"flags\": {}\n}", "pro", PRO));
  }

  @Test
  void segment_addedToTheShortForm_makesItTheLongForm() {
    assertEquals(
        """
        {
          "$schema": "flags.schema.json",
          "flags": {
            "maintenance" : false,
            "new_search": { "percentage": 20.00,
                            "owner": "Ünï→🏴" },
            "dark_mode": {"users": ["user:1"]}
          },
          "segments": {
            "pro": {"plan": "pro"}
          }
        }
        """,
        withSegment(SHORT, "pro", PRO));
  }

  @Test
  void lineEnds_areKept() {
    String windows = SHORT.replace("\n", "\r\n");
    assertEquals(
        windows.replace("[\"user:1\"]}\r\n", "[\"user:1\"]},\r\n  \"z\": true\r\n"),
        withFlag(windows, Flag.on("z")));
  }

  @ParameterizedTest
  @MethodSource("good")
  void anyDocument_edited_isTheEditedSet(Documents document) {
    FlagSet set = read(document.bytes());
    Flag added = Flag.percentage("zz", 5);
    byte[] edited = FlagDocument.withFlags(document.bytes(), List.of(added), List.of());
    assertEquals(set.with(added), read(edited));
    edited = FlagDocument.withSegments(edited, Map.of("zz", PRO), List.of());
    assertEquals(set.with(added).withSegment("zz", PRO), read(edited));
    edited = FlagDocument.withSegments(edited, Map.of(), List.of("zz"));
    edited = FlagDocument.withFlags(edited, List.of(), List.of("zz"));
    assertEquals(set, read(edited));
    for (Flag flag : set.flags()) {
      assertEquals(set, read(FlagDocument.withFlags(document.bytes(), List.of(flag), List.of())));
    }
  }

  @ParameterizedTest
  @MethodSource("good")
  void flagThatIsNotThere_removed_leavesEveryByte(Documents document) {
    assertArrayEquals(
        document.bytes(),
        FlagDocument.withFlags(document.bytes(), List.of(), List.of("not_there")));
  }

  @Test
  void documentThatIsNoObject_edited_isRefused() {
    for (String document : new String[] {"", "[]", "null", "{\"a\":", "{} {}"}) {
      assertThrows(InvalidFlagsException.class, () -> withFlag(document, Flag.on("a")));
    }
  }

  @Test
  void manyEdits_areThoseOfOneAfterTheOther() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      String document = randomDocument(random);
      List<Flag> changed = new ArrayList<>();
      List<String> removed = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        switch (random.nextInt(3)) {
          case 0 -> changed.add(Flag.percentage("f" + i, random.nextInt(100)));
          case 1 -> removed.add("f" + i);
          default -> {}
        }
      }
      String expected = document;
      for (Flag flag : changed) {
        expected = withFlag(expected, flag);
      }
      for (String name : removed) {
        expected = withoutFlag(expected, name);
      }
      assertEquals(expected, text(FlagDocument.withFlags(bytes(document), changed, removed)));
    }
  }

  /** Returns up to eight flags with odd white space, in one of the two forms. */
  private static String randomDocument(Random random) {
    StringJoiner flags = new StringJoiner(",", "{", "}");
    for (int i = 0; i < 8; i++) {
      if (random.nextBoolean()) {
        String blank = List.of("", " ", "\n  ", "\r\n\t").get(random.nextInt(4));
        flags.add(blank + "\"f" + i + "\":" + blank + "true" + blank);
      }
    }
    return random.nextBoolean() ? flags.toString() : "{\"flags\": " + flags + "}";
  }

  /** One pass for 1,000 edits, not a pass for each. */
  @Test
  void manyEdits_ofALargeDocument_costOnePass() {
    List<Flag> flags = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      flags.add(Flag.percentage("flag_" + i, i % 100));
    }
    byte[] document = FlagDocument.write(FlagSet.of(flags));
    List<Flag> changed = flags.stream().map(f -> f.toBuilder().percentage(50).build()).toList();
    long one = allocated(() -> FlagDocument.withFlags(document, changed.subList(0, 1), List.of()));
    long all = allocated(() -> FlagDocument.withFlags(document, changed, List.of()));
    assertTrue(all < 10 * one, all + " bytes for 1,000 edits, " + one + " for one");
  }

  private static long allocated(Runnable task) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      task.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static String withFlag(String document, Flag flag) {
    return text(FlagDocument.withFlags(bytes(document), List.of(flag), List.of()));
  }

  private static String withoutFlag(String document, String name) {
    return text(FlagDocument.withFlags(bytes(document), List.of(), List.of(name)));
  }

  private static String withSegment(String document, String name, Condition condition) {
    return text(FlagDocument.withSegments(bytes(document), Map.of(name, condition), List.of()));
  }

  private static String withoutSegment(String document, String name) {
    return text(FlagDocument.withSegments(bytes(document), Map.of(), List.of(name)));
  }

  private static FlagSet read(byte[] document) {
    return FlagDocument.read(document, "flags.json");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
