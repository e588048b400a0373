package dev.jackstaff.tools.refs;

import dev.jackstaff.tools.refs.Val.Thing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * The values of fields and methods, as far as the classes determine them in every run: a static
 * field that its class sets once, a field that a constructor sets to an argument, a method that
 * returns one of these. Everything else is unknown.
 */
final class ClassConstants {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_METHOD_LENGTH = 300;

  private final ClassTable table;
  private final Map<String, Map<String, Val>> statics = new HashMap<>();
  private final Map<ActiveCall, Val> returns = new HashMap<>();
  private final Set<Object> under = new HashSet<>();
  private int depth;

  ClassConstants(ClassTable table) {
    this.table = table;
  }

  private record ActiveCall(String type, String name, String descriptor, List<Val> args) {}

  private record FieldOf(Thing thing, String field) {}

  ClassTable table() {
    return table;
  }

  /** Returns the value of a static field after its class was initialized. */
  Val staticField(String owner, String name) {
    ClassTable.Found<FieldNode> found = table.field(owner, name);
    if (found == null) {
      return Val.Unknown.ONE;
    }
    FieldNode field = found.member();
    if (field.value instanceof String text) {
      return Val.Text.of(text);
    }
    if ((field.access & Opcodes.ACC_FINAL) == 0) {
      return Val.Unknown.ONE;
    }
    Val value = statics(found.type()).getOrDefault(name, Val.Unknown.ONE);
    return named(value, field);
  }

  private Val named(Val value, FieldNode field) {
    Type type = Type.getType(field.desc);
    Val thing = value;
    if (value.equals(Val.Unknown.ONE)
        && type.getSort() == Type.OBJECT
        && (isEnumConstant(field) || table.isFinal(type.getInternalName()))) {
      thing = new Thing(type.getInternalName(), null, null, List.of());
    }
    return isEnumConstant(field) && thing instanceof Thing known ? known.as(field.name) : thing;
  }

  private static boolean isEnumConstant(FieldNode field) {
    return (field.access & Opcodes.ACC_ENUM) != 0;
  }

  private Map<String, Val> statics(ClassNode type) {
    Map<String, Val> known = statics.get(type.name);
    if (known == null) {
      known = new HashMap<>();
      // Before it is filled, for an initializer that comes back to its own class.
      statics.put(type.name, known);
      for (MethodNode method : type.methods) {
        if (method.name.equals("<clinit>")) {
          stored(type, method, known);
        }
      }
    }
    return known;
  }

  private void stored(ClassNode type, MethodNode initializer, Map<String, Val> into) {
    MethodRun run = new MethodRun(this, type.name, initializer, List.of());
    Set<String> twice = new HashSet<>();
    run.forEach(
        (instruction, frame) -> {
          if (instruction.getOpcode() == Opcodes.PUTSTATIC
              && instruction instanceof FieldInsnNode field
              && field.owner.equals(type.name)
              && into.put(field.name, run.top(frame)) != null) {
            twice.add(field.name);
          }
        });
    into.keySet().removeAll(twice);
  }

  /** Returns the value of an object's field after its construction. */
  Val field(Thing thing, String owner, String name) {
    ClassTable.Found<FieldNode> found = table.field(owner, name);
    if (thing.constructor() == null || found == null || !isKept(found)) {
      return Val.Unknown.ONE;
    }
    Object key = new FieldOf(thing, name);
    if (!under.add(key)) {
      return Val.Unknown.ONE;
    }
    try {
      return made(thing, thing.type(), thing.constructor(), thing.args(), found);
    } finally {
      under.remove(key);
    }
  }

  /** Returns true if only a constructor can set the field. */
  private static boolean isKept(ClassTable.Found<FieldNode> field) {
    int access = field.member().access;
    if ((access & (Opcodes.ACC_FINAL | Opcodes.ACC_STATIC)) == Opcodes.ACC_FINAL) {
      return true;
    }
    return (access & Opcodes.ACC_PRIVATE) != 0
        && (access & Opcodes.ACC_STATIC) == 0
        && field.type().methods.stream().noneMatch(m -> sets(m, field.member().name));
  }

