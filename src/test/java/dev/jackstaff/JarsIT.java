package dev.jackstaff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The contents of the built jars. */
class JarsIT {
  private static final String JARS = System.getProperty("jars");

  @BeforeEach
  void needJars() {
    assumeTrue(JARS != null, "only where the jars are built");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-sources", "-javadoc"})
  void jar_hasLicenseAndNotice(String classifier) throws IOException {
    try (JarFile jar = new JarFile(JARS + classifier + ".jar")) {
      assertEquals(Files.readString(Path.of("LICENSE")), text(jar, "META-INF/LICENSE"));
      assertEquals(Files.readString(Path.of("NOTICE")), text(jar, "META-INF/NOTICE"));
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    JarEntry entry = jar.getJarEntry(name);
    assertTrue(entry != null, jar.getName() + " has no " + name);
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void jar_hasNoClassesOfOthers() throws IOException {
    try (JarFile jar = new JarFile(JARS + ".jar")) {
      Set<String> others =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(".class") && !name.startsWith("dev/jackstaff/"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of(), others);
    }
  }

  @Test
  void billOfMaterials_namesWhatIsRequired() throws IOException {
    JsonNode bill = new ObjectMapper().readTree(Path.of(JARS + "-cyclonedx.json").toFile());
    assertEquals("CycloneDX", bill.get("bomFormat").asString());
    Set<String> required = new TreeSet<>();
    for (JsonNode component : bill.get("components")) {
      if (!component.has("scope") || component.get("scope").asString().equals("required")) {
        required.add(component.get("name").asString());
      }
    }
    assertTrue(required.containsAll(Set.of("jackson-databind", "re2j")), required.toString());
    assertTrue(!required.contains("junit-jupiter"), required.toString());
  }
}
