package dev.jackstaff.hygiene.remove;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a copy of the sample shop. */
final class RemoveCommandTest {
  private static final Path SAMPLE =
      Path.of(System.getProperty("sample.webapp", "sample-webapp/src/main/webapp"), "../..");

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

  private int run(String... arguments) throws IOException {
    out.reset();
    err.reset();
    PrintWriter writer = new PrintWriter(err, true, UTF_8);
    PrintWriter diff = new PrintWriter(out, true, UTF_8);
    int status = RemoveCommand.run(List.of(arguments), diff, writer);
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
    assertEquals(0, run("new_search", "--keep", "on", shop.resolve("main").toString()));
    assertEquals(
        """
        --- a/shop/main/java/dev/jackstaff/sample/SearchServlet.java
        +++ b/shop/main/java/dev/jackstaff/sample/SearchServlet.java
        @@ -27,17 +27,7 @@
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
        out());
    assertEquals("", err());
    assertEquals(before, Files.readString(servlet()));
  }

  private Path servlet() {
    return shop.resolve("main/java/dev/jackstaff/sample/SearchServlet.java");
  }

  @Test
  void remove_withTestsThatNameTheFlag_listsThemAndKeepsTheDefinition() throws IOException {
    String definitions = Files.readString(flags());
    int status = run("new_search", "--keep", "on", "--flags", "" + flags(), "--write", "" + shop);
    assertEquals(1, status);
    assertEquals(
        """
        /shop/test/java/dev/jackstaff/sample/FlagFileIT.java:35: the flag's name is still in a text here
        /shop/test/java/dev/jackstaff/sample/NewSearchIT.java:31: the flag's name is still in a text here
        /shop/test/java/dev/jackstaff/sample/NewSearchIT.java:46: the flag's name is still in a text here
        new_search stays defined, since it is still named in the places above
        """,
        err());
    assertEquals(definitions, Files.readString(flags()));
  }

  @Test
  void remove_withWrite_leavesAShopThatCompilesWithoutTheOldPathAndTheFlag() throws Exception {
    String main = shop.resolve("main").toString();
    assertEquals(0, run("new_search", "--keep", "on", "--flags", "" + flags(), "--write", main));
    assertEquals("new_search is removed from /shop/main/webapp/WEB-INF/flags.json\n", err());
    assertFalse(Files.readString(flags()).contains("\"new_search\""));
    String search = Files.readString(servlet());
    assertFalse(search.contains("containing"), search);
    Files.delete(shop.resolve("test/java/dev/jackstaff/sample/NewSearchIT.java"));
    Program.compiled(sources());
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
    assertEquals(0, run("new_checkout", "--keep", "on", shop.resolve("main").toString()));
    assertFalse(out().contains("-import"), out());
    assertTrue(out().contains("+    return NewCheckout.sell(product, reader);\n"), out());
  }

  @Test
  void remove_ofAVariant_needsTheDefinitionOfItsValue() throws IOException {
    String main = shop.resolve("main").toString();
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
    assertTrue(err().startsWith("usage: remove FLAG --keep"), err());
    assertEquals(2, run("new_search", "--keep"));
    assertEquals(2, run("new_search", "--kept", "on"));
  }
}
