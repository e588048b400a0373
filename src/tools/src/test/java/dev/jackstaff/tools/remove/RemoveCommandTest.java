package dev.jackstaff.tools.remove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.tools.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a copy of the sample shop. */
final class RemoveCommandTest {
  private static final Path SAMPLE = Path.of("../../sample-webapp/src");

  @TempDir Path shop;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void copy() throws IOException {
    Path from = SAMPLE.normalize();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = shop.resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    PrintWriter writer = new PrintWriter(err, true, UTF_8);
    PrintWriter diff = new PrintWriter(out, true, UTF_8);
    int status = Tools.run(diff, writer, join(new String[] {"remove"}, arguments));
    diff.flush();
    writer.flush();
    return status;
  }

  private String out() {
    return out.toString(UTF_8).replace(shop.toString(), "/shop");
  }

  private String err() {
    return err.toString(UTF_8).replace(shop.toString(), "/shop");
  }

  private Path flags() {
    return shop.resolve("main/webapp/WEB-INF/flags.json");
  }

  @Test
  void remove_printsTheDiffThatAColleagueWouldWrite_andWritesNothing() throws IOException {
    String before = Files.readString(servlet());
    assertEquals(0, run("new_search", "--keep", "on", java()));
    assertEquals(
        """
        --- a/shop/main/java/dev/jackstaff/sample/SearchServlet.java
        +++ b/shop/main/java/dev/jackstaff/sample/SearchServlet.java
        @@
           }
        \s
           private static List<Product> search(String query) {
        -    if (Flags.on("new_search")) {
        -      return ranked(query);
        -    }
        -    return containing(query);
        -  }
        -
        -  /** The old search: products with exactly this text in their name. */
        -  private static List<Product> containing(String query) {
        -    return Catalogue.PRODUCTS.stream()
        -        .filter(product -> product.name().toLowerCase(Locale.ROOT).contains(query))
        -        .toList();
        +    return ranked(query);
           }
        \s
           /** The new search: products with any of the words, the best first. */
        """,
        out().replaceAll("@@ .* @@", "@@"));
    assertEquals("", err());
    assertEquals(before, Files.readString(servlet()));
  }

  private Path servlet() {
    return shop.resolve("main/java/dev/jackstaff/sample/SearchServlet.java");
  }

  private String java() {
    return shop.resolve("main/java").toString();
  }

  @Test
  void remove_whileTestsAndOtherFilesNameTheFlag_listsThemAndKeepsTheDefinition()
      throws IOException {
    String definitions = Files.readString(flags());
    Set<String> expected = new TreeSet<>();
    try (Stream<Path> files = Files.walk(shop)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean source = file.toString().endsWith(".java");
        boolean asks = file.equals(servlet()) || file.equals(flags());
        String name = source ? "\"new_search\"" : "(?<![\\w.:-])new_search(?![\\w:-])";
        expected.addAll(asks ? List.of() : naming(file, Pattern.compile(name)));
      }
    }
    assertTrue(expected.stream().anyMatch(place -> place.contains("web.xml:")), "" + expected);
    assertTrue(expected.stream().anyMatch(place -> place.contains("NewSearchIT")), "" + expected);
    int status = run("new_search", "--keep", "on", "--flags", "" + flags(), "--write", "" + shop);
    assertEquals(1, status);
    String last = "new_search stays defined, since it is still named in the places above";
    assertTrue(err().lines().toList().contains(last), err());
    assertEquals(
        expected,
        err()
            .lines()
            .filter(line -> line.contains("named: ") || line.contains("still in a text"))
            .map(line -> line.replaceAll(": .*", ""))
            .collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(definitions, Files.readString(flags()));
  }

