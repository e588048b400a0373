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

/** The markup of tables. */
final class ConsoleTablesTest {
  private static final Path TEMPLATES = Path.of("src/main/resources/dev/jackstaff/console");
  private static final Path PAGES = Path.of("src/main/java/dev/jackstaff/console");
  private static final Pattern TABLE = Pattern.compile("(<[^<>]*>\\s*)?<table\\b");
  private static final Pattern CONTAINER =
      Pattern.compile(
          "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label(ledby)?=\"[^\"]+\">");

  /** A wide table is scrolled by itself, also with the keyboard, and the page is not. */
  @Test
  void everyTable_standsInAContainerThatScrolls() throws IOException {
    List<String> bare = new ArrayList<>();
    int tables = 0;
    for (Path file : files(TEMPLATES, ".html")) {
      Matcher table = TABLE.matcher(Files.readString(file));
      while (table.find()) {
        tables++;
        String before = table.group(1) == null ? "" : table.group(1).strip();
        if (!CONTAINER.matcher(before).matches()) {
          bare.add(file.getFileName() + ": " + before);
        }
      }
    }
    assertEquals(List.of(), bare);
    assertTrue(tables >= 11, "tables: " + tables);
  }

  @Test
  void table_isInATemplate_notInAClass() throws IOException {
    List<Path> written = new ArrayList<>();
    for (Path file : files(PAGES, ".java")) {
      if (Files.readString(file).contains("<table")) {
        written.add(file);
      }
    }
    assertEquals(List.of(), written);
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }
}
