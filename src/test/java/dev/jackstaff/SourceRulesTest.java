package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.SourceFiles.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house style, as far as a program can hold it: words, names and sizes of all sources. */
final class SourceRulesTest {
  private static final int MAX_FILE_LINES = 500;
  private static final int MAX_METHOD_LINES = 60;

  /** The words that a doc comment never begins with: it begins with a verb or a noun phrase. */
  private static final Set<String> NO_BEGINNING =
      Set.of(
          "What",
          "Whatever",
          "Whether",
          "Who",
          "Whom",
          "Whose",
          "Whoever",
          "As",
          "Of",
          "That",
          "So",
          "Those",
          "How",
          "When",
          "Where",
          "Which",
          "Why");

  /** The words that no constant has: a bound is MAX_ or MIN_, a time has its usual noun. */
  private static final Set<String> NO_CONSTANT =
      Set.of(
          "MOST",
          "LONGEST",
          "SHORTEST",
          "DEEPEST",
          "LARGEST",
          "SMALLEST",
          "HIGHEST",
          "LOWEST",
          "FEWEST",
          "LEAST",
          "TRIES",
          "PATIENCE",
          "LENIENCE",
          "KEPT",
          "USUAL",
          "PLENTY",
          "SULK",
          "ENOUGH",
          "ROOM",
          "LIFE",
          "FRESH",
          "LOOK",
          "LOOKS",
          "REST",
          "AGING",
          "TIDY",
          "GOOD");

  /** The bounds of a property that has such a name. */
  private static final Set<String> OF_PROPERTIES = Set.of("DEFAULT_PATIENCE", "MAX_PATIENCE");

  /** The files that are still too long; none may be added. */
  private static final Set<String> LONG_FILES =
      Set.of("ConditionsTest", "OfrepIT", "RandomProgram", "ResultsContract");

  /** The programs of tests that run in a process of their own and report by their output. */
  private static final Set<String> PROGRAMS =
      Set.of(
          "BareApplication",
          "ClusterNode",
          "DatabaseBenchmark",
          "NetworkTest",
          "RegexFoldTest",
          "RestlessWriter",
          "Shop",
          "TerminalTest");

  /** The tests that still print; none may be added. */
  private static final Set<String> PRINTING = Set.of("LargeCodeTest", "RealCodeIT");

  private static final Pattern TEXT =
      Pattern.compile("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);

  private static SourceFiles main;
  private static SourceFiles tests;

  @BeforeAll
  static void parse() throws IOException {
    main = SourceFiles.below("src/main/java", "src/tools/src/main/java");
    tests = SourceFiles.below("src/test/java", "src/tools/src/test/java");
    assertTrue(main.comments.size() > 2_000 && tests.methods.size() > 2_000, "sources were found");
  }

  @Test
  void docComment_beginsWithAVerbOrANounPhrase() {
    none(
        main.comments.stream()
            .filter(comment -> NO_BEGINNING.contains(comment.text().split("\\W", 2)[0])));
  }

  @Test
  void constant_hasAUsualPrefix() {
    none(
        main.constants.stream()
            .filter(it -> !OF_PROPERTIES.contains(it.text()))
            .filter(it -> Stream.of(it.text().split("_")).anyMatch(NO_CONSTANT::contains)));
  }

  /** A builder is named by the class around it. */
  @Test
  void simpleTypeName_isThereOnce() {
    Map<String, List<Declared>> byName =
        main.types.stream()
            .filter(type -> !type.text().equals("Builder"))
            .collect(Collectors.groupingBy(Declared::text, TreeMap::new, Collectors.toList()));
    none(byName.values().stream().filter(same -> same.size() > 1).flatMap(Collection::stream));
  }

  @Test
  void file_hasAtMostFiveHundredLines() {
    List<String> found = new ArrayList<>();
    for (SourceFiles sources : List.of(main, tests)) {
      for (int i = 0; i < sources.files.size(); i++) {
        String file = sources.files.get(i);
        if (sources.lengths.get(i) > MAX_FILE_LINES && !LONG_FILES.contains(name(file))) {
          found.add(file + ": " + sources.lengths.get(i) + " lines");
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void method_hasAtMostSixtyLines() {
    Predicate<Declared> isLong = method -> method.lines() > MAX_METHOD_LINES;
    none(Stream.concat(main.methods.stream(), tests.methods.stream()).filter(isLong));
  }

  /** A measured figure belongs in the assertion's message or in a file below target. */
  @Test
  void test_printsNothing() throws IOException {
    List<String> found = new ArrayList<>();
    for (String file : tests.files) {
      String source = TEXT.matcher(Files.readString(Path.of(file))).replaceAll("\"\"");
      boolean mayPrint = PROGRAMS.contains(name(file)) || PRINTING.contains(name(file));
      if (source.contains("System.out") && !mayPrint) {
        found.add(file);
      }
    }
    assertEquals(List.of(), found);
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
  }

  private static void none(Stream<Declared> found) {
    assertEquals("", found.map(Declared::toString).collect(Collectors.joining("\n")));
  }
}
