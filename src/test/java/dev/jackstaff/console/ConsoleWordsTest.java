package dev.jackstaff.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of the console and of OFREP, which use the words of the field. */
final class ConsoleWordsTest {
  private static final Path MAIN = Path.of("src/main/java/dev/jackstaff");
  private static final Path RESOURCES = Path.of("src/main/resources/dev/jackstaff/console");
  private static final Path MANUAL = Path.of("src/site/markdown");

  private static final Pattern STRING = Pattern.compile("\"((?:\\\\.|[^\"\\\\\\n])*)\"");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
  private static final Pattern JOIN = Pattern.compile("\"\\s*\\+\\s*\"");

  /** The browser's own name for a page, in its script. */
  private static final Pattern DOM = Pattern.compile("\\bdocument(?=[.,)]|\\.body)");

  private static List<Path> files(Path folder, String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> file.getFileName().toString().matches(glob)).forEach(files::add);
    }
    assertTrue(files.size() > 0, folder::toString);
    return files;
  }

  private static void check(Path file, String text, List<String> found) {
    RetiredWords.in(text).forEach(word -> found.add(file.getFileName() + ": " + word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"console", "ofrep"})
  void message_usesTheWordsOfTheField(String room) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(MAIN.resolve(room), ".*\\.java")) {
      String code = COMMENT.matcher(Files.readString(file)).replaceAll("");
      Matcher string = STRING.matcher(JOIN.matcher(code).replaceAll(""));
      while (string.find()) {
        check(file, string.group(1), found);
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void template_script_andDescription_useTheWordsOfTheField() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(RESOURCES, ".*\\.(html|json|js)")) {
      check(file, DOM.matcher(Files.readString(file)).replaceAll("page"), found);
    }
    assertEquals(List.of(), found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"console.md", "ofrep.md"})
  void manual_usesTheWordsOfTheField(String page) throws IOException {
    List<String> found = new ArrayList<>();
    check(MANUAL.resolve(page), Files.readString(MANUAL.resolve(page)), found);
    assertEquals(List.of(), found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the share of users",
        "Share of users",
        "The definition is not right",
        "line 1, column 47",
        "Lifts the kill switch"
      })
  void retiredWord_isFound(String text) {
    assertEquals(1, RetiredWords.in(text).size(), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data-share", "shared by all pages", "documented", "re-engineered"})
  void otherWord_isNotFound(String text) {
    assertEquals(List.of(), RetiredWords.in(text));
  }
}
