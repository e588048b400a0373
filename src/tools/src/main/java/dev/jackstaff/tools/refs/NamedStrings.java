package dev.jackstaff.tools.refs;

import dev.jackstaff.hygiene.Reference;
import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.hygiene.References;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds names of flags that classes have as strings: in annotations, constants and code. */
final class NamedStrings {
  private final ClassTable table;
  private final SourceFiles sources;
  private final Set<String> names;
  private final List<Reference> found = new ArrayList<>();

  NamedStrings(ClassTable table, SourceFiles sources, Set<String> names) {
    this.table = table;
    this.sources = sources;
    this.names = names;
  }

  List<Reference> run(References asked) {
    for (ClassFile file : table.files()) {
      boolean annotated =
          FlagAnnotation.ALL.stream().map(FlagAnnotation::type).anyMatch(file::mayNameType);
      if (annotated || names.stream().anyMatch(file::mayHaveString)) {
        ClassNode type = table.find(file.name());
        if (type != null) {
          read(type, asked);
        }
      }
    }
    return found;
  }

  private void read(ClassNode type, References asked) {
    annotations(type, type.visibleAnnotations, 0);
    Lines lines = Lines.of(type);
    for (MethodNode method : type.methods) {
      annotations(type, method.visibleAnnotations, firstLine(method));
      code(lines, method, asked);
    }
    for (FieldNode field : type.fields) {
      if (field.value instanceof String text && names.contains(text)) {
        String how = Asking.how(type.name, field.name);
        add(type, text, Kind.NAMED, how, quoted(type, text, Integer.MAX_VALUE, false));
      }
    }
  }

  private void code(Lines lines, MethodNode method, References asked) {
    ClassNode type = lines.type();
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof LdcInsnNode ldc
          && ldc.cst instanceof String text
          && names.contains(text)
          && !isParameterName(ldc)) {
        int line = lines.at(instruction);
        String file = sources.place(type.name, type.sourceFile);
        // A call's own line may come after that of its arguments.
        Predicate<Reference> same =
            r -> r.file().equals(file) && r.line() >= line - 1 && r.line() <= line + 5;
        if (asked.of(text).stream().noneMatch(same)) {
          add(type, text, Kind.NAMED, "\"" + text + "\"", line);
        }
      }
    }
  }

  /** Kotlin's checks of arguments say what the parameter is called. */
  private static boolean isParameterName(LdcInsnNode text) {
    return text.getNext() instanceof MethodInsnNode call
        && call.owner.equals("kotlin/jvm/internal/Intrinsics");
  }

  private void annotations(ClassNode type, @Nullable List<AnnotationNode> nodes, int below) {
    for (AnnotationNode node : nodes == null ? List.<AnnotationNode>of() : nodes) {
      for (FlagAnnotation annotation : FlagAnnotation.ALL) {
        if (node.desc.equals(annotation.descriptor()) && node.values != null) {
          elements(type, annotation, node.values, below);
        }
      }
    }
  }

  private void elements(ClassNode type, FlagAnnotation annotation, List<Object> values, int below) {
    for (int i = 0; i + 1 < values.size(); i += 2) {
      String element = String.valueOf(values.get(i));
      boolean pair = annotation.pairs().contains(element);
      if (pair || annotation.names().contains(element)) {
        for (Object value : (List<?>) values.get(i + 1)) {
          String text = String.valueOf(value);
          String flag = pair ? text.replaceFirst("=.*", "") : text;
          int line = quoted(type, text, below == 0 ? Integer.MAX_VALUE : below, below > 0);
          String how = "@" + annotation.simpleName() + "(" + element + ")";
          add(type, flag, Kind.ANNOTATED, how, line == 0 ? below : line);
        }
      }
    }
  }

  private void add(ClassNode type, String flag, Kind kind, String how, int line) {
    String file = sources.place(type.name, type.sourceFile);
    found.add(new Reference(flag, kind, how, file, line));
  }

  /** Class files have no line for annotations and constants, so the source is asked. */
  private int quoted(ClassNode type, String text, int before, boolean last) {
    Path file = sources.find(type.name, type.sourceFile);
    if (file == null) {
      return 0;
    }
    Pattern literal = Pattern.compile("[\"']" + Pattern.quote(text) + "[\"']");
    List<String> lines = SourceFiles.read(file).lines().toList();
    int at = 0;
    for (int i = 0; i < Math.min(lines.size(), before) && (last || at == 0); i++) {
      at = literal.matcher(lines.get(i)).find() ? i + 1 : at;
    }
    return at;
  }

  private static int firstLine(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof LineNumberNode line) {
        return line.line;
      }
    }
    return 0;
  }
}
