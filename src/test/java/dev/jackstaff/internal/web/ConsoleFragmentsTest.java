package dev.jackstaff.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jackstaff.console.ConsoleServlet;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fragments of all pages: each has a record that fills its holes, and a page that uses it. */
final class ConsoleFragmentsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(ConsoleServlet.class.getProtectionDomain().getCodeSource().getLocation());

  private static Set<Class<?>> fragments() {
    return CLASSES.stream()
        .filter(type -> type.isAssignableTo(Fragment.class) && !type.isInterface())
        .map(JavaClass::reflect)
        .collect(Collectors.toSet());
  }

  private static Set<Class<?>> pages() {
    return fragments().stream().map(Class::getDeclaringClass).collect(Collectors.toSet());
  }

  @Test
  void page_hasARecordForEachFragment_andAHoleForEachComponent() {
    Set<Class<?>> pages = pages();
    assertTrue(pages.size() > 15, pages::toString);
    for (Class<?> page : pages) {
      Map<Class<?>, Template> templates = TemplateFile.of(page).templates();
      assertFalse(templates.isEmpty(), page.getName());
    }
  }

  @Test
  void file_withFragments_hasAPage() throws IOException, URISyntaxException {
    Path folder = Path.of(ConsoleServlet.class.getResource("console.css").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".html"))
              .map(name -> name.replace(".html", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(
          pages().stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new)),
          names);
    }
  }

  @Test
  void fragment_isUsed() {
    Set<String> unused = new TreeSet<>();
    for (Class<?> fragment : fragments()) {
      JavaClass type = CLASSES.get(fragment);
      boolean used =
          type.getConstructors().stream()
              .flatMap(
                  it ->
                      Stream.concat(
                          it.getCallsOfSelf().stream(), it.getReferencesToSelf().stream()))
              .anyMatch(call -> !call.getOriginOwner().equals(type));
      if (!used) {
        unused.add(fragment.getName());
      }
    }
    assertEquals(Set.of(), unused);
  }
}
