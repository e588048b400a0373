package dev.jackstaff.tools.refs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The lines of a class as its author counts them. Kotlin copies inline functions to where they are
 * called, with lines behind the end of the file. Which call they belong to, and what they are
 * copies of, stands in the class as a source map (JSR 45).
 */
final class Lines {
  private static final Pattern MAPPED =
      Pattern.compile("(\\d+)(?:#(\\d+))?(?:,(\\d+))?:(\\d+)(?:,(\\d+))?");

  private final ClassNode type;
  private final List<Mapping> calls = new ArrayList<>();
  private final List<Mapping> originals = new ArrayList<>();

  private Lines(ClassNode type) {
    this.type = type;
  }

  /** Some lines of the class, from one to before another, and what they are. */
  private record Mapping(String file, int from, int to, int source, int step) {
    boolean has(int line) {
      return line >= from && line < to;
    }

    int of(int line) {
      return source + (line - from) / step;
    }
  }

  static Lines of(ClassNode type) {
    Lines lines = new Lines(type);
    if (type.sourceDebug != null) {
      lines.read(type.sourceDebug.lines().toList());
    }
    return lines;
  }

  private void read(List<String> map) {
    List<Mapping> into = new ArrayList<>();
    Map<String, String> files = new HashMap<>();
    String file = "0";
    for (int i = 0; i < map.size(); i++) {
      String line = map.get(i);
      Matcher mapped = MAPPED.matcher(line);
      if (line.startsWith("*S ")) {
        into = stratum(line.substring(3));
      } else if (line.startsWith("+ ") && i + 1 < map.size()) {
        files.put(line.split(" ", 3)[1], map.get(++i));
      } else if (mapped.matches()) {
        file = mapped.group(2) == null ? file : mapped.group(2);
        into.add(mapping(mapped, files.getOrDefault(file, "")));
      }
    }
  }

  private List<Mapping> stratum(String name) {
    return switch (name) {
      case "Kotlin" -> originals;
      case "KotlinDebug" -> calls;
      default -> new ArrayList<>();
    };
  }

  private static Mapping mapping(Matcher mapped, String file) {
    int count = mapped.group(3) == null ? 1 : Integer.parseInt(mapped.group(3));
    int step = mapped.group(5) == null ? 1 : Integer.parseInt(mapped.group(5));
    int from = Integer.parseInt(mapped.group(4));
    int source = Integer.parseInt(mapped.group(1));
    return new Mapping(file, from, from + count * step, source, Math.max(1, step));
  }

  ClassNode type() {
    return type;
  }

  /**
   * Returns true if a method is generated and so has no line of its own, though the class names
   * one.
   */
  boolean isMade(MethodNode method, boolean forwards) {
    return type.sourceFile != null
        && !hasLine(method)
        && (forwards || type.methods.stream().anyMatch(Lines::hasLine));
  }

  private static boolean hasLine(MethodNode method) {
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof LineNumberNode) {
        return true;
      }
    }
    return false;
  }

  /** The line of an instruction; for a copy, that of the call in whose place it stands. */
  int at(AbstractInsnNode instruction) {
    int line = written(instruction);
    return calls.stream().filter(m -> m.has(line)).findFirst().map(m -> m.of(line)).orElse(line);
  }

  /** Returns the original of a copied instruction, by class and line; null if it is not a copy. */
  @Nullable String original(AbstractInsnNode instruction) {
    int line = written(instruction);
    return calls.stream().noneMatch(m -> m.has(line))
        ? null
        : originals.stream()
            .filter(m -> m.has(line))
            .findFirst()
            .map(m -> place(m.file(), m.of(line)))
            .orElse(null);
  }

  static String place(String type, int line) {
    return type + ":" + line;
  }

  private static int written(AbstractInsnNode instruction) {
    for (AbstractInsnNode at = instruction; at != null; at = at.getPrevious()) {
      if (at instanceof LineNumberNode line) {
        return line.line;
      }
    }
    return 0;
  }
}
