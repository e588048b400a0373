package dev.jackstaff;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** The Java files below some folders, parsed by the compiler but not resolved. */
final class SourceFiles {
  /** The files, by their paths below the project's folder, with {@code /}. */
  final List<String> files = new ArrayList<>();

  /** The number of each file's lines, in the order of the files. */
  final List<Long> lengths = new ArrayList<>();

  final List<Declared> types = new ArrayList<>();
  final List<Declared> methods = new ArrayList<>();
  final List<Declared> constants = new ArrayList<>();
  final List<Declared> comments = new ArrayList<>();

  /**
   * A type, method or constant, or the first line of a doc comment.
   *
   * @param lines the lines that it takes
   */
  record Declared(String file, long line, String text, long lines) {
    @Override
    public String toString() {
      return file + ":" + line + ": " + text;
    }
  }

  static SourceFiles below(String... folders) throws IOException {
    SourceFiles sources = new SourceFiles();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(paths(folders)));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        sources.new Reader(unit, trees).read();
      }
    }
    return sources;
  }

  private static List<Path> paths(String... folders) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> below = Files.walk(Path.of(folder))) {
        below.filter(SourceFiles::isSource).sorted().forEach(paths::add);
      }
    }
    return paths;
  }

  /** Returns whether a file is a Java source that no build has generated. */
  private static boolean isSource(Path path) {
    boolean isBuilt =
        StreamSupport.stream(path.spliterator(), false).anyMatch(Path.of("target")::equals);
    return path.toString().endsWith(".java") && !isBuilt;
  }

  private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final CompilationUnitTree unit;
    private final DocTrees trees;
    private final String file;

    Reader(CompilationUnitTree unit, DocTrees trees) {
      this.unit = unit;
      this.trees = trees;
      String path = Path.of(unit.getSourceFile().toUri()).toString().replace('\\', '/');
      String base = Path.of("").toAbsolutePath().toString().replace('\\', '/');
      this.file = path.startsWith(base + "/") ? path.substring(base.length() + 1) : path;
    }

    void read() throws IOException {
      files.add(file);
      lengths.add(unit.getSourceFile().getCharContent(true).chars().filter(c -> c == '\n').count());
      scan(unit, null);
      if (unit.getPackage() != null) {
        comment(new TreePath(new TreePath(unit), unit.getPackage()));
      }
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
      if (!type.getSimpleName().isEmpty()) {
        types.add(declared(type, type.getSimpleName().toString()));
        comment(getCurrentPath());
      }
      return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
      methods.add(declared(method, method.getName().toString()));
      comment(getCurrentPath());
      return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void none) {
      String name = variable.getName().toString();
      if (isStatic(variable) && name.equals(name.toUpperCase(Locale.ROOT))) {
        constants.add(declared(variable, name));
      }
      comment(getCurrentPath());
      return super.visitVariable(variable, null);
    }

    /** Returns whether a variable is a static field; an interface has no other ones. */
    private boolean isStatic(VariableTree variable) {
      Tree around = getCurrentPath().getParentPath().getLeaf();
      return variable.getModifiers().getFlags().contains(Modifier.STATIC)
          || around.getKind() == Tree.Kind.INTERFACE;
    }

    private void comment(TreePath path) {
      String comment = trees.getDocComment(path);
      if (comment != null) {
        String text = comment.strip().lines().findFirst().orElse("");
        comments.add(declared(path.getLeaf(), text));
      }
    }

    private Declared declared(Tree tree, String text) {
      long start = trees.getSourcePositions().getStartPosition(unit, tree);
      long end = trees.getSourcePositions().getEndPosition(unit, tree);
      long first = unit.getLineMap().getLineNumber(start);
      long last = end < 0 ? first : unit.getLineMap().getLineNumber(end);
      return new Declared(file, first, text, last - first + 1);
    }
  }
}
