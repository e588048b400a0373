package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class that asks for {@code used} and {@code other}, and definitions of {@code used, gone}. */
final class RefsCommandTest {
  private static final String SCHEMA = "/schema/sarif-schema-2.1.0.json";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void write() throws IOException {
    write(
        "src/A.java",
        """
        class A {
          boolean a() {
            return dev.jackstaff.Flags.on("used") || dev.jackstaff.Flags.on("other");
          }
        }
        """);
    write("flags.json", "{\n  \"flags\": {\n    \"used\": true,\n    \"gone\": true\n  }\n}\n");
    write("src/package-info.java", "/** Nothing but words on its class. */\npackage nowhere;\n");
    compile("src/A.java");
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void compile(String name) {
    String[] arguments = {
      "-g",
      "-proc:none",
      "-cp",
      System.getProperty("java.class.path"),
      "-d",
      directory.resolve("classes").toString(),
      directory.resolve(name).toString()
    };
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
  }

  private int refs(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] all = Stream.concat(Stream.of("refs"), Stream.of(arguments)).toArray(String[]::new);
    return Tools.run(new PrintWriter(out), new PrintWriter(err), all);
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  @Test
  void sourcesAlone_areRefused_sinceTheyTellNothing() {
    assertEquals(2, refs("--flags", at("flags.json"), at("src")));
    assertEquals("", out.toString());
    assertEquals(
        "no compiled classes given for "
            + at("src/A.java")
            + ": calls in Java, Kotlin, Scala and Groovy are found in classes only; compile first,"
            + " and give the classes as well, such as target/classes",
        err.toString().strip());
  }

  @Test
  void sourceThatWasNotCompiled_isNamed_andNoFlagIsCalledUnreferenced() throws IOException {
    write("src/b/B.java", "package b; class B { boolean b() { return C.D; } }");
    assertEquals(0, refs("--flags", at("flags.json"), at("classes"), at("src")));
    assertTrue(err.toString().contains("given for " + at("src/b/B.java") + ": "), err.toString());
    assertFalse(out.toString().contains("unreferenced"), out.toString());
    assertTrue(out.toString().contains("undefined: other"), out.toString());
    String[] check = {"--fail-on", "unreferenced", "--flags", at("flags.json")};
    assertEquals(2, refs(join(check, at("classes"), at("src"))), "not seen is not passed");
    assertEquals(1, refs(join(check, at("classes"))));
  }

  @Test
  void classesThatAreNotThere_areMissed() throws IOException {
    write("web/page.jsp", "${flags.used}");
    Files.createDirectories(directory.resolve("target/classes"));
    String[] check = {"--flags", at("flags.json"), at("web")};
    assertEquals(2, refs(join(check, at("target/classes"), "--fail-on", "unreferenced")));
    assertFalse(out.toString().contains("unreferenced: "), out.toString());
    String said = "no compiled classes given for " + at("target/classes") + ": ";
    assertTrue(err.toString().startsWith(said), err.toString());
    assertEquals(1, refs(join(check, "--fail-on", "unreferenced")), "where nobody speaks of any");
  }

  @Test
  void allThatWasCompiled_givesNoWarning() {
    assertEquals(0, refs("--flags", at("flags.json"), at("classes"), at("src")));
    assertFalse(err.toString().contains("compiled"), err.toString());
    assertTrue(out.toString().contains("unreferenced: gone"), out.toString());
  }

  @Test
  void unreferencedFlag_isShownWhereItIsDefined() {
    String flags = at("flags.json");
    refs("--flags", flags, "--format", "github", at("classes"));
    String warning = "::warning file=" + flags + ",line=4,title=unreferenced flag::gone is defined";
    assertTrue(out.toString().contains(warning), out.toString());
    refs("--flags", flags, "--format", "csv", at("classes"));
    String row = "gone,defined,," + flags + ",4,,,,unreferenced";
    assertTrue(out.toString().lines().toList().contains(row), out.toString());
    refs("--flags", flags, "--format", "sarif", at("classes"));
    assertEquals(
        Map.of(
            "artifactLocation",
            Map.of("uri", directory.resolve("flags.json").toUri().toString()),
            "region",
            Map.of("startLine", 4)),
        location("unreferenced").get("physicalLocation"));
  }

  @Test
  void sarif_isWhatItsSchemaSays() throws IOException {
    write("flags.json", "{\"used\": {\"expires\": \"2020-01-01\"}, \"gone\": true}");
    refs("--flags", at("flags.json"), "--format", "sarif", at("classes"), at("src"));
    assertEquals(List.of(), problems(out.toString()));
    for (String verdict : List.of("unreferenced", "undefined", "expired")) {
      assertTrue(location(verdict).containsKey("physicalLocation"), verdict);
    }
    assertFalse(problems("{\"version\": \"2.1.0\"}").isEmpty(), "the schema sees a fault");
  }

  private static List<String> problems(String sarif) throws IOException {
    try (InputStream schema = RefsCommandTest.class.getResourceAsStream(SCHEMA)) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(schema, InputFormat.JSON)
          .validate(sarif, InputFormat.JSON)
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  @Test
  void database_isRead_andItsFlagsAreShownThereWithoutThePassword() throws IOException {
    String url = "jdbc:h2:mem:refs-command;DB_CLOSE_DELAY=-1;USER=me;PASSWORD=secret";
    try (JdbcFlagStore store = JdbcFlagStore.builder(url).createTables(true).build()) {
      store.put(Flag.on("used"), null, Change.by("test", null));
      store.put(Flag.on("gone"), null, Change.by("test", null));
      assertEquals(0, refs("--flags", url, "--format", "github", at("classes")));
      assertTrue(out.toString().contains("(jdbc:h2:mem:refs-command)"), out.toString());
      refs("--flags", url, "--format", "sarif", at("classes"));
      assertEquals(
          List.of(Map.of("name", "gone", "fullyQualifiedName", "jdbc:h2:mem:refs-command#gone")),
          location("unreferenced").get("logicalLocations"));
      assertEquals(List.of(), problems(out.toString()));
      assertFalse(out.toString().contains("secret"), out.toString());
    }
  }

  @Test
  void flags_areAPathAFileOrADatabase() throws IOException {
    Path file = directory.resolve("flags.json");
    for (String flags : List.of(file.toString(), "file:" + file, file.toUri().toString())) {
      assertEquals(0, refs("--flags", flags, at("classes")), flags);
    }
    for (String flags : List.of("jndi:x", "classpath:flags.json", "datasource", "")) {
      assertEquals(2, refs("--flags", flags, at("classes")), flags);
      String message = "--flags: '" + flags + "' should be file:…, jdbc:… or FILE";
      assertTrue(err.toString().contains(message), err.toString());
    }
  }

  /** The only location of the only finding of a kind. */
  private Map<?, ?> location(String verdict) {
    Map<?, ?> sarif = (Map<?, ?>) PlainJson.read(out.toString(), "sarif");
    Map<?, ?> run = (Map<?, ?>) ((List<?>) sarif.get("runs")).get(0);
    Map<?, ?> result =
        ((List<?>) run.get("results"))
            .stream()
                .map(one -> (Map<?, ?>) one)
                .filter(one -> verdict.equals(one.get("ruleId")))
                .findFirst()
                .orElseThrow();
    return (Map<?, ?>) ((List<?>) result.get("locations")).get(0);
  }

  private static String[] join(String[] first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }
}
