package dev.jackstaff.tools.remove;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Asks the compiler of the JDK that runs this what it has against sources; nothing is written. */
final class Compilation {
  private static final List<String> OPTIONS = List.of("-proc:none", "-nowarn", "-implicit:none");
  private static final List<String> COMPILED =
      List.of("target/classes", "target/test-classes", "build/classes/java/main");

  private final List<Path> classpath;

  private Compilation(List<Path> classpath) {
    this.classpath = classpath;
  }

  /** With a class path, and what the roots of the sources have been compiled to. */
  static Compilation with(List<Path> classpath, List<Path> roots) {
    List<Path> all = new ArrayList<>(classpath);
    all.add(Own.classes());
    roots.forEach(root -> all.addAll(compiled(root)));
    return new Compilation(all.stream().distinct().toList());
  }

  /** Beside the sources, or the nearest above them. */
  private static List<Path> compiled(Path root) {
    for (Path at = root.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      List<Path> found = COMPILED.stream().map(at::resolve).filter(Files::isDirectory).toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /** Returns the compiler's errors, with file and line; empty if the sources compile. */
  List<String> errors(Map<Path, String> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(said, Locale.ROOT, UTF_8)) {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, classpath);
      files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
      List<SourceText> units =
          sources.entrySet().stream().map(e -> new SourceText(e.getKey(), e.getValue())).toList();
      JavacTask task = (JavacTask) compiler.getTask(null, files, said, OPTIONS, null, units);
      task.analyze();
    }
    return said.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .map(Compilation::text)
        .toList();
  }

  private static String text(Diagnostic<? extends JavaFileObject> error) {
    String place =
        error.getSource() instanceof SourceText source
            ? source.file + ":" + error.getLineNumber() + ": "
            : "";
    return place + error.getMessage(Locale.ROOT);
  }

  /** A source as it is, or would be. */
  private static final class SourceText extends SimpleJavaFileObject {
    private final Path file;
    private final String text;

    SourceText(Path file, String text) {
      super(file.toUri(), Kind.SOURCE);
      this.file = file;
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
