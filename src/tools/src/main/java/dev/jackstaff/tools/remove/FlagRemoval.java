package dev.jackstaff.tools.remove;

import dev.jackstaff.model.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.SourceFile;
import org.openrewrite.java.JavaParser;
import org.openrewrite.java.tree.J;

/**
 * Takes a flag out of Java sources: each question is replaced by the answer that is kept, and what
 * becomes known or unused by that goes with it. What the code does stays what it did with the flag
 * at that answer; a place where that cannot be had is left alone and listed. So are the places in
 * other files that name the flag.
 *
 * <p>It reads all sources first, so that names in constants of other classes are known. Nothing is
 * written until {@link Removal#write}. Not thread-safe; one removal runs at a time.
 */
public final class FlagRemoval {
  private static final int MAX_ROUNDS = 50;

  private final String flag;
  private final Kept kept;
  private final @Nullable Flag definition;
  private final List<Path> classpath;

  private FlagRemoval(
      String flag, Kept kept, @Nullable Flag definition, Collection<Path> classpath) {
    kept.check(definition);
    this.flag = flag;
    this.kept = kept;
    this.definition = definition;
    this.classpath = List.copyOf(classpath);
  }

  /**
   * {@return a removal}
   *
   * @param flag the flag's name
   * @param kept what it says from now on
   * @param definition the flag as it is defined, which tells its variants' values; null if nobody
   *     knows
   * @param classpath the class path of the sources; Jackstaff's own classes are known without
   * @throws IllegalArgumentException if the flag has no such variant
   */
  public static FlagRemoval of(
      String flag, Kept kept, @Nullable Flag definition, Collection<Path> classpath) {
    return new FlagRemoval(flag, kept, definition, classpath);
  }

  /**
   * {@return what the sources are without the flag}
   *
   * @param roots Java files, and directories of them and of other files
   * @throws IOException if one cannot be read
   */
  public Removal run(List<Path> roots) throws IOException {
    Set<Left> left = new TreeSet<>(Removal.ORDER);
    left.addAll(Mentions.of(flag, roots));
    Map<Path, String> before = new LinkedHashMap<>();
    List<J.CompilationUnit> units = new ArrayList<>();
    for (SourceFile source : parse(files(roots))) {
      if (source instanceof J.CompilationUnit unit) {
        before.put(unit.getSourcePath(), unit.printAll());
        units.add(unit);
      } else {
        left.add(new Left(source.getSourcePath(), 1, "cannot be read as Java", true));
      }
    }
    Map<Path, String> after = new LinkedHashMap<>();
    for (J.CompilationUnit unit : rewritten(units, left)) {
      after.put(unit.getSourcePath(), unit.printAll());
    }
    return new Removal(before, after, List.copyOf(left));
  }

  private List<J.CompilationUnit> rewritten(List<J.CompilationUnit> units, Set<Left> left) {
    Map<Path, Leftovers> findings = new HashMap<>();
    Map<Path, Set<String>> names = new HashMap<>();
    for (J.CompilationUnit unit : units) {
      findings.put(unit.getSourcePath(), new Leftovers(unit));
      names.put(unit.getSourcePath(), Set.copyOf(Uses.names(unit).keySet()));
    }
    Unused unused = new Unused(flag, units);
    List<J.CompilationUnit> now = units;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      findings.values().forEach(Leftovers::clear);
      List<J.CompilationUnit> next = round(now, unused, findings);
      if (next.equals(now) && same(next, now)) {
        break;
      }
      now = next;
    }
    now.forEach(unit -> new NameReferences(flag).visit(unit, finding(findings, unit)));
    findings.values().forEach(one -> left.addAll(one.left()));
    return now.stream().map(u -> tidied(u, names.get(u.getSourcePath()))).toList();
  }

  private static J.CompilationUnit tidied(J.CompilationUnit unit, @Nullable Set<String> names) {
    return names == null ? unit : Imports.tidied(unit, names);
  }

  /** Trees say that they have not changed by being the same ones; equality looks at ids only. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(List<J.CompilationUnit> one, List<J.CompilationUnit> other) {
    return Stream.iterate(0, i -> i < one.size(), i -> i + 1)
        .allMatch(i -> one.get(i) == other.get(i));
  }

  private List<J.CompilationUnit> round(
      List<J.CompilationUnit> units, Unused unused, Map<Path, Leftovers> findings) {
    Questions questions = new Questions(flag, kept, definition, SourceConstants.of(units));
    List<J.CompilationUnit> folded = new ArrayList<>();
    for (J.CompilationUnit unit : units) {
      Leftovers left = finding(findings, unit);
      J.CompilationUnit one =
          (J.CompilationUnit) new ConstantFolding(questions).visitNonNull(unit, left);
      folded.add((J.CompilationUnit) new Gone().visitNonNull(one, left));
    }
    Set<String> named =
        folded.stream()
            .flatMap(unit -> Uses.names(unit).keySet().stream())
            .collect(Collectors.toSet());
    return folded.stream()
        .map(unit -> unused.without(unit, named, questions.constants(), finding(findings, unit)))
        .toList();
  }

  private static Leftovers finding(Map<Path, Leftovers> findings, J.CompilationUnit unit) {
    return findings.computeIfAbsent(unit.getSourcePath(), path -> new Leftovers(unit));
  }

  private List<SourceFile> parse(List<Path> files) throws IOException {
    List<Path> all = new ArrayList<>(classpath);
    all.add(Own.classes());
    JavaParser parser = JavaParser.fromJavaVersion().classpath(all).build();
    return parser.parse(files, null, new InMemoryExecutionContext(e -> {})).toList();
  }

  private static List<Path> files(List<Path> roots) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path root : roots) {
      Path start = Files.isSymbolicLink(root) ? root.toRealPath() : root;
      try (Stream<Path> all = Files.walk(start)) {
        all.filter(FlagRemoval::isSource).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private static boolean isSource(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".java") && !name.equals("module-info.java") && Files.isRegularFile(file);
  }
}
