import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Prints the numbers of the house, one column for each working tree:
 *
 * <pre>java src/it/numbers/Numbers.java            this one
 * java src/it/numbers/Numbers.java ../before . another beside it</pre>
 *
 * <p>Sources are parsed by the compiler, so nothing has to be built, except for the size of the
 * jar.
 */
final class Numbers {
  private static final int MAX_PARAMETERS = 7;
  private static final int RUN_LENGTH = 6;
  private static final int SHOWN_WORDS = 12;
  private static final Set<String> BARE_WORDS =
      Set.of("What", "Whether", "Who", "Whom", "As", "Of", "That", "So", "Those", "How");

  private final Map<String, String> rows = new LinkedHashMap<>();
  private final Map<String, String> firstWords = new LinkedHashMap<>();
  private final Map<String, String> packages = new TreeMap<>();

  public static void main(String[] args) {
    List<Path> trees =
        args.length == 0 ? List.of(Path.of("")) : Stream.of(args).map(Path::of).toList();
    List<Numbers> columns = trees.stream().map(Numbers::of).toList();
    print(columns, Integer.MAX_VALUE, it -> it.rows);
    print(columns, SHOWN_WORDS, it -> it.firstWords);
    print(columns, Integer.MAX_VALUE, it -> it.packages);
  }

  /** Prints the rows that are among the first of some column. */
  private static void print(
      List<Numbers> columns, int first, Function<Numbers, Map<String, String>> rows) {
    Set<String> names = new LinkedHashSet<>();
    columns.forEach(it -> rows.apply(it).keySet().stream().limit(first).forEach(names::add));
    for (String name : names) {
      String values =
          columns.stream()
              .map(column -> rows.apply(column).getOrDefault(name, "-"))
              .collect(Collectors.joining(" | "));
      System.out.println("| " + name + " | " + values + " |");
    }
  }

  private static Numbers of(Path tree) {
    Numbers numbers = new Numbers();
    Sources library = Sources.in(tree.resolve("src/main/java"));
    numbers.add("pom.xml, bytes", size(tree.resolve("pom.xml")));
    numbers.add("jar, bytes", jar(tree));
    numbers.addSources("library", library);
    Path folder = tree.resolve("src/tools/src/main/java");
    Sources tools = Files.isDirectory(folder) ? Sources.in(folder) : null;
    numbers.add("tools, a project of its own: lines", tools == null ? "-" : tools.lines());
    numbers.add("tools: classes", tools == null ? "-" : tools.types.size());
    numbers.addComments(library);
    numbers.addPackages(library);
    return numbers;
  }

  private void add(String name, Object value) {
    rows.put(name, String.valueOf(value));
  }

  private void addSources(String name, Sources sources) {
    add(name + ": lines", sources.lines());
    add(name + ": lines of code, without comments, imports and blank lines", sources.codeLines());
    add(name + ": files", sources.files.size());
    add(name + ": classes, nested ones as well", sources.types.size());
    add("public types outside internal", sources.publicTypes);
    add("public and protected methods and constructors of these", sources.publicMethods);
    add("longest class, lines", longest(sources.types));
    add("classes over 500 lines", sources.types.stream().filter(it -> it.lines > 500).count());
    add("longest method, lines", longest(sources.methods));
    add("methods over 40 lines", sources.methods.stream().filter(it -> it.lines > 40).count());
    add("constructors over 7 parameters", sources.wideConstructors);
    add("records over 7 components", sources.wideRecords);
    Duplicates duplicates = Duplicates.in(sources.files.values(), Numbers::code);
    add("runs of six equal lines of code or more", duplicates.runs);
    add("lines in them", duplicates.lines);
    Duplicates whole = Duplicates.in(sources.files.values(), Numbers::filled);
    add("the same with imports and comments", whole.runs + " with " + whole.lines + " lines");
  }

  private void addComments(Sources sources) {
    int all = sources.firstWords.values().stream().mapToInt(Integer::intValue).sum();
    int bare = BARE_WORDS.stream().mapToInt(it -> sources.firstWords.getOrDefault(it, 0)).sum();
    add("doc comments", all);
    add("that begin with a bare " + String.join(", ", new TreeSet<>(BARE_WORDS)), bare);
    sources.firstWords.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(it -> firstWords.put("\"" + it.getKey() + "\"", it.getValue().toString()));
  }

