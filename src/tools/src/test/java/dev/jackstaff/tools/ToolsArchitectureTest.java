package dev.jackstaff.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages of the tools, and the libraries that each may use. */
final class ToolsArchitectureTest {
  private static final String ROOT = "dev.jackstaff.tools";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Tools.class.getProtectionDomain().getCodeSource().getLocation());

  private static final List<String> ALL =
      List.of(
          "java..",
          "org.jspecify.annotations",
          "dev.jackstaff",
          "dev.jackstaff.internal..",
          "dev.jackstaff.hygiene",
          "dev.jackstaff.model",
          "dev.jackstaff.store");

  private static final Map<String, List<String>> ROOMS =
      Map.of(
          "",
              List.of(
                  ROOT + ".refs",
                  ROOT + ".remove",
                  ROOT + ".check",
                  ROOT + ".convert",
                  ROOT + ".original",
                  "picocli"),
          ".check", List.of(),
          ".convert", List.of("org.w3c.dom", "org.xml.sax", "javax.xml.parsers"),
          ".original",
              List.of(
                  ROOT + ".check",
                  ROOT + ".convert",
                  "javax.sql",
                  "org.togglz.core..",
                  "org.ff4j..",
                  "com.launchdarkly..",
                  "dev.openfeature..",
                  "io.getunleash..",
                  "com.configcat.."),
          ".refs", List.of("org.objectweb.asm..", "org.eclipse.jgit.."),
          ".remove",
              List.of(ROOT + ".refs", "org.openrewrite..", "com.sun.source.util", "javax.tools"));

  @Test
  void room_importsOnlyWhatTheTableAllows() {
    ROOMS.forEach(
        (room, libraries) ->
            classes()
                .that()
                .resideInAPackage(ROOT + room)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                    Stream.of(ALL, libraries, List.of(ROOT + room, ""))
                        .flatMap(List::stream)
                        .toArray(String[]::new))
                .check(CLASSES));
    Set<String> present =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.substring(ROOT.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(ROOMS.keySet()), present, "packages without a row in the table");
  }

  @Test
  void rooms_haveNoCircles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
