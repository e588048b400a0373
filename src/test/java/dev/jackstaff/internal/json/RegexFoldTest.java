package dev.jackstaff.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * In a JVM of its own where a pattern might hang, since no thread that compiles one can be ended.
 */
final class RegexFoldTest {
  private static final int MAX_CHARACTER = 0x1FFFF;
  private static final long TIMEOUT_MINUTES = 10;

  @Test
  void everyCharacter_whoseCaseIsIgnored_isCompiledOrRefused(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RegexFoldTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = child.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
    child.destroyForcibly();
    List<String> said = Files.readAllLines(out, StandardCharsets.UTF_8);
    assertTrue(ended, "hangs after " + said);
    assertEquals(List.of("refused: 1c80 1c81 1c82 1c83 1c84 1c85 1c86 1c87 1c88", "done"), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u1C80",
        "[\u0080-\uffff]",
        "[\u0400-\u2fff]x",
        "[^\u1C88]",
        "\\x{1C85}",
        "\\x{0001c85}",
        "[\\x80-\\x{2000}]",
        "[\\200-\u2fff]",
        "[\\t-\u2fff]",
        "[]-\u2fff]",
        "[^]-\u2fff]",
        "[[-\u2fff]",
        "[[:alpha:]a-\u2fff]",
        "\\Q[\\E[]\\--\u2fff]",
        "a\\Q\u1C80\\E"
      })
  void pattern_thatFoldsForEver_isRefusedWithAWordOnIt(String pattern) {
    String fault = Regex.fault(pattern, true);
    assertNotNull(fault, pattern);
    assertTrue(fault.contains("U+1C8") && fault.contains("[^\\x00-\\x7f]"), fault);
    assertEquals(fault == null, Regex.fault("(?mi:" + pattern + ")", false) == null, pattern);
    assertNull(Regex.fault(pattern, false), pattern);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[^@]+",
        "\\p{L}+",
        "[^\\x00-\\x7f]",
        "a-\ud55c",
        "[\\w-\ud55c]",
        "[a-z]-\ud55c",
        "\\x41\\x{10ffff}",
        "[\u0400-\u1C7F\u1C89-\uffff]"
      })
  void pattern_thatFoldsToAnEnd_isCompiled(String pattern) {
    assertNull(Regex.fault(pattern, true), pattern);
  }

  /** Compiles each character alone, by a flag of its own and as a class. */
  public static void main(String[] args) {
    StringBuilder refused = new StringBuilder("refused:");
    for (int c = 0; c <= MAX_CHARACTER; c++) {
      boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      String literal = surrogate ? "a" : "\\x{" + Integer.toHexString(c) + "}";
      String fault = Regex.fault("(?i)" + literal + "[" + literal + "]", false);
      if (fault != null) {
        refused.append(' ').append(Integer.toHexString(c));
      }
    }
    System.out.println(refused);
    System.out.println("done");
  }
}