  private void addPackages(Sources sources) {
    sources.packages.forEach(
        (name, room) ->
            packages.put(name, room.lines + " lines, imports " + String.join(", ", room.imports)));
  }

  private static String longest(List<Part> parts) {
    return parts.stream()
        .max(Comparator.comparingInt(Part::lines))
        .map(it -> it.lines + " (" + it.name + ")")
        .orElse("-");
  }

  private static Object jar(Path tree) {
    try (Stream<Path> files = Files.exists(tree.resolve("target")) ? jars(tree) : Stream.of()) {
      return files.max(Comparator.comparing(Numbers::size)).<Object>map(Numbers::size).orElse("-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> jars(Path tree) throws IOException {
    return Files.list(tree.resolve("target"))
        .filter(
            it -> String.valueOf(it.getFileName()).matches("jackstaff-[0-9.]+(-SNAPSHOT)?.jar"));
  }

  private static List<String> filled(List<String> file) {
    return file.stream().map(String::strip).filter(it -> !it.isEmpty()).toList();
  }

  private static List<String> code(List<String> file) {
    return filled(file).stream()
        .filter(it -> !it.startsWith("import ") && !it.startsWith("package "))
        .filter(it -> !it.startsWith("*") && !it.startsWith("/*") && !it.startsWith("//"))
        .toList();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A class or a method and its length. */
  private record Part(String name, int lines) {}

  /** A package. */
  private static final class Room {
    private int lines;
    private final Set<String> imports = new TreeSet<>();
  }

  /** All sources of a folder, read once. */
  private static final class Sources extends TreePathScanner<Void, Void> {
    private final Map<Path, List<String>> files = new TreeMap<>();
    private final Map<String, Room> packages = new TreeMap<>();
    private final List<Part> types = new ArrayList<>();
    private final List<Part> methods = new ArrayList<>();
    private final Map<String, Integer> firstWords = new TreeMap<>();
    private int publicTypes;
    private int publicMethods;
    private int wideConstructors;
    private int wideRecords;
    private final DocTrees trees;
    private CompilationUnitTree unit;

    private Sources(DocTrees trees) {
      this.trees = trees;
    }

    static Sources in(Path folder) {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
          Stream<Path> walk = Files.walk(folder)) {
        List<Path> paths = walk.filter(it -> it.toString().endsWith(".java")).sorted().toList();
        JavacTask task =
            (JavacTask)
                compiler.getTask(
                    null,
                    manager,
                    Sources::report,
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(paths));
        Sources sources = new Sources(DocTrees.instance(task));
        for (CompilationUnitTree unit : task.parse()) {
          sources.read(unit);
        }
        return sources;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void report(Diagnostic<? extends JavaFileObject> problem) {
      if (problem.getKind() == Diagnostic.Kind.ERROR) {
        throw new IllegalStateException(problem.toString());
      }
    }

    private void read(CompilationUnitTree next) throws IOException {
      unit = next;
      Path path = Path.of(next.getSourceFile().toUri());
      List<String> lines = Files.readAllLines(path);
      files.put(path, lines);
      Room room = packages.computeIfAbsent(packageName(), name -> new Room());
      room.lines += lines.size();
      for (ImportTree each : next.getImports()) {
        addImport(room, each.getQualifiedIdentifier().toString());
      }
      scan(next, null);
    }

    private void addImport(Room room, String name) {
      String from = name.replaceFirst("\\.[A-Z*].*", "");
      if (from.startsWith("dev.jackstaff") && !from.equals(packageName())) {
        room.imports.add(
            from.replaceFirst("^dev\\.jackstaff\\.?$", "root").replace("dev.jackstaff.", ""));
      }
    }

    private String packageName() {
      return String.valueOf(unit.getPackageName());
    }

    private int codeLines() {
      return files.values().stream().map(Numbers::code).mapToInt(List::size).sum();
    }

    private int lines() {
      return files.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
      addComment();
      if (!type.getSimpleName().isEmpty()) {
        types.add(new Part(name(type), length(type)));
      }
      if (isExported(getCurrentPath())) {
        publicTypes++;
      }
      if (type.getKind() == Tree.Kind.RECORD && components(type) > MAX_PARAMETERS) {
        wideRecords++;
      }
      return super.visitClass(type, nothing);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      addComment();
      ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
      methods.add(new Part(name(owner) + "." + method.getName(), length(method)));
      if (method.getName().contentEquals("<init>")
          && method.getParameters().size() > MAX_PARAMETERS) {
        wideConstructors++;
      }
      boolean open =
          owner.getKind() == Tree.Kind.INTERFACE
              ? !method.getModifiers().getFlags().contains(Modifier.PRIVATE)
              : isOpen(method.getModifiers().getFlags());
      if (open && isExported(getCurrentPath().getParentPath())) {
        publicMethods++;
      }
      return super.visitMethod(method, nothing);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
      addComment();
      return super.visitVariable(variable, nothing);
    }

    private static boolean isOpen(Set<Modifier> flags) {
      return flags.contains(Modifier.PUBLIC) || flags.contains(Modifier.PROTECTED);
    }

    /** A type that a user sees: it and all around it are public, outside internal packages. */
    private boolean isExported(TreePath path) {
      for (TreePath at = path; at.getLeaf() instanceof ClassTree type; at = at.getParentPath()) {
        boolean inInterface =
            at.getParentPath().getLeaf() instanceof ClassTree outer
                && outer.getKind() == Tree.Kind.INTERFACE;
        if (!inInterface && !isOpen(type.getModifiers().getFlags())) {
          return false;
        }
      }
      return !packageName().startsWith("dev.jackstaff.internal");
    }

    private static long components(ClassTree type) {
      return type.getMembers().stream()
          .filter(it -> it instanceof VariableTree)
          .filter(it -> !((VariableTree) it).getModifiers().getFlags().contains(Modifier.STATIC))
          .count();
    }

    private String name(ClassTree type) {
      return packageName().replaceFirst("^dev\\.jackstaff\\.?", "") + "." + type.getSimpleName();
    }

    private int length(Tree tree) {
      long start = trees.getSourcePositions().getStartPosition(unit, tree);
      long end = trees.getSourcePositions().getEndPosition(unit, tree);
      if (start < 0 || end < 0) {
        return 0;
      }
      return (int)
          (unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1);
    }

    private void addComment() {
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      if (comment != null && !comment.getFullBody().isEmpty()) {
        String word = comment.getFullBody().get(0).toString().strip().split("[\\s,;:.]", 2)[0];
        firstWords.merge(word, 1, Integer::sum);
      }
    }
  }

  /** Runs of lines that stand at more than one place. */
  private static final class Duplicates {
    private int runs;
    private int lines;

    static Duplicates in(Collection<List<String>> files, UnaryOperator<List<String>> filter) {
      List<List<String>> all = files.stream().map(filter).toList();
      Map<String, Integer> windows = new HashMap<>();
      all.forEach(
          file -> starts(file).forEach(at -> windows.merge(window(file, at), 1, Integer::sum)));
      Duplicates duplicates = new Duplicates();
      Set<String> seen = new HashSet<>();
      all.forEach(file -> duplicates.count(file, windows, seen));
      return duplicates;
    }

    /** A run counts where it stands again, not where it stands first. */
    private void count(List<String> file, Map<String, Integer> windows, Set<String> seen) {
      int covered = 0;
      for (int at : starts(file).toArray()) {
        String window = window(file, at);
        if (windows.get(window) > 1 && !seen.add(window)) {
          runs += at > covered || covered == 0 ? 1 : 0;
          lines += at + RUN_LENGTH - Math.max(covered, at);
          covered = at + RUN_LENGTH;
        }
      }
    }

    private static IntStream starts(List<String> file) {
      return IntStream.rangeClosed(0, file.size() - RUN_LENGTH);
    }

    private static String window(List<String> file, int at) {
      return String.join("\n", file.subList(at, at + RUN_LENGTH));
    }
  }
}
