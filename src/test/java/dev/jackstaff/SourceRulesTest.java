package dev.jackstaff;

import static java.util.stream.Collectors.toSet;
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
import java.util.TreeSet;
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

  /** The programs of tests that run in a process of their own and report by their output. */
  private static final Set<String> PROGRAMS =
      Set.of(
          "BareApplication",
          "ClusterNode",
          "DatabaseBenchmark",
          "GuardedNode",
          "NetworkTest",
          "RegexFoldTest",
          "RestlessWriter",
          "Shop",
          "TerminalTest");

  private static final String STALE = "an exception that is needed no more must go";

  private static final Pattern TEXT =
      Pattern.compile("\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);

  private static SourceFiles main;
  private static SourceFiles tests;

  /** The projects beside the library: its sample, benchmarks and tests on other servers. */
  private static SourceFiles others;

  @BeforeAll
  static void parse() throws IOException {
    main = SourceFiles.below("src/main/java", "src/tools/src/main/java");
    tests = SourceFiles.below("src/test/java", "src/tools/src/test/java");
    others = SourceFiles.below("src/it", "src/jmh", "sample-webapp");
    assertTrue(main.comments.size() > 2_000 && tests.methods.size() > 2_000, "sources were found");
    assertTrue(others.methods.size() > 500, "the other projects were found");
  }

  @Test
  void docComment_beginsWithAVerbOrANounPhrase() {
    none(
        Stream.of(main, tests, others)
            .flatMap(sources -> sources.comments.stream())
            .filter(comment -> NO_BEGINNING.contains(comment.text().split("\\W", 2)[0])));
  }

  @Test
  void constant_hasAUsualPrefix() {
    List<Declared> unusual =
        main.constants.stream()
            .filter(it -> Stream.of(it.text().split("_")).anyMatch(NO_CONSTANT::contains))
            .toList();
    none(unusual.stream().filter(it -> !OF_PROPERTIES.contains(it.text())));
    assertEquals(OF_PROPERTIES, unusual.stream().map(Declared::text).collect(toSet()), STALE);
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
    for (SourceFiles sources : List.of(main, tests, others)) {
      for (int i = 0; i < sources.files.size(); i++) {
        if (sources.lengths.get(i) > MAX_FILE_LINES) {
          found.add(sources.files.get(i) + ": " + sources.lengths.get(i) + " lines");
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void method_hasAtMostSixtyLines() {
    Predicate<Declared> isLong = method -> method.lines() > MAX_METHOD_LINES;
    none(
        Stream.of(main, tests, others).flatMap(sources -> sources.methods.stream()).filter(isLong));
  }

  /** A measured figure belongs in the assertion's message or in a file below target. */
  @Test
  void test_printsNothing() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String file : tests.files) {
      String source = TEXT.matcher(Files.readString(Path.of(file))).replaceAll("\"\"");
      if (source.contains("System.out")) {
        found.add(name(file));
      }
    }
    assertEquals(new TreeSet<>(PROGRAMS), found, STALE);
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length());
  }

  private static void none(Stream<Declared> found) {
    assertEquals("", found.map(Declared::toString).collect(Collectors.joining("\n")));
  }
}
