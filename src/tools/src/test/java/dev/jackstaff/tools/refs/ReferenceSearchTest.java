package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources are compiled here, with the compiler of the JDK that runs the tests. */
final class ReferenceSearchTest {
  private static final String IMPORTS = "import dev.jackstaff.Flags; ";

  @TempDir Path directory;

  @Test
  void literal_isFoundWithFileAndLine() throws IOException {
    source("A", "class A { boolean a() {\n  return Flags.on(\"a_flag\"); } }");
    Reference only = search().all().get(0);
    assertEquals("a_flag", only.flag());
    assertEquals("src/a/b/A.java:2", only.place());
    assertEquals("Flags.on", only.how());
    assertEquals(Kind.ASKED, only.kind());
  }

  @Test
  void constantOfAnotherClass_inlinedOrNot_isFound() throws IOException {
    source("Keys", "class Keys { static final String INLINED = \"one\";");
    append("Keys", " static final String MADE = \"two\".toLowerCase(java.util.Locale.ROOT); }");
    source(
        "A", "class A { boolean a() { return Flags.on(Keys.INLINED) && Flags.on(Keys.MADE); } }");
    assertEquals(List.of("one", "two"), asked());
  }

  @Test
  void constantThatMayChange_isNotGuessed() throws IOException {
    source("A", "class A { static String key = \"x\"; boolean a() { return Flags.on(key); } }");
    assertEquals(List.of("?"), asked());
  }

  @Test
  void enumsConstant_byItsFieldItsNameOrItsOwnMethod_isFound() throws IOException {
    source("F", "enum F { ONE(\"one\"), TWO(\"two\"); private final String key; ");
    append("F", "F(String key) { this.key = key; } String key() { return key; } ");
    append("F", "boolean isOn() { return Flags.on(key); } }");
    source("A", "class A { boolean a() { return Flags.on(F.ONE.key()) && F.TWO.isOn()");
    append("A", "&& Flags.on(F.ONE.name()); } }");
    assertEquals(List.of("ONE", "one", "two"), asked());
  }

