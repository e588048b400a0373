package dev.jackstaff.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contents of the command line's jar, and their licences. */
final class JarIT {
  private static final Path ALL = Path.of(System.getProperty("tools.jar"));
  private static final String THIRD_PARTY = "META-INF/THIRD-PARTY.txt";

  private static String text(JarFile jar, String name) throws IOException {
    JarEntry entry = jar.getJarEntry(name);
    assertTrue(entry != null, jar.getName() + " has no " + name);
    return new String(jar.getInputStream(entry).readAllBytes(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-all", "-sources", "-javadoc"})
  void jar_hasOurLicenseAndNotice(String classifier) throws IOException {
    String name = ALL.getFileName().toString().replace("-all", classifier);
    try (JarFile jar = new JarFile(ALL.resolveSibling(name).toFile())) {
      assertEquals(Files.readString(Path.of("../../LICENSE")), text(jar, "META-INF/LICENSE"));
      assertTrue(text(jar, "META-INF/NOTICE").contains("The Jackstaff authors"), name);
    }
  }

  @Test
  void licensesOfOthers_areOnlyInTheListOfThem() throws IOException {
    assertEquals(
        Set.of("META-INF/LICENSE"),
        names().stream()
            .filter(name -> name.matches("(?i)(META-INF/)?(licen|copying|about)[^/]*"))
            .collect(Collectors.toSet()));
  }

  private static Set<String> names() throws IOException {
    try (JarFile jar = new JarFile(ALL.toFile())) {
      return jar.stream().map(JarEntry::getName).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void everyLibraryInside_isInTheListOfThem_andNoOther() throws IOException {
    String list;
    try (JarFile jar = new JarFile(ALL.toFile())) {
      list = text(jar, THIRD_PARTY);
    }
    Set<String> named = new TreeSet<>();
    Matcher lines = Pattern.compile("(?m)^\\* ([\\w.-]+):([\\w., -]+)").matcher(list);
    while (lines.find()) {
      for (String artifact : lines.group(2).strip().split(", ", -1)) {
        named.add(lines.group(1) + ":" + artifact.replaceAll(" .*", ""));
      }
    }
    Set<String> inside = new TreeSet<>();
    Path runtime = ALL.resolveSibling("runtime.txt");
    Matcher artifacts =
        Pattern.compile("(?m)^ +([\\w.-]+):([\\w.-]+):jar:").matcher(Files.readString(runtime));
    while (artifacts.find()) {
      inside.add(artifacts.group(1) + ":" + artifacts.group(2));
    }
    inside.remove("dev.jackstaff:jackstaff");
    assertEquals(inside, named);
  }

  @Test
  void whatNoCommandNeeds_isNotInside() throws IOException {
    Collection<String> names = names();
    for (String prefix : List.of("lombok", "SCL.lombok", "com/sun/jna", "org/h2", "com/mysql")) {
      assertTrue(names.stream().noneMatch(name -> name.startsWith(prefix)), prefix);
    }
    try (JarFile jar = new JarFile(ALL.toFile())) {
      assertEquals("org.postgresql.Driver", text(jar, "META-INF/services/java.sql.Driver").strip());
    }
  }
}