  /** By another way: the lines that have the name with something else around it. */
  private List<String> naming(Path file, Pattern name) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return IntStream.range(0, lines.size())
        .filter(i -> name.matcher(lines.get(i)).find())
        .mapToObj(i -> file.toString().replace(shop.toString(), "/shop") + ":" + (i + 1))
        .toList();
  }

  @Test
  void remove_withWrite_leavesAShopThatCompilesWithoutTheOldPathAndTheFlag() throws Exception {
    String path = System.getProperty("java.class.path");
    String[] arguments = {"new_search", "--keep", "on", "--flags", "" + flags(), "--write", java()};
    assertEquals(0, run(join(arguments, "--classpath", path)));
    assertEquals("new_search is removed from /shop/main/webapp/WEB-INF/flags.json\n", err());
    assertFalse(Files.readString(flags()).contains("\"new_search\""));
    String search = Files.readString(servlet());
    assertFalse(search.contains("containing"), search);
    Files.delete(shop.resolve("test/java/dev/jackstaff/sample/NewSearchIT.java"));
    Program.compiled(sources());
  }

  @Test
  void remove_withoutAClassPath_saysThatTheCompilerCouldNotCheck() throws IOException {
    assertEquals(0, run("new_search", "--keep", "on", "--write", java()));
    List<String> said = err().lines().toList();
    assertEquals(
        "not checked by the compiler, since it refuses the original sources:", said.get(0));
    assertTrue(said.get(1).startsWith("/shop/main/java/"), err());
    assertEquals("--classpath names what they are compiled with", said.get(2));
    assertFalse(Files.readString(servlet()).contains("containing"));
  }

  @Test
  void remove_whoseResultWouldNotCompile_isRefusedWithTheCompilersWords(@TempDir Path other)
      throws IOException {
    Path source = other.resolve("A.java");
    String text =
        """
        import dev.jackstaff.Flags;

        class A {
          void a() {
            try {
              if (Flags.on("new_way")) {
                System.out.println("new");
              } else {
                throw new java.io.IOException("old");
              }
            } catch (java.io.IOException e) {
              System.out.println("failed");
            }
          }
        }
        """;
    Files.writeString(source, text);
    Path definitions = Files.writeString(other.resolve("flags.json"), "{\"new_way\": true}");
    String[] arguments = {"new_way", "--keep", "on", "--flags", "" + definitions, "" + other};
    assertEquals(2, run(join(arguments, "--write")));
    assertEquals(
        "nothing is written, since the result would not compile:\n"
            + source
            + ":7: exception java.io.IOException is never thrown in body of corresponding try statement\n",
        err.toString(UTF_8));
    assertEquals(text, Files.readString(source));
    assertTrue(Files.readString(definitions).contains("new_way"));
    assertEquals(2, run(arguments), "also before anything is to be written");
  }

  private static String[] join(String[] first, String... rest) {
    return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
  }

  private Map<String, String> sources() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(shop)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    sources.remove("package-info.java");
    return sources;
  }

  @Test
  void remove_ofATernary_keepsTheImportThatTheRestUses() throws IOException {
    assertEquals(0, run("gift_wrapping", "--keep", "on", java()));
    assertFalse(out().contains("-import"), out());
    assertTrue(out().contains("+        giftWrapping(),\n"), out());
  }

  @Test
  void remove_ofAVariant_needsTheDefinitionOfItsValue() throws IOException {
    String main = java();
    assertEquals(1, run("search_limit", "--keep", "many", main));
    assertTrue(err().contains("the answer is not known without the flag's definition"), err());
    assertEquals(0, run("search_limit", "--keep", "many", "--flags", "" + flags(), main));
    assertTrue(out().contains("+    int limit = 9;\n"), out());
  }

  @Test
  void remove_withAVariantThatThereIsNot_isRefused() throws IOException {
    assertEquals(2, run("search_limit", "--keep", "much", "--flags", "" + flags(), "" + shop));
    assertEquals(
        "search_limit has no variant 'much'; it can be kept on, off, or at one of [few, many]\n",
        err());
  }

  @Test
  void remove_calledWrongly_saysHowItIsCalled() throws IOException {
    assertEquals(2, run("new_search"));
    assertTrue(err().contains("Usage: jackstaff-tools remove"), err());
    assertEquals(2, run("new_search", "--keep"));
    assertEquals(2, run("new_search", "--kept", "on"));
  }
}
