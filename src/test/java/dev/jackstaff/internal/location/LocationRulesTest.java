package dev.jackstaff.internal.location;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jackstaff.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ResourceUtils;

/** No other class parses or opens a location. */
final class LocationRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Flags.class.getProtectionDomain().getCodeSource().getLocation());

  private static final String SCHEMES =
      Arrays.stream(LocationForm.values())
          .map(LocationForm::scheme)
          .filter(scheme -> !scheme.isEmpty())
          .collect(Collectors.joining("|", "(?:", ")"));

  /** A prefix as a text of its own, or a text with one that is compared, other than an origin. */
  private static final Pattern PARSED =
      Pattern.compile(
          "(?i)\""
              + SCHEMES
              + ":\"|\"datasource\"|"
              + "(?:startsWith|regionMatches|indexOf|matches|equals)\\([^;\"]*\"\\^?"
              + SCHEMES
              + ":(?!//)");

  @Test
  void prefix_isParsedInOneRoomOnly() throws IOException {
    List<String> found = new ArrayList<>();
    for (String folder : List.of("src/main/java", "src/tools/src/main/java")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
          // The room of databases tells products apart, by the part after the prefix.
          String path = file.toString().replace('\\', '/');
          boolean isOwn = path.contains("/internal/location/") || path.contains("/internal/jdbc/");
          if (!isOwn && PARSED.matcher(Files.readString(file)).find()) {
            found.add(path);
          }
        }
      }
    }
    assertEquals(List.of(), found);
    assertTrue(PARSED.matcher("if (text.startsWith(\"jdbc:h2:\"))").find());
    assertTrue(PARSED.matcher("String CLASSPATH = \"classpath:\";").find());
  }

  @Test
  void nameOfTheContainer_isLookedUpHereOnly() {
    noClasses()
        .that(not(resideInAPackage("dev.jackstaff.internal.location")))
        .should()
        .accessClassesThat()
        .areAssignableTo(InitialContext.class)
        .check(CLASSES);
  }

  @Test
  void resourceOfSpring_isFoundInOnePlaceOnly() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.jackstaff.spring.SpringLocations")
        .should()
        .callMethodWhere(
            target(name("getResource")).and(target(owner(assignableTo(ResourceLoader.class)))))
        .orShould()
        .accessClassesThat()
        .areAssignableTo(ResourceUtils.class)
        .check(CLASSES);
  }
}
