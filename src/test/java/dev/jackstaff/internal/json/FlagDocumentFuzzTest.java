package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes whatever either load, and survive being written, or are refused. */
class FlagDocumentFuzzTest {
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "true",
          "false",
          "null",
          "0",
          "-1",
          "1e400",
          "140",
          "\"\"",
          "\"a\"",
          "\"$eq\"",
          "\"$not\"",
          "\"flags\"",
          "\"segments\"",
          "\"\\ud800\"",
          "\"2026-11-20\"",
          "\"PT6H\"",
          "\"enabled\"",
          "\"percentage\"",
          "{}",
          "[]",
          "[[0,1]]",
          "NaN",
          "\u0000",
          " ");
  private static final List<byte[]> GOOD = Documents.good().map(Documents::bytes).toList();
  private static final List<byte[]> BAD = Documents.bad().map(Documents::bytes).toList();

  private int loaded;

  @Test
  void randomBytes_loadOrAreRefused() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      check(bytes);
    }
  }

  @Test
  void randomTokens_loadOrAreRefused() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("{");
      for (int j = random.nextInt(20); j > 0; j--) {
        text.append(TOKENS.get(random.nextInt(TOKENS.size())));
      }
      check(text.append('}').toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void flippedBytes_loadOrAreRefused() {
    Random random = new Random(3);
    for (int i = 0; i < 15_000; i++) {
      byte[] bytes = one(random).clone();
      for (int j = random.nextInt(3); j >= 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = flip(random);
      }
      check(bytes);
    }
    assertTrue(loaded > 500, "only " + loaded + " loaded");
  }

  @Test
  void swappedTokens_loadOrAreRefused() {
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      String[] tokens =
          new String(one(random), StandardCharsets.UTF_8)
              .split("(?=[\\[\\]{},:])|(?<=[\\[\\]{},:])", -1);
      for (int j = random.nextInt(3); j >= 0; j--) {
        tokens[random.nextInt(tokens.length)] =
            random.nextBoolean()
                ? tokens[random.nextInt(tokens.length)]
                : TOKENS.get(random.nextInt(TOKENS.size()));
      }
      check(String.join("", tokens).getBytes(StandardCharsets.UTF_8));
    }
    assertTrue(loaded > 500, "only " + loaded + " loaded");
  }

  @Test
  void truncatedDocuments_loadOrAreRefused() {
    for (List<byte[]> documents : List.of(GOOD, BAD)) {
      for (byte[] document : documents) {
        for (int length = 0; length < document.length; length += 1 + document.length / 100) {
          check(Arrays.copyOf(document, length));
        }
      }
    }
  }

  @Test
  void deepDocuments_loadOrAreRefused() {
    List<String> wraps =
        List.of(
            "[",
            "{\"a\":",
            "{\"$not\":",
            "{\"$and\":[",
            "{\"a\":{\"$not\":",
            "{\"a\":{\"$elemMatch\":",
            "{\"a\":{\"$size\":",
            "{\"$nor\":[{},",
            "{\"a\":{\"$not\":{\"$gt\":1}},\"$not\":");
    for (String wrap : wraps) {
      for (int depth : new int[] {1, 24, 25, 49, 50, 51, 99, 100, 101, 240, 499, 501, 10_000}) {
        String value = wrap.repeat(depth) + "{}" + close(wrap).repeat(depth);
        check(
            ("{\"flags\":{},\"segments\":{\"s\":" + value + "}}").getBytes(StandardCharsets.UTF_8));
        check(("{\"f\":{\"metadata\":{\"x\":" + value + "}}}").getBytes(StandardCharsets.UTF_8));
        check(value.getBytes(StandardCharsets.UTF_8));
      }
    }
    assertTrue(loaded > 50, "only " + loaded + " loaded");
  }

  @Test
  void largeNumbers_loadOrAreRefused() {
    for (int digits : new int[] {1, 10, 19, 20, 308, 309, 999, 1000, 1001, 100_000}) {
      String number = "9".repeat(digits);
      for (String form : List.of("%s", "-%s", "0.%s", "%s.5", "1e%s", "1e-%s", "%s%s")) {
        String value = form.formatted(number, "");
        for (String place : List.of("percentage", "metadata", "variants")) {
          check(("{\"a\": {\"" + place + "\": " + value + "}}").getBytes(StandardCharsets.UTF_8));
          check(
              ("{\"a\": {\"" + place + "\": {\"x\": " + value + "}}}")
                  .getBytes(StandardCharsets.UTF_8));
        }
        check(
            ("{\"a\": {\"schedule\": {\"start\": \"2026-11-20\", \"granted\": "
                    + value
                    + ", \"steps\": [["
                    + value
                    + ", 1], [\"PT"
                    + value
                    + "S\", 2]]}}}")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void check(byte[] document) {
    FlagSet set;
    try {
      set = FlagDocument.read(document, "flags.json");
    } catch (InvalidFlagsException refused) {
      refused.problems().forEach(FlagDocumentFuzzTest::readable);
      return;
    }
    loaded++;
    byte[] written = FlagDocument.write(set);
    assertEquals(set, FlagDocument.read(written, "flags.json"));
  }

  /** One line with a place, and nothing of the parser's own. */
  private static void readable(Problem problem) {
    String text = problem.toString();
    assertTrue(text.matches("flags\\.json:\\d+:\\d+: [^\\n\\r]{5,500}"), text);
    assertFalse(
        text.contains("Stream") || text.contains("Feature") || text.contains("Jackson"), text);
  }

  private static byte flip(Random random) {
    return random.nextBoolean()
        ? (byte) random.nextInt(256)
        : (byte) "{}[]\",:0123456789 \n\\$!".charAt(random.nextInt(22));
  }

  private static byte[] one(Random random) {
    List<byte[]> documents = random.nextInt(4) == 0 ? BAD : GOOD;
    return documents.get(random.nextInt(documents.size()));
  }

  private static String close(String wrap) {
    return new StringBuilder(wrap.replaceAll("\\{\\},|\\{\"\\$gt\":1\\}|\"[^\"]*\"|[:,1]", ""))
        .reverse()
        .toString()
        .replace('{', '}')
        .replace('[', ']');
  }
}