  @Test
  void recordsConstant_isFound() throws IOException {
    source(
        "K", "record K(String name, int weight) { static final K NEW = new K(\"new_one\", 1); }");
    source("A", "class A { boolean a() { return Flags.on(K.NEW.name()); } }");
    assertEquals(List.of("new_one"), asked());
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "17"})
  void sumOfKnownParts_isFound(String release) throws IOException {
    source("A", "class A { boolean a() { String p = pre(); return Flags.on(p + \"search\"); }");
    append("A", "static String pre() { return \"new_\"; } }");
    assertEquals(List.of("new_search"), asked("--release", release));
  }

  @Test
  void sumWithAVariable_isListedAndNotGuessed() throws IOException {
    source("A", "class A { boolean a(int n) { return Flags.on(\"new_\" + System.nanoTime()); } }");
    assertEquals(List.of("?"), asked());
  }

  @Test
  void builderThatIsChangedOnTheWay_isNotGuessed() throws IOException {
    source(
        "A",
        "class A { boolean a() { StringBuilder b = new StringBuilder(\"x\"); b.append(\"y\");");
    append("A", "return Flags.on(b.append(\"z\").toString()); } }");
    assertEquals(List.of("?"), asked());
  }

  @Test
  void oneOfTwoKeys_isBoth() throws IOException {
    source("A", "class A { boolean a(boolean b) { return Flags.on(b ? \"yes\" : \"no\"); } }");
    assertEquals(List.of("no", "yes"), asked());
  }

  @Test
  void ownMethodThatPassesAKeyOn_isFoundWhereItIsCalled() throws IOException {
    source(
        "Toggles",
        "class Toggles { static boolean is(String k) { return Flags.on(\"t_\" + k); } }");
    source("A", "class A { boolean a() {\n return Toggles.is(\"one\"); } }");
    source("B", "class B { boolean b() { return c(\"two\"); }");
    append("B", "private boolean c(String x) { return Toggles.is(x); } }");
    References found = search();
    assertEquals(List.of("t_one", "t_two"), flags(found));
    assertEquals("src/a/b/A.java:2", found.of("t_one").get(0).place());
  }

  @Test
  void interfaceWhoseMethodPassesAKeyOn_isFoundWhereItIsCalled() throws IOException {
    source("Toggles", "interface Toggles { boolean is(String k); }");
    source(
        "Mine",
        "class Mine implements Toggles { public boolean is(String k) { return Flags.on(k); } }");
    source("A", "class A { boolean a(Toggles t) { return t.is(\"one\"); } }");
    assertEquals(List.of("one"), asked());
  }

  @Test
  void parameterThatNobodyIsSeenToPass_isListed() throws IOException {
    source("A", "public class A { public boolean a(String k) { return Flags.on(k); } }");
    source(
        "B",
        "class B { long b(java.util.List<String> l) { return l.stream().filter(Flags::on).count(); } }");
    assertEquals(List.of("?", "?"), asked());
  }

  @Test
  void otherSystems_areFound() throws IOException {
    source(
        "A", "class A { boolean a(dev.openfeature.sdk.Client c, dev.jackstaff.FeatureFlags f) {");
    append("A", "return c.getBooleanValue(\"open\", false) && f.isEnabled(\"mine\", null); }");
    append("A", "boolean b(dev.jackstaff.Evaluation e) { return e.isOn(\"held\"); } }");
    assertEquals(List.of("held", "mine", "open"), asked());
  }

  @Test
  void namedMethod_asksWithTheConstantThatItIsGiven() throws IOException {
    source("Old", "class Old { enum F { X, Y } native boolean active(int n, F f); }");
    source("A", "class A { boolean a(Old o) { return o.active(1, Old.F.Y); } }");
    compile();
    References found = at(ReferenceSearch.in(classes())).asking("a.b.Old.active:1").run();
    assertEquals(List.of("Y"), flags(found));
    assertThrows(IllegalArgumentException.class, () -> ReferenceSearch.in().asking("active"));
  }

  @Test
  void annotation_isFoundWithItsLine() throws IOException {
    source("A", "@dev.jackstaff.testing.WithFlags(on = \"whole\")\nclass A {\n");
    append("A", "@dev.jackstaff.testing.WithFlags(off = \"off\",\n variants = \"button=green\")\n");
    append("A", "void a() {\n int x = 1; } }");
    References found = search();
    assertEquals("src/a/b/A.java:1", found.of("whole").get(0).place());
    assertEquals("src/a/b/A.java:3", found.of("off").get(0).place());
    assertEquals("src/a/b/A.java:4", found.of("button").get(0).place());
  }

  @Test
  void text_countsWholeWordsAndWhatGitDoesNotIgnore() throws IOException {
    write(
        "src/page.jsp",
        "new_search\n my_new_search new_search2 new_search.title\n${flags.new_search}.\n");
    write("src/style.css", ".new_search { }\n");
    write("src/.gitignore", "built/\n*.min.js\n!keep.min.js\n");
    write("src/built/page.js", "'new_search'");
    write("src/x.min.js", "'new_search'");
    write("src/keep.min.js", "'new_search'");
    write("src/flags.json", "{\"new_search\": true}");
    References found =
        at(ReferenceSearch.in(directory.resolve("src")))
            .of(FlagSet.of(Flag.on("new_search"), Flag.on("gone")))
            .run();
    List<String> places = found.of("new_search").stream().map(Reference::place).toList();
    assertEquals(List.of("src/keep.min.js:1", "src/page.jsp:1", "src/page.jsp:3"), places);
    assertTrue(found.of("gone").isEmpty());
  }

  @Test
  void flagThatNeitherClassesNorTextName_isUnreferenced() throws IOException {
    source("A", "class A { boolean a() { return Flags.on(\"asked\"); } }");
    write("src/page.jsp", "${flags.shown}");
    compile();
    FlagSet flags = FlagSet.of(Flag.on("asked"), Flag.on("shown"), Flag.on("gone"));
    Path src = directory.resolve("src");
    assertEquals(
        List.of("gone"),
        at(ReferenceSearch.in(classes(), src)).of(flags).run().unreferenced(flags));
    References blind = at(ReferenceSearch.in(src)).of(flags).run();
    assertEquals(List.of(), blind.unreferenced(flags), "nobody can know");
    assertEquals(List.of("src/a/b/A.java"), blind.uncompiled());
  }

  @Test
  void textOnly_isEverythingButClassesAndJava() throws IOException {
    source("A", "class A { boolean a() { return Flags.on(\"asked\"); } }");
    write("src/B.kt", "fun b() = Flags.on(\"asked\")");
    write("src/page.jsp", "${flags.asked}");
    compile();
    References found =
        at(ReferenceSearch.in(classes(), directory.resolve("src")))
            .of(FlagSet.of(Flag.on("asked")))
            .textOnly()
            .run();
    List<String> places = found.all().stream().map(Reference::place).toList();
    assertEquals(List.of("src/B.kt:1", "src/page.jsp:1"), places);
  }

  @Test
  void ownMethodThatNobodyCanReplace_isAConstant() throws IOException {
    source("A", "class A { private String key() { return \"own\"; }\n");
    append("A", "boolean a() { return Flags.on(key()); } }");
    source("B", "class B { boolean b(A a) { return a.a(); } }");
    Reference only = search().of("own").get(0);
    assertEquals("src/a/b/A.java:2", only.place());
    assertEquals("Flags.on", only.how());
  }

  @Test
  void builderThatBeginsWithAString_isFoundWhole() throws IOException {
    source("A", "class A { boolean a() { return Flags.on(");
    append("A", "new StringBuilder(\"new_\").append('s').append(\"earch\").append(2).toString()");
    append("A", "); } }");
    assertEquals(List.of("new_search2"), asked());
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "17"})
  void sumWithCharactersAndNumbers_isFound(String release) throws IOException {
    source("A", "class A { boolean a() { String p = pre(); int n = 2; char c = '_'; ");
    append("A", "return Flags.on(p + c + n); } static String pre() { return \"new\"; } }");
    assertEquals(List.of("new_2"), asked("--release", release));
  }

  @Test
  void link_isFollowedIfItIsNamed_andNotOtherwise() throws IOException {
    source("A", "class A { boolean a() { return Flags.on(\"asked\"); } }");
    compile();
    Path link = Files.createSymbolicLink(directory.resolve("link"), classes());
    Path other = Files.createDirectories(directory.resolve("other"));
    Files.createSymbolicLink(other.resolve("classes"), classes());
    Files.createSymbolicLink(other.resolve("gone"), directory.resolve("nowhere"));
    Files.writeString(other.resolve("page.jsp"), "asked");
    References found = at(ReferenceSearch.in(link, other)).run();
    assertEquals(1, found.classes());
    assertEquals(1, found.files());
  }

  @Test
  void jar_isReadLikeADirectory() throws IOException {
    source("A", "class A { boolean a() { return Flags.on(\"in_jar\"); } }");
    compile();
    Path jar = directory.resolve("a.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("a/b/A.class"));
      Files.copy(classes().resolve("a/b/A.class"), out);
    }
    Reference only = ReferenceSearch.in(jar).run().all().get(0);
    assertEquals("a/b/A.java:1", only.place());
  }

  private List<String> asked(String... options) throws IOException {
    return flags(search(options));
  }

  private static List<String> flags(References found) {
    return found.all().stream()
        .filter(reference -> reference.kind() == Kind.ASKED)
        .map(reference -> reference.flag() == null ? "?" : reference.flag())
        .sorted()
        .toList();
  }

  private References search(String... options) throws IOException {
    compile(options);
    return at(ReferenceSearch.in(classes(), directory.resolve("src"))).run();
  }

  private ReferenceSearch at(ReferenceSearch search) {
    return search.from(directory);
  }

  private Path classes() {
    return directory.resolve("classes");
  }

  private void source(String name, String text) throws IOException {
    write("src/a/b/" + name + ".java", "package a.b; " + IMPORTS + text);
  }

  private void append(String name, String text) throws IOException {
    Path file = directory.resolve("src/a/b/" + name + ".java");
    Files.writeString(file, Files.readString(file) + text);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void compile(String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of("-g", "-nowarn", "-proc:none", "-Xlint:-options"));
    args.addAll(List.of(options));
    args.addAll(List.of("-cp", System.getProperty("java.class.path"), "-d", classes().toString()));
    try (Stream<Path> files = Files.walk(directory.resolve("src/a"))) {
      files.filter(Files::isRegularFile).map(Path::toString).forEach(args::add);
    }
    int status =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, args.toArray(String[]::new));
    assertTrue(status == 0, "compiled");
  }
}
