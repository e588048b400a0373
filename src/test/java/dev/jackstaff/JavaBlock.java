package dev.jackstaff;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A block of Java in a page of the manual: types, members of a class, statements, or an expression.
 * It may begin with imports; this library's packages and a few of the JDK's and of the Servlet API
 * are imported anyway. "…" stands for statements that are left out.
 *
 * <p>A comment before the block says what else it takes as given, and is not seen on the page:
 * imports, types, and at last variables as parameters of a method:
 *
 * <pre>
 * &lt;!-- java: import org.junit.jupiter.api.*; class Cart {} FeatureFlags features, Path path --&gt;
 * ```java
 * </pre>
 *
 * @param page the page's name
 * @param line the line of the page before the block's first
 * @param given what the comment says
 * @param code the block
 */
record JavaBlock(String page, int line, String given, String code) {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:<!-- java:((?:(?!-->).)*)-->\\s*)?^ *```java\\n(.*?)^ *```",
          Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern IMPORT = Pattern.compile("^\\s*import [^;]+;", Pattern.MULTILINE);

  private static final String IMPORTS =
      "import dev.jackstaff.*; import dev.jackstaff.model.*; import dev.jackstaff.store.*;"
          + " import dev.jackstaff.servlet.*; import dev.jackstaff.console.*; import dev.jackstaff.ofrep.*;"
          + " import dev.jackstaff.testing.*; import jakarta.servlet.*; import jakarta.servlet.http.*;"
          + " import java.io.*; import java.nio.file.*; import java.time.*; import java.util.*;"
          + " import javax.sql.DataSource;";

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  static List<JavaBlock> of(Path page) throws IOException {
    return of(page.getFileName().toString(), Files.readString(page));
  }

  static List<JavaBlock> of(String page, String text) {
    return BLOCK.matcher(text).results().map(block -> of(page, text, block)).toList();
  }

  private static JavaBlock of(String page, String text, MatchResult block) {
    int line = (int) text.substring(0, block.start(2)).lines().count();
    return new JavaBlock(
        page, line, Objects.requireNonNullElse(block.group(1), ""), block.group(2));
  }

  String place() {
    return page + ":" + (line + 1);
  }

  /** The mistakes of each block; none if it compiles. */
  static Map<JavaBlock, List<String>> compile(List<JavaBlock> blocks) {
    Map<JavaBlock, List<String>> faults = new LinkedHashMap<>();
    List<Source> sources = blocks.stream().map(JavaBlock::source).toList();
    blocks.forEach(block -> faults.put(block, new ArrayList<>()));
    for (Diagnostic<? extends JavaFileObject> fault : faults(sources, true)) {
      JavaBlock block = ((Source) fault.getSource()).block;
      faults.get(block).add(block.text(fault));
    }
    return faults;
  }

  private String text(Diagnostic<?> fault) {
    // The first line of a source is what was put before the block.
    long at = line + fault.getLineNumber() - 1;
    return page + ":" + at + ": " + fault.getMessage(Locale.ENGLISH);
  }

  /** In the first form in which it can be read, or else as statements. */
  private Source source() {
    String context = given.replace(";", ";\n");
    String imports = imports(context) + imports(code);
    String rest = IMPORT.matcher(context).replaceAll("").replaceAll("\\s+", " ").strip();
    int types = rest.lastIndexOf('}') + 1;
    // Blanked out, so that the lines stay where they are.
    String body = IMPORT.matcher(code).replaceAll("").replace("…", ";");
    String method =
        rest.substring(0, types)
            + " class Block { void block("
            + rest.substring(types)
            + ") throws Exception {";
    Source statements = new Source(this, "Block", imports + method + "\n" + body + "}}");
    List<Source> forms =
        List.of(
            new Source(this, typeName(body), imports + rest.substring(0, types) + "\n" + body),
            statements,
            new Source(this, "Block", imports + method + " class Members {\n" + body + "}}}"),
            new Source(this, "Block", imports + method + " Object expression =\n" + body + ";}}"));
    return forms.stream()
        .filter(form -> faults(List.of(form), false).isEmpty())
        .findFirst()
        .orElse(statements);
  }

  private static String imports(String text) {
    StringBuilder imports = new StringBuilder();
    IMPORT
        .matcher(text)
        .results()
        .forEach(found -> imports.append(found.group().strip()).append(' '));
    return imports.toString();
  }

  /** A public class stands in a file of its name. */
  private static String typeName(String body) {
    return Pattern.compile("^public .*?(?:class|record|interface|enum) (\\w+)", Pattern.MULTILINE)
        .matcher(body)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElse("Block");
  }

  private static List<Diagnostic<? extends JavaFileObject>> faults(
      List<Source> sources, boolean whole) {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    JavacTask task =
        (JavacTask)
            COMPILER.getTask(
                null, null, found, List.of("-proc:none", "-classpath", path), null, sources);
    try {
      task.parse();
      if (whole) {
        task.analyze();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.getDiagnostics().stream()
        .filter(fault -> fault.getKind() == Diagnostic.Kind.ERROR)
        .toList();
  }

  /** A block as a file, in a package of its own. */
  private static final class Source extends SimpleJavaFileObject {
    private final JavaBlock block;
    private final String text;

    Source(JavaBlock block, String name, String text) {
      super(URI.create("manual:/" + block.directory() + "/" + name + ".java"), Kind.SOURCE);
      this.block = block;
      this.text = "package " + block.directory().replace('/', '.') + "; " + IMPORTS + " " + text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private String directory() {
    return "manual/" + page.replaceAll("\\W", "_") + "_" + line;
  }
}
