package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.SourceFiles.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The names in the maps of the house, which are the packages' comments and {@code CONTRIBUTING.md}:
 * what they name exists, so that a reader who follows them arrives.
 */
final class NamesInMapsTest {
  private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]*)}|`([^`\n]+)`");

  /** A type, with a member or without. */
  private static final Pattern NAME =
      Pattern.compile("\\b([A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+)(?:[.#]([a-z]\\w*))?\\b");

  /** Types of the JDK and of examples. */
  private static final Set<String> OTHERS = Set.of("NamePage", "SomeRow");

  @Test
  void name_inAMap_exists() throws IOException {
    SourceFiles sources =
        SourceFiles.below("src/main/java", "src/test/java", "src/tools", "src/it", "src/jmh");
    Set<String> types = names(sources.types);
    Set<String> members = names(sources.methods);
    Set<String> unknown = new TreeSet<>();
    int names = 0;
    for (Path map : maps()) {
      Matcher code = CODE.matcher(Files.readString(map));
      while (code.find()) {
        Matcher name = NAME.matcher(code.group(1) == null ? code.group(2) : code.group(1));
        while (name.find()) {
          names++;
          boolean ours = types.contains(name.group(1));
          boolean isMember = name.group(2) == null || members.contains(name.group(2));
          if (!OTHERS.contains(name.group(1)) && !(ours && isMember)) {
            unknown.add(map + ": " + name.group());
          }
        }
      }
    }
    assertEquals(Set.of(), unknown);
    assertTrue(names > 100, names + " names were found");
  }

  private static Set<String> names(List<Declared> declared) {
    Set<String> names = new HashSet<>();
    declared.forEach(it -> names.add(it.text()));
    return names;
  }

  private static List<Path> maps() throws IOException {
    List<Path> maps = new ArrayList<>(List.of(Path.of("CONTRIBUTING.md")));
    for (String folder : List.of("src/main/java", "src/tools/src/main/java")) {
      try (Stream<Path> below = Files.walk(Path.of(folder))) {
        below.filter(file -> file.endsWith("package-info.java")).sorted().forEach(maps::add);
      }
    }
    return maps;
  }
}
