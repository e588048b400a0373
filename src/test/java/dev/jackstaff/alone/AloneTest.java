package dev.jackstaff.alone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jackstaff.Flags;
import jakarta.servlet.Servlet;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;

/** The library with nothing on the class path but what it requires: in a JVM of its own. */
class AloneTest {
  /** One class of each library that is optional. */
  private static final List<String> OPTIONAL =
      List.of(
          "org.jspecify.annotations.Nullable",
          "io.micrometer.context.ThreadLocalAccessor",
          "io.micrometer.core.instrument.MeterRegistry",
          "io.opentelemetry.api.OpenTelemetry",
          "dev.openfeature.sdk.OpenFeatureAPI",
          "com.launchdarkly.sdk.server.LDClient",
          "org.springframework.context.ApplicationContext",
          "org.postgresql.Driver",
          "org.slf4j.Logger",
          "org.objectweb.asm.ClassReader",
          "org.junit.jupiter.api.Test");

  @TempDir private Path directory;

  /** Returns the jar or the folder that a class comes from. */
  static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String classPath() throws Exception {
    Path shop = directory.resolve(Shop.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(shop.getParent());
    Files.copy(Path.of(place(Shop.class)).resolve(directory.relativize(shop)), shop);
    return Stream.concat(
            Stream.of(directory.toString()),
            Stream.of(
                    Flags.class,
                    ObjectMapper.class,
                    JsonParser.class,
                    Class.forName("com.fasterxml.jackson.annotation.JsonProperty"),
                    Pattern.class,
                    Servlet.class)
                .map(AloneTest::place))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void filter_worksWithoutAnyOptionalLibrary() throws Exception {
    Path flags = directory.resolve("flags.json");
    Files.writeString(
        flags,
        "{\"listed\": {\"users\": [\"anna\"]}, \"limit\": {\"enabled\": true,"
            + " \"variants\": {\"few\": {\"weight\": 1, \"value\": 3}},"
            + " \"rules\": [{\"if\": {\"plan\": {\"$regex\": \"^p\"}}, \"enabled\": false}]}}");
    assertEquals(
        """
        listed: true
        limit: 3
        headers: {X-Active-Flags=listed,limit}
        listed afterwards: false
        listed outside: true
        faults: []
        """,
        run(flags));
  }

  /** All classes of the rooms that are there for everybody, and those that must not be there. */
  private static List<String> classes() {
    Pattern rooms =
        Pattern.compile(
            "dev\\.jackstaff(\\.(model|store|servlet|console|ofrep|guard|experiment|hygiene|internal.*))?");
    List<String> names = new ArrayList<>(OPTIONAL.stream().map(name -> "-" + name).toList());
    new ClassFileImporter()
        .importUrl(Flags.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .filter(type -> rooms.matches(type.getPackageName()))
            .map(JavaClass::getName)
            .forEach(names::add);
    assertTrue(names.contains(Flags.class.getName()));
    return names;
  }

  /** Returns the output; a failure prints a stack trace as well. */
  private String run(Path flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), Shop.class.getName(), flags.toString()));
    command.add(Files.write(directory.resolve("classes.txt"), classes()).toString());
    Path out = directory.resolve("out.txt");
    Path log = directory.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String said = Files.readString(log, StandardCharsets.UTF_8);
    return ended && process.exitValue() == 0
        ? Files.readString(out, StandardCharsets.UTF_8)
        : said + Files.readString(out, StandardCharsets.UTF_8);
  }
}
