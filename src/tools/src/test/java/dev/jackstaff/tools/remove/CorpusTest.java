package dev.jackstaff.tools.remove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case is a file: what is kept, the program before, the program after, and what is left, set
 * apart by lines of equal signs. Both programs are compiled and run with the flag at the kept
 * value.
 */
final class CorpusTest {
  private static final Path CORPUS =
      Path.of("src/test/resources/dev/jackstaff/tools/remove/corpus");

  @TempDir Path directory;

  static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.sorted().toList();
    }
  }

  @Test
  void corpus_hasSixtyCases_andTwentyUglyOnes() throws IOException {
    assertTrue(cases().size() >= 60, "cases: " + cases().size());
    assertTrue(cases().stream().filter(CorpusTest::isUgly).count() >= 20);
  }

  private static boolean isUgly(Path file) {
    return file.getFileName().toString().startsWith("ugly-");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void removal_writesWhatIsExpected_andTheProgramSaysTheSame(Path file) throws Exception {
    String[] parts = Files.readString(file).split("(?m)^=====\n", -1);
    Kept kept = new Kept(parts[0].strip());
    Map<String, String> before = sources(parts[1]);
    Removal removal = FlagRemoval.of("new", kept, definition(kept), List.of()).run(write(before));
    Map<String, String> after = new LinkedHashMap<>();
    before.keySet().forEach(name -> after.put(name, removal.after(directory.resolve(name))));

    String result = parts[0] + "=====\n" + parts[1] + "=====\n" + text(after) + "=====\n";
    String shown = result + left(removal);
    if (Boolean.getBoolean("jackstaff.writeCorpus")) {
      Files.writeString(file, shown);
    }
    Decision flag = decision(kept);
    List<String> expected = Program.compiled(before).output(flag, 0, 4);
    assertTrue(!expected.isEmpty(), "a program that says nothing shows nothing");
    assertEquals(expected, Program.compiled(after).output(flag, 0, 4), shown);
    assertEquals(Files.readString(file), shown);
  }

  private List<Path> write(Map<String, String> sources) throws IOException {
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Files.writeString(directory.resolve(source.getKey()), source.getValue());
    }
    return List.of(directory);
  }

  /** The flag of the cases that keep a variant. */
  private static Flag definition(Kept kept) {
    if (kept.name().equals("on") || kept.name().equals("off")) {
      return Flag.on("new");
    }
    List<Variant> variants =
        kept.name().equals("nine")
            ? List.of(Variant.of("nine", 1, 9), Variant.of("six", 1, 6))
            : List.of(Variant.of("green", 1), Variant.of("blue", 1));
    return Flag.builder("new").enabled(true).variants(variants).build();
  }

  private static Decision decision(Kept kept) {
    return switch (kept.name()) {
      case "on" -> Program.decision("new", true);
      case "off" -> Program.decision("new", false);
      case "nine" -> Program.decision("new", true, "nine", 9);
      default -> Program.decision("new", true, kept.name(), kept.name());
    };
  }

  private static Map<String, String> sources(String text) {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String part : text.split("(?m)^// File: ", -1)) {
      if (!part.isBlank()) {
        int line = part.indexOf('\n');
        sources.put(part.substring(0, line), part.substring(line + 1));
      }
    }
    return sources;
  }

  private static String text(Map<String, String> sources) {
    StringBuilder text = new StringBuilder();
    sources.forEach((name, source) -> text.append("// File: " + name + "\n").append(source));
    return text.toString();
  }

  private static String left(Removal removal) {
    List<String> lines = new ArrayList<>();
    for (Left left : removal.left()) {
      lines.add(left.file().getFileName() + ":" + left.line() + ": " + left.why() + "\n");
    }
    return String.join("", lines);
  }
}
