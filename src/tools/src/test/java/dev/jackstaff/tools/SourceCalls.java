package dev.jackstaff.tools;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The method calls of a Java source, read from it with the compiler's own parser: what a search in
 * classes has to agree with, found by another way.
 */
public final class SourceCalls {
  private SourceCalls() {}

  /**
   * A call.
   *
   * @param from its first line
   * @param to its last line
   * @param method what is called, as it is written, without blanks
   * @param words the strings and names that it is called on and with
   */
  public record Call(int from, int to, String method, Set<String> words) {
    public boolean isAt(int line, String word) {
      return line >= from && line <= to && words.contains(word);
    }
  }

  public static List<Call> in(Path file) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  diagnostic -> {},
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjects(file));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      List<Call> calls = new ArrayList<>();
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(unit, positions).scan(unit, calls);
      }
      return calls;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Scanner extends TreeScanner<Void, List<Call>> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;

    Scanner(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, List<Call> calls) {
      Set<String> words = words(call.getMethodSelect());
      for (ExpressionTree argument : call.getArguments()) {
        words.addAll(words(argument));
      }
      String method = call.getMethodSelect().toString().replaceAll("\\s", "");
      int from = line(positions.getStartPosition(unit, call));
      calls.add(new Call(from, line(positions.getEndPosition(unit, call)), method, words));
      return super.visitMethodInvocation(call, calls);
    }

    private int line(long position) {
      return (int) unit.getLineMap().getLineNumber(position);
    }
  }

  private static Set<String> words(Tree tree) {
    Set<String> words = new TreeSet<>();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitLiteral(LiteralTree literal, Void nothing) {
        words.add(String.valueOf(literal.getValue()));
        return super.visitLiteral(literal, null);
      }

      @Override
      public Void visitIdentifier(IdentifierTree name, Void nothing) {
        words.add(name.getName().toString());
        return super.visitIdentifier(name, null);
      }

      @Override
      public Void visitMemberSelect(MemberSelectTree member, Void nothing) {
        words.add(member.getIdentifier().toString());
        return super.visitMemberSelect(member, null);
      }
    }.scan(tree, null);
    return words;
  }
}
