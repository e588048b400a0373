package dev.jackstaff.tools.refs;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** All classes that are searched, by name; their code is read when it is needed. */
final class ClassTable {
  private static final int MAX_CLASSES = 200;

  private final Map<String, ClassFile> files;
  private final Map<String, Set<String>> children = new HashMap<>();
  private final Map<String, ClassNode> nodes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ClassNode> eldest) {
          return size() > MAX_CLASSES;
        }
      };

  ClassTable(Map<String, ClassFile> files) {
    this.files = files;
    for (ClassFile file : files.values()) {
      parents(file)
          .forEach(p -> children.computeIfAbsent(p, n -> new LinkedHashSet<>()).add(file.name()));
    }
  }

  /** A method or field, and the class that declares it. */
  record Found<T>(ClassNode type, T member) {}

  Collection<ClassFile> files() {
    return files.values();
  }

  @Nullable ClassNode find(String name) {
    ClassFile file = files.get(name);
    return file == null ? null : nodes.computeIfAbsent(name, n -> node(file));
  }

  private static ClassNode node(ClassFile file) {
    ClassNode node = new ClassNode();
    new ClassReader(file.location().read()).accept(node, ClassReader.SKIP_FRAMES);
    return node;
  }

  /** The method that a call reaches: the class's own or the nearest above it. */
  @Nullable Found<MethodNode> method(String owner, String name, String descriptor) {
    return nearest(
        owner,
        type -> {
          for (MethodNode method : type.methods) {
            if (method.name.equals(name) && method.desc.equals(descriptor)) {
              return method;
            }
          }
          return null;
        });
  }

  @Nullable Found<FieldNode> field(String owner, String name) {
    return nearest(
        owner,
        type -> {
          for (FieldNode field : type.fields) {
            if (field.name.equals(name)) {
              return field;
            }
          }
          return null;
        });
  }

  /** Looks for a member in a type. */
  private interface Look<T> {
    @Nullable T in(ClassNode type);
  }

  private <T> @Nullable Found<T> nearest(String start, Look<T> look) {
    Deque<String> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty()) {
      ClassNode type = find(open.remove());
      if (type != null) {
        T member = look.in(type);
        if (member != null) {
          return new Found<>(type, member);
        }
        open.addAll(parents(files.get(type.name)));
      }
    }
    return null;
  }

  private static Collection<String> parents(@Nullable ClassFile file) {
    Set<String> parents = new LinkedHashSet<>();
    if (file != null) {
      if (file.parent() != null) {
        parents.add(file.parent());
      }
      parents.addAll(file.interfaces());
    }
    return parents;
  }

  /** A type and everything above it that is known, also names of classes that are not searched. */
  Set<String> above(String type) {
    return closure(type, name -> parents(files.get(name)));
  }

  /** A type and everything below it. */
  Set<String> below(String type) {
    return closure(type, name -> children.getOrDefault(name, Set.of()));
  }

  private interface Relation {
    Collection<String> from(String name);
  }

  private static Set<String> closure(String start, Relation step) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(start);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (seen.add(name)) {
        open.addAll(step.from(name));
      }
    }
    return seen;
  }

  boolean isFinal(String type) {
    ClassNode node = find(type);
    return node != null && (node.access & Opcodes.ACC_FINAL) != 0;
  }
}
