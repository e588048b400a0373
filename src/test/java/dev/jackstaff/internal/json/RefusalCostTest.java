package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jackstaff.Figures;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import dev.jackstaff.model.User;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusing costs at most three times as much as accepting, in bytes that a thread allocates. */
final class RefusalCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A hundred reported problems with their places, whatever the size of the body. */
  private static final long REPORT = 200_000;

  /** Everything that parses what somebody else has written. */
  private static final List<Entry> ENTRIES =
      List.of(
          new Entry("OFREP context", Bodies.contexts(), true, RefusalCostTest::context),
          new Entry(
              "explain attributes",
              Bodies.contexts(),
              true,
              text -> PlainJson.readContext(text, "attributes")),
          new Entry("plain", Bodies.definitions(), true, text -> PlainJson.read(text, "body")),
          new Entry(
              "PUT",
              Bodies.definitions(),
              true,
              text -> FlagJson.readFlag("f", text, "f", Provenance.REQUEST)),
          new Entry(
              "import",
              Bodies.documents(),
              true,
              text -> FlagDocument.read(bytes(text), "document", Provenance.REQUEST)),
          new Entry(
              "file",
              Bodies.documents(),
              false,
              text -> FlagDocument.read(bytes(text), "flags.json")),
          new Entry("form", Bodies.definitions(), false, text -> FlagJson.readFlag("f", text, "f")),
          new Entry(
              "row",
              Bodies.definitions(),
              false,
              text -> new FlagColumns(false, null, null, null, text).flag("f", Set.of())),
          new Entry("stops", Bodies.documents(), false, text -> Stops.ofDocument(bytes(text))));

  private record Entry(String name, List<Bodies> bodies, boolean first, Consumer<String> parser) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static void context(String text) {
    Map<?, ?> body = (Map<?, ?>) OfrepJson.read(bytes(text));
    Map<String, Object> attributes = new LinkedHashMap<>();
    ((Map<?, ?>) body.get("context")).forEach((k, v) -> attributes.put((String) k, v));
    new User("u", attributes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Arguments> table() {
    return ENTRIES.stream()
        .flatMap(entry -> entry.bodies().stream().map(bodies -> Arguments.of(entry, bodies)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void hostileBody_refused_allocatesAtMostThriceOfAccepting(Entry entry, Bodies bodies) {
    assertDoesNotThrow(() -> entry.parser().accept(bodies.valid()));
    long accepting = allocated(entry, bodies.valid());
    long refusing = allocated(entry, bodies.hostile());
    Figures.record(
        "%-18s %-32s %,9d to accept, %,9d to refuse: %.2f",
        entry, bodies.name(), accepting, refusing, refusing / (double) accepting);
    long report = entry.first() ? 20_000 : REPORT;
    assertTrue(refusing <= 3 * accepting + report, refusing + " > 3 * " + accepting);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  void hostileBody_refused_reportsABoundedText(Entry entry, Bodies bodies) {
    InvalidFlagsException refusal = refusal(entry, bodies.hostile());
    if (refusal != null) {
      int most = entry.first() ? 1 : InvalidFlagsException.MAX_PROBLEMS;
      assertTrue(refusal.problems().size() <= most);
      assertTrue(refusal.getMessage().length() <= most * 700, refusal::getMessage);
      for (Problem problem : refusal.problems()) {
        assertTrue(problem.pointer().length() <= 1_001, problem::pointer);
        assertTrue(problem.message().length() <= 500, problem::message);
      }
    }
  }

  /** Null where the entry takes it, as mending ones do. */
  private static InvalidFlagsException refusal(Entry entry, String body) {
    try {
      entry.parser().accept(body);
      return null;
    } catch (InvalidFlagsException refusal) {
      return refusal;
    }
  }

  /** The least of some, so that what the JVM does beside it is not counted. */
  private static long allocated(Entry entry, String body) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      refusal(entry, body);
      long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      least = Math.min(least, after - before);
    }
    return least;
  }

  @Test
  void file_withThousandsOfProblems_reportsAHundredAndCountsTheOthers() {
    StringBuilder text = new StringBuilder("{\"f\": {\"a\": 1");
    for (int i = 0; i < 4_999; i++) {
      text.append(",\n \"p").append(i).append("\": 1");
    }
    InvalidFlagsException refusal =
        assertThrows(
            InvalidFlagsException.class, () -> FlagDocument.read(bytes(text + "}}"), "flags.json"));
    assertEquals(100, refusal.problems().size());
    assertEquals(4_900, refusal.more());
    assertTrue(refusal.getMessage().endsWith("\nand 4900 more"), refusal::getMessage);
    assertTrue(refusal.getMessage().startsWith("flags.json:1:8: f: unknown property 'a'"));
  }

  @Test
  void file_withDuplicatesAndHalves_reportsAHundredInItsOrder() {
    String half = "\"\\ud800\",";
    String text = "{\"a\": true, \"f\": {\"tags\": [" + half.repeat(150) + "\"\"]}, \"a\": true}";
    InvalidFlagsException refusal =
        assertThrows(
            InvalidFlagsException.class, () -> FlagDocument.read(bytes(text), "flags.json"));
    assertEquals(100, refusal.problems().size());
    assertEquals(51, refusal.more());
    assertEquals("/tags/0", refusal.problems().get(0).pointer());
  }

  @Test
  void file_withManyThingsThatTheModelRefuses_isNotReadToItsEnd() {
    String steps = "[0, 200], ".repeat(5_000);
    String text =
        "{\"f\": {\"schedule\": {\"start\": \"2026-11-20\", \"steps\": [" + steps + "[1, 2]]}}}";
    InvalidFlagsException refusal =
        assertThrows(
            InvalidFlagsException.class, () -> FlagDocument.read(bytes(text), "flags.json"));
    assertEquals(100, refusal.problems().size());
    assertTrue(refusal.getMessage().endsWith("\nand at least 399 more"), refusal::getMessage);
  }

  @Test
  void anyBody_cutOrChanged_costsInProportionToItsSize() {
    Random random = new Random(7);
    for (Entry entry : ENTRIES) {
      for (int i = 0; i < 200; i++) {
        Bodies bodies = entry.bodies().get(random.nextInt(entry.bodies().size()));
        String body = changed(random, random.nextBoolean() ? bodies.hostile() : bodies.valid());
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        refusal(entry, body);
        long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(
            bytes <= 300L * body.length() + 500_000,
            () -> entry + ": " + bodies + ": " + bytes + " bytes for " + body.length());
      }
    }
  }

  /** Cut, doubled in parts, and with tokens strewn in. */
  private static String changed(Random random, String body) {
    StringBuilder text = new StringBuilder(body);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(200));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, text.substring(at, end).repeat(random.nextInt(20)));
        case 2 -> text.insert(at, List.of("{", "}", "[", "]", ",", ":", "\"", "1e9").get(at % 8));
        default -> text.setCharAt(at, (char) random.nextInt(0x250));
      }
    }
    return text.isEmpty() ? "{}" : text.toString();
  }

  @Test
  void request_withSeveralProblems_endsAtTheFirst() {
    InvalidFlagsException refusal =
        assertThrows(
            InvalidFlagsException.class,
            () -> FlagJson.readFlag("f", "{\"a\": 1, \"b\": 2}", "f", Provenance.REQUEST));
    assertEquals("f:1:2: f: unknown property 'a'", refusal.getMessage());
  }
}
