package dev.jackstaff.tools.languages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.tools.refs.ReferenceSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches the output of other languages' compilers. Runs once for each language, with its compiler
 * on the class path. Each line that asks says so itself, in a comment: the flags that have to be
 * found there, and {@code ?} for one that only the running program knows.
 */
final class LanguageIT {
  private static final Path SOURCES =
      Path.of("src/test/resources/dev/jackstaff/tools/languages").toAbsolutePath();
  private static final Pattern ASKS = Pattern.compile(".*// asks: (.*)");
  private static final Compiler COMPILER = Compiler.of(System.getProperty("language"));

  @TempDir Path classes;

  static List<List<String>> settings() {
    return COMPILER.settings();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyLineThatAsks_isFound_andNoOther(List<String> settings) throws Exception {
    List<Path> sources = sources();
    COMPILER.compile(sources, classes, settings);
    List<Path> paths = new ArrayList<>(sources);
    paths.add(classes);
    References found = ReferenceSearch.in(paths.toArray(Path[]::new)).from(SOURCES).run();
    assertEquals(List.of(), found.uncompiled());
    assertEquals(expected(sources), found(found), COMPILER.name() + " " + settings);
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String directory : COMPILER.sources()) {
      try (Stream<Path> files = Files.list(SOURCES.resolve(directory))) {
        files.sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  private static String expected(List<Path> sources) throws IOException {
    List<String> expected = new ArrayList<>();
    for (Path file : sources) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher asks = ASKS.matcher(lines.get(i));
        for (String flag : asks.matches() ? asks.group(1).split(", ") : new String[0]) {
          String place = SOURCES.relativize(file).toString().replace('\\', '/');
          expected.add(place + ":" + (i + 1) + " " + flag);
        }
      }
    }
    return text(expected);
  }

  private static String found(References found) {
    return text(
        found.all().stream()
            .filter(reference -> reference.kind() == Kind.ASKED)
            .map(LanguageIT::text)
            .toList());
  }

  private static String text(Reference reference) {
    return reference.place() + " " + (reference.flag() == null ? "?" : reference.flag());
  }

  private static String text(List<String> places) {
    return String.join("\n", places.stream().sorted().toList());
  }
}
