package dev.jackstaff.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.Flag;
import dev.jackstaff.store.Change;
import dev.jackstaff.store.JdbcFlagStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The tools jar itself, as a process of its own, on the sample shop. */
final class ToolsIT {
  private static final Path JAR = Path.of(System.getProperty("tools.jar"));
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Path SHOP = ROOT.resolve("sample-webapp/src/main");
  private static final Path FLAGS = SHOP.resolve("webapp/WEB-INF/flags.json");

  private static final Set<String> DEFINED = new TreeSet<>();
  private static final Pattern ROW =
      Pattern.compile("([^,]*),([^,]*),(?:[^,\"]*|\"(?:[^\"]|\"\")*\"),([^,]*),(\\d+),.*");

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
    FlagDocument.read(Files.readAllBytes(FLAGS), "flags.json").flags().stream()
        .map(Flag::name)
        .forEach(DEFINED::add);
  }

  /** Against what other ways find: the compiler's own parser in sources, and a search for words. */
  @Test
  void refs_ofTheShop_areExactlyThePlacesThatItsFilesHave() throws Exception {
    Outcome outcome = csv(FLAGS.toString(), classes.toString(), SHOP.toString());
    assertEquals(0, outcome.status(), outcome.err());
    assertFalse(outcome.err().contains("compiled"), outcome.err());
    Set<String> found = new TreeSet<>();
    outcome
        .out()
        .lines()
        .filter(row -> row.matches("[^,]*,(asked|text),.*"))
        .map(ToolsIT::place)
        .forEach(found::add);
    Set<String> expected = new TreeSet<>(placesThatAsk());
    expected.addAll(placesThatName());
    assertEquals(expected, found);
    Set<String> asked = new TreeSet<>();
    found.stream().filter(p -> p.startsWith("asked")).forEach(p -> asked.add(p.split(" ", 3)[1]));
    assertEquals(DEFINED, asked, "each flag is asked for");
  }

  private static Outcome csv(String flags, String... paths) throws Exception {
    return run(join(new String[] {"refs", "--flags", flags, "--format", "csv"}, paths));
  }

  /** Kind, flag, file and line of a row. */
  private static String place(String row) {
    Matcher cells = ROW.matcher(row);
    assertTrue(cells.matches(), row);
    return cells.group(2) + " " + cells.group(1) + " " + cells.group(3) + ":" + cells.group(4);
  }

  private static Set<String> placesThatAsk() throws IOException {
    Set<String> places = new TreeSet<>();
    for (Path file : files(path -> path.toString().endsWith(".java"))) {
      for (SourceCalls.Call call : SourceCalls.in(file)) {
        if (call.method().matches("Flags\\.(on|variant|value)")) {
          call.words().stream()
              .filter(DEFINED::contains)
              .forEach(flag -> places.add("asked " + flag + " " + shown(file) + ":" + call.from()));
        }
      }
    }
    return places;
  }

  private static Set<String> placesThatName() throws IOException {
    Set<String> places = new TreeSet<>();
    for (Path file : files(path -> !path.toString().endsWith(".java") && !path.equals(FLAGS))) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        for (String flag : DEFINED) {
          String word = "(^|[^\\w.:-])((\\w+\\.)*[Ff]lags\\.)?" + flag + "[.:-]*($|[^\\w.:-])";
          if (Pattern.compile(word).matcher(lines.get(i)).find()) {
            places.add("text " + flag + " " + shown(file) + ":" + (i + 1));
          }
        }
      }
    }
    return places;
  }

  private static List<Path> files(Predicate<Path> wanted) throws IOException {
    try (Stream<Path> files = Files.walk(SHOP)) {
      return files.filter(Files::isRegularFile).filter(wanted).toList();
    }
  }

  private static String shown(Path file) {
    return ROOT.relativize(file).toString();
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
        failed.out().contains("file=" + flags + ",line=1,title=unreferenced flag::gone is defined"),
        failed.out());
    int line = line("CheckoutServlet.java", "Flags.on(\"new_checkout\")");
    assertTrue(
        failed.out().contains("line=" + line + ",title=undefined flag::new_checkout"),
        failed.out());
    assertEquals(0, run(join(common, "--fail-on", "expired")).status());
  }

  private static int line(String source, String text) throws IOException {
    List<String> lines =
        Files.readAllLines(SHOP.resolve("java/dev/jackstaff/sample").resolve(source));
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
    assertTrue(refused.err().contains("jdbc:nothing is not supported"));
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      var postgres = server.getPostgresDatabase();
      try (JdbcFlagStore store = JdbcFlagStore.builder(postgres).createTables(true).build()) {
        store.put(Flag.on("new_search"), null, Change.by("test", null));
        store.put(Flag.on("gone"), null, Change.by("test", null));
      }
      String url = server.getJdbcUrl("postgres", "postgres");
      Outcome read = run("refs", "--flags", url, "--format", "github", classes.toString());
      assertEquals(0, read.status(), read.err());
      String shown = "(" + url.replaceAll("[?].*", "") + ")";
      assertTrue(read.out().contains("unreferenced flag::gone is defined"), read.out());
      assertTrue(read.out().contains(shown), read.out());
    }
  }

  /** Runs the manual's snippet in a copy of the shop; its classes are compiled here. */
  @Test
  void commandsOfTheManualsSnippet_run(@TempDir Path project) throws Exception {
    Path manual = ROOT.resolve("src/site/markdown");
    String page = Files.readString(manual.resolve("from-release-to-removal.md"));
    Matcher block = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
    assertTrue(block.find(), "there is a snippet");
    Path main = project.resolve("src/main");
    for (Path file : files(path -> true)) {
      Path to = main.resolve(SHOP.relativize(file));
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
    }
    Files.createDirectories(project.resolve("target"));
    Files.createSymbolicLink(project.resolve("target/classes"), classes);
    Files.createSymbolicLink(project.resolve("jackstaff-tools.jar"), JAR.toAbsolutePath());
    int run = 0;
    for (Object step : (List<?>) new Yaml().load(block.group(1))) {
      String command = String.valueOf(((Map<?, ?>) step).get("run"));
      // What Maven does with the shop is tested where the shop is built.
      if (command.startsWith("java ")) {
        Process process =
            new ProcessBuilder("sh", "-c", command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), command + "\n" + said);
        run++;
      } else {
        assertTrue(((Map<?, ?>) step).containsKey("uses") || command.startsWith("mvn "), command);
      }
    }
    assertTrue(run > 0, "a command was run");
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
    Process process =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    int status = process.waitFor();
    return new Outcome(status, out, Files.readString(err));
  }
}