  private static boolean sets(MethodNode method, String field) {
    if (method.name.equals("<init>")) {
      return false;
    }
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction.getOpcode() == Opcodes.PUTFIELD
          && ((FieldInsnNode) instruction).name.equals(field)) {
        return true;
      }
    }
    return false;
  }

  private Val made(
      Thing self,
      String type,
      String constructor,
      List<Val> args,
      ClassTable.Found<FieldNode> field) {
    ClassNode node = table.find(type);
    MethodNode method = node == null ? null : declared(node, "<init>", constructor);
    if (method == null || depth >= MAX_DEPTH) {
      return Val.Unknown.ONE;
    }
    depth++;
    try {
      return made(self, new MethodRun(this, type, method, with(self, args)), field);
    } finally {
      depth--;
    }
  }

  private Val made(Thing self, MethodRun run, ClassTable.Found<FieldNode> field) {
    List<Val> put = new ArrayList<>();
    List<Val> delegated = new ArrayList<>();
    run.forEach(
        (instruction, frame) -> {
          if (instruction.getOpcode() == Opcodes.PUTFIELD
              && instruction instanceof FieldInsnNode to
              && to.name.equals(field.member().name)
              && to.owner.equals(field.type().name)) {
            put.add(run.below(frame, 1).equals(self) ? run.top(frame) : Val.Unknown.ONE);
          } else if (instruction instanceof MethodInsnNode call && call.name.equals("<init>")) {
            List<Val> values = run.arguments(call, frame);
            if (values.get(0).equals(self)) {
              List<Val> rest = values.subList(1, values.size());
              delegated.add(made(self, call.owner, call.desc, rest, field));
            }
          }
        });
    return only(put.isEmpty() ? delegated : put);
  }

  private static Val only(List<Val> values) {
    return values.stream().reduce(Val::merge).orElse(Val.Unknown.ONE);
  }

  private static List<Val> with(Val self, List<Val> args) {
    List<Val> all = new ArrayList<>(List.of(self));
    all.addAll(args);
    return all;
  }

  /** Returns the result of a method; the first argument is the object that it is called on. */
  Val result(String owner, String name, String descriptor, List<Val> args) {
    if (!canCarry(Type.getReturnType(descriptor))) {
      return Val.depends(args);
    }
    ClassTable.Found<MethodNode> found = table.method(owner, name, descriptor);
    if (found == null || found.member().instructions.size() > MAX_METHOD_LENGTH) {
      return Val.depends(args);
    }
    ActiveCall call = new ActiveCall(found.type().name, name, descriptor, List.copyOf(args));
    Val known = returns.get(call);
    return known != null ? known : evaluate(call, found.member());
  }

  private Val evaluate(ActiveCall call, MethodNode method) {
    if (depth >= MAX_DEPTH || !under.add(call)) {
      return Val.depends(call.args());
    }
    depth++;
    try {
      Val value = returned(new MethodRun(this, call.type(), method, call.args()));
      Val result = value.equals(Val.Unknown.ONE) ? Val.depends(call.args()) : value;
      returns.put(call, result);
      return result;
    } finally {
      depth--;
      under.remove(call);
    }
  }

  private static Val returned(MethodRun run) {
    List<Val> values = new ArrayList<>();
    run.forEach(
        (instruction, frame) -> {
          if (instruction.getOpcode() == Opcodes.ARETURN) {
            values.add(run.top(frame));
          }
        });
    return only(values);
  }

  /** Returns true if a value of the type can contain a key. */
  private boolean canCarry(Type type) {
    return type.getSort() == Type.OBJECT
        && (type.getInternalName().startsWith("java/lang/")
            || table.find(type.getInternalName()) != null);
  }

  static @Nullable MethodNode declared(ClassNode type, String name, String descriptor) {
    for (MethodNode method : type.methods) {
      if (method.name.equals(name) && method.desc.equals(descriptor)) {
        return method;
      }
    }
    return null;
  }

  /** Told of each instruction that can be reached, with what is known before it. */
  interface Visitor {
    void visit(AbstractInsnNode instruction, Frame<Val> frame);
  }
}
