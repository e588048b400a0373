package dev.jackstaff.alone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import dev.jackstaff.Flags;
import jakarta.servlet.Servlet;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;

/** A modular application: compiled and run on the module path, as {@code compatibility.md} says. */
class ModulePathTest {
  private static final String NAME = "dev.jackstaff";

  @TempDir private Path directory;

  @Test
  void modularApplication_compilesAndRuns() throws Exception {
    assertTrue(
        Files.readString(Path.of("pom.xml"))
            .contains("<Automatic-Module-Name>" + NAME + "</Automatic-Module-Name>"));
    write(
        "module-info.java",
        """
        module shop {
          requires dev.jackstaff;
          requires jakarta.servlet;
          requires tools.jackson.databind;
        }
        """);
    write(
        "shop/Main.java",
        """
        package shop;

        import dev.jackstaff.FeatureFlags;
        import dev.jackstaff.servlet.FlagFilter;
        import dev.jackstaff.store.FileFlagStore;
        import java.nio.file.Path;

        public final class Main {
          public static void main(String[] args) {
            try (FeatureFlags features = FeatureFlags.of(FileFlagStore.watching(Path.of(args[0])))) {
              FlagFilter filter = FlagFilter.builder(features).build();
              System.out.println(features.isEnabled("listed", "anna"));
              System.out.println(features.isEnabled("listed", "ben"));
              System.out.println(Main.class.getModule() + ", " + filter.getClass().getModule());
            }
          }
        }
        """);
    Path flags =
        Files.writeString(
            directory.resolve("flags.json"),
            "{\"listed\": {\"rules\": [{\"if\": {\"id\": {\"$regex\": \"^an\"}},"
                + " \"enabled\": true}], \"enabled\": false}}");
    Path classes = directory.resolve("classes");
    String path = modulePath();
    run(
        "javac",
        "--module-path",
        path,
        "-d",
        classes.toString(),
        directory.resolve("module-info.java").toString(),
        directory.resolve("shop/Main.java").toString());
    assertEquals(
        "true\nfalse\nmodule shop, module dev.jackstaff\n",
        java("--module-path", classes + File.pathSeparator + path, "-m", "shop/shop.Main", flags));
  }

  private void write(String name, String text) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String modulePath() throws Exception {
    Path manifest =
        Files.writeString(directory.resolve("manifest"), "Automatic-Module-Name: " + NAME + "\n");
    Path jar = directory.resolve("jackstaff.jar");
    String classes = AloneTest.place(Flags.class);
    run("jar", "cfm", jar.toString(), manifest.toString(), "-C", classes, ".");
    return Stream.concat(
            Stream.of(jar.toString()),
            Stream.of(
                    ObjectMapper.class,
                    JsonParser.class,
                    Class.forName("com.fasterxml.jackson.annotation.JsonProperty"),
                    Pattern.class,
                    Servlet.class)
                .map(AloneTest::place))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void run(String tool, String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    int status = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
    assertEquals(0, status, out::toString);
  }

  private String java(Object... arguments) throws Exception {
    Path out = directory.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "java")),
                        Stream.of(arguments))
                    .map(Object::toString)
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(out);
    assertTrue(ended, text);
    return text;
  }
}
