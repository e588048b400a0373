package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual's links lead somewhere, and the messages that it quotes are those of the code. */
class ManualLinksTest {
  private static final Path MANUAL = Path.of("src/site/markdown");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```");

  /** A first cell of a table that is one piece of code. */
  private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern HOLE = Pattern.compile("…|\\{\\d\\}");

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static List<String> links(Path page) {
    String text = CODE.matcher(read(page)).replaceAll("");
    return LINK.matcher(text).results().map(link -> link.group(1)).toList();
  }

  /** Returns the anchors of a page, as GitHub and Doxia make them from headings. */
  private static Set<String> anchors(Path page) {
    return HEADING
        .matcher(CODE.matcher(read(page)).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Test
  void link_leadsToAFile_andToAHeadingOfIt() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Path> pages = new ArrayList<>(files(MANUAL, ".md"));
    pages.add(Path.of("README.md"));
    pages.add(Path.of("CONTRIBUTING.md"));
    for (Path page : pages) {
      for (String link : links(page)) {
        if (!link.contains(":") && !isThere(page, link)) {
          wrong.add(page + ": " + link);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean isThere(Path page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    Path resource = Path.of("src/site/resources").resolve(parts[0]);
    boolean known = Files.exists(target) || Files.exists(resource);
    return known && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  @Test
  void page_isOnTheIndex() throws IOException {
    Set<String> linked = new HashSet<>(links(MANUAL.resolve("index.md")));
    linked.add("index.md");
    for (Path page : files(MANUAL, ".md")) {
      assertTrue(linked.contains(page.getFileName().toString()), page.toString());
    }
  }

  @Test
  void quotedMessage_isOneOfTheCode() throws IOException {
    String code =
        files(Path.of("src/main/java"), ".java").stream()
            .map(ManualLinksTest::read)
            .map(text -> JOINED.matcher(text).replaceAll("").replace("''", "'"))
            .collect(Collectors.joining());
    List<String> wrong = new ArrayList<>();
    List<String> messages =
        MESSAGE
            .matcher(read(MANUAL.resolve("troubleshooting.md")))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    for (String message : messages) {
      for (String part : HOLE.split(message, -1)) {
        if (!code.contains(part)) {
          wrong.add(message + ": " + part);
        }
      }
    }
    assertTrue(messages.size() > 15, messages.toString());
    assertEquals(List.of(), wrong);
  }
}
