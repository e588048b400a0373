package dev.jackstaff.hygiene.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tools jar itself, as a process of its own, on the sample shop. */
final class ToolsIT {
  private static final Path JAR = Path.of(System.getProperty("tools.jar"));
  private static final Path SHOP = Path.of("sample-webapp/src/main").toAbsolutePath();
  private static final Path FLAGS = SHOP.resolve("webapp/WEB-INF/flags.json");

  @TempDir static Path classes;

  private record Outcome(int status, String out, String err) {}

  @BeforeAll
  static void compileTheShop() throws IOException {
    List<String> args = new ArrayList<>(List.of("-g", "-nowarn", "-proc:none"));
    args.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
    try (Stream<Path> files = Files.walk(SHOP.resolve("java"))) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(args::add);
    }
    String[] all = args.toArray(String[]::new);
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, all));
  }

  @Test
  void refs_ofTheShop_areTheLinesThatItsSourcesHave() throws Exception {
    Outcome outcome = run("refs", "--flags", FLAGS.toString(), classes.toString(), SHOP + "/java");
    assertEquals(0, outcome.status(), outcome.err());
    List<String> found =
        outcome.out().lines().filter(line -> line.startsWith("  ")).map(String::strip).toList();
    assertEquals(linesThatAsk().sorted().toList(), found.stream().sorted().toList());
    assertTrue(outcome.out().contains("14 flags in 14 places"), outcome.out());
  }

  /** Read from the sources by another way: every line with a call of Flags and a literal. */
  private static Stream<String> linesThatAsk() throws IOException {
    List<String> places = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SHOP.resolve("java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
          String call = lines.get(i).replaceAll(".*(Flags\\.(on|value|variant))\\(\".*", "$1");
          if (!call.equals(lines.get(i))) {
            places.add(Path.of("").toAbsolutePath().relativize(file) + ":" + (i + 1) + "  " + call);
          }
        }
      }
    }
    return places.stream();
  }

  @Test
  void failOn_tellsByItsExitStatus(@TempDir Path directory) throws Exception {
    Path flags = directory.resolve("flags.json");
    Files.writeString(flags, "{\"new_search\": true, \"gone\": true}");
    String[] common = {"refs", "--flags", flags.toString(), classes.toString()};
    assertEquals(0, run(common).status());
    Outcome failed = run(join(common, "--fail-on", "unreferenced,undefined", "--format", "github"));
    assertEquals(1, failed.status(), failed.err());
    assertTrue(
        failed.out().contains("::error title=unreferenced flag::gone is defined"), failed.out());
    int line = line("CheckoutServlet.java", "Flags.on(\"new_checkout\")");
    assertTrue(
        failed.out().contains("line=" + line + ",title=undefined flag::new_checkout"),
        failed.out());
    assertEquals(0, run(join(common, "--fail-on", "expired")).status());
  }

  private static int line(String source, String text) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("sample-webapp/src/main/java/dev/jackstaff/sample", source));
    return 1
        + lines.indexOf(lines.stream().filter(l -> l.contains(text)).findFirst().orElseThrow());
  }

  @Test
  void format_json_csv_sarif_areWritten() throws Exception {
    String[] common = {"refs", "--flags", FLAGS.toString(), classes.toString()};
    String json = run(join(common, "--format", "json")).out();
    assertTrue(json.contains("\"dark_mode\""), json);
    String csv = run(join(common, "--format", "csv")).out();
    assertTrue(csv.startsWith("flag,kind,how,file,line,"), csv);
    int line = line("SearchServlet.java", "Flags.on(\"new_search\")");
    String row = "\nnew_search,asked,Flags.on,dev/jackstaff/sample/SearchServlet.java," + line;
    assertTrue(csv.contains(row + ",,,"), csv);
    assertTrue(run(join(common, "--format", "sarif")).out().contains("\"version\": \"2.1.0\""));
  }

  @Test
  void whatIsWrong_isSaidInALine() throws Exception {
    Outcome missing = run("refs", "nowhere");
    assertEquals(2, missing.status());
    assertEquals("nowhere: there is no such file or directory", missing.err().strip());
    assertEquals(2, run("refs").status());
    assertEquals(2, run("refs", "--fail-on", "undefined", classes.toString()).status());
  }

  @Test
  void database_isReadByItsUrl() throws Exception {
    Outcome refused = run("refs", "--flags", "jdbc:nothing:x", classes.toString());
    assertEquals(2, refused.status());
    assertTrue(refused.err().contains("no driver on the class path takes jdbc:nothing"));
  }

  private static String[] join(String[] first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  private static Outcome run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    Path err = Files.createTempFile("tools", ".err");
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    return new Outcome(status, out, Files.readString(err));
  }
}
