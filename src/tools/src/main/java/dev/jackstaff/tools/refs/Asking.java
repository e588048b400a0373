package dev.jackstaff.tools.refs;

import dev.jackstaff.tools.refs.Val.Thing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Finds the methods that ask for a flag: the known ones, and those of the searched classes that
 * pass one of them a key that they were called with. For such a call the method is followed with
 * what the call gives it.
 */
final class Asking {
  private static final int MAX_DEPTH = 6;

  private final ClassConstants constants;
  private final Map<String, List<AskingMethod>> known = new HashMap<>();

  /** The classes that declare a method which passes a key on, by the method's name and type. */
  private final Map<String, Map<String, Passing>> passing = new HashMap<>();

  private int depth;

  Asking(ClassConstants constants, List<AskingMethod> methods) {
    this.constants = constants;
    for (AskingMethod method : methods) {
      known.computeIfAbsent(method.owner(), owner -> new ArrayList<>()).add(method);
    }
  }

  /**
   * A method that passes a key on.
   *
   * @param calls which of its instructions ask with a key that the method does not know
   */
  record Passing(String type, String name, String descriptor, Set<Integer> calls) {
    String id() {
      return type + "." + name + descriptor;
    }
  }

  /**
   * The keys that an instruction asks for, and what asks.
   *
   * @param reached the methods that pass on what it gives them
   */
  record Asked(String how, List<Val> keys, List<String> reached) {
    static Asked of(String how, Val key) {
      return new Asked(how, List.of(key), List.of());
    }
  }

  Set<String> knownOwners() {
    return known.keySet();
  }

  /** Takes note of a method; whether that is new. */
  boolean passesOn(Passing method) {
    return !method.equals(
        passing
            .computeIfAbsent(method.name() + method.descriptor(), key -> new HashMap<>())
            .put(method.type(), method));
  }

  /** Returns true if an instruction could ask, judged without following anything. */
  boolean mayAsk(AbstractInsnNode instruction) {
    if (instruction instanceof MethodInsnNode call) {
      return method(call.owner, call.name) != null || !targets(call).isEmpty();
    }
    return instruction instanceof InvokeDynamicInsnNode call && DynamicCalls.isGroovy(call);
  }

  /** Returns the flag that an instruction asks for, or null if it does not ask. */
  @Nullable Asked asked(AbstractInsnNode instruction, Frame<Val> frame, MethodRun run) {
    if (instruction instanceof MethodInsnNode call) {
      List<Val> values = run.arguments(call, frame);
      int receiver = call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1;
      AskingMethod method = method(call.owner, call.name);
      if (method != null && method.key() + receiver < values.size()) {
        return Asked.of(how(call.owner, call.name), values.get(method.key() + receiver));
      }
      List<String> reached = targets(call).stream().map(Passing::id).toList();
      Set<Passing> targets = targets(call, values);
      return targets.isEmpty()
          ? null
          : new Asked(how(call.owner, call.name), keys(targets, values), reached);
    }
    return instruction instanceof InvokeDynamicInsnNode call && DynamicCalls.isGroovy(call)
        ? groovy(call, run.arguments(Type.getArgumentCount(call.desc), frame))
        : null;
  }

  private @Nullable Asked groovy(InvokeDynamicInsnNode call, List<Val> values) {
    String owner = DynamicCalls.groovyOwner(call, values);
    String name = DynamicCalls.groovyName(call);
    if (!call.name.equals("invoke")) {
      return null;
    }
    if (owner == null) {
      return isAskedSomewhere(name, values.size() - 1)
          ? Asked.of(name + " of a key that is known only at run time", Val.Unknown.ONE)
          : null;
    }
    AskingMethod method = method(owner, name);
    return method != null && values.size() >= method.key() + 2
        ? Asked.of(how(owner, name), values.get(method.key() + 1))
        : groovy(owner, name, values);
  }

  private boolean isAskedSomewhere(String name, int arguments) {
    return known.values().stream()
        .flatMap(List::stream)
        .anyMatch(method -> method.name().equals(name) && arguments > method.key());
  }

  /** Groovy chooses a method while the program runs; here the number of arguments has to do. */
  private @Nullable Asked groovy(String owner, String name, List<Val> values) {
    List<Val> keys = new ArrayList<>();
    List<String> reached = new ArrayList<>();
    for (Map<String, Passing> named : passing.values()) {
      for (Passing target : named.values()) {
        if (target.name().equals(name)
            && Type.getArgumentCount(target.descriptor()) == values.size() - 1
            && isRelated(owner, target.type())) {
          reached.add(target.id());
          keys.addAll(keys(target, isStatic(target) ? values.subList(1, values.size()) : values));
        }
      }
    }
    return reached.isEmpty() ? null : new Asked(how(owner, name), keys, reached);
  }

  private boolean isRelated(String owner, String type) {
    ClassTable table = constants.table();
    return table.above(owner).contains(type) || table.above(type).contains(owner);
  }

  private boolean isStatic(Passing target) {
    var found = constants.table().method(target.type(), target.name(), target.descriptor());
    return found != null && (found.member().access & Opcodes.ACC_STATIC) != 0;
  }

  static String how(String owner, String name) {
    return owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1)
        + "."
        + name;
  }

  /** The known method that a call reaches, also through a subclass. */
  @Nullable AskingMethod method(String owner, String name) {
    for (String type : constants.table().above(owner)) {
      for (AskingMethod method : known.getOrDefault(type, List.of())) {
        if (method.name().equals(name)) {
          return method;
        }
      }
    }
    return null;
  }

  private Set<Passing> targets(MethodInsnNode call) {
    Map<String, Passing> named = passing.getOrDefault(call.name + call.desc, Map.of());
    if (named.isEmpty()) {
      return Set.of();
    }
    Set<Passing> targets = new LinkedHashSet<>();
    ClassTable table = constants.table();
    var nearest = table.method(call.owner, call.name, call.desc);
    Passing own = nearest == null ? null : named.get(nearest.type().name);
    if (own != null) {
      targets.add(own);
    }
    boolean virtual =
        call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
    if (virtual) {
      named.values().stream()
          .filter(passing -> table.above(passing.type()).contains(call.owner))
          .forEach(targets::add);
    }
    return targets;
  }

  private Set<Passing> targets(MethodInsnNode call, List<Val> values) {
    Set<Passing> all = targets(call);
    if (!all.isEmpty() && call.getOpcode() != Opcodes.INVOKESTATIC) {
      if (values.get(0) instanceof Thing thing) {
        var exact = constants.table().method(thing.type(), call.name, call.desc);
        Set<Passing> one = new HashSet<>(all);
        one.removeIf(passing -> exact == null || !passing.type().equals(exact.type().name));
        return one;
      }
    }
    return all;
  }

  private List<Val> keys(Set<Passing> targets, List<Val> values) {
    List<Val> keys = new ArrayList<>();
    for (Passing target : targets) {
      keys.addAll(keys(target, values));
    }
    return keys;
  }

  private List<Val> keys(Passing target, List<Val> values) {
    var found = constants.table().method(target.type(), target.name(), target.descriptor());
    if (found == null || depth >= MAX_DEPTH) {
      return List.of(Val.depends(values));
    }
    depth++;
    try {
      return keys(target, found.member(), values);
    } finally {
      depth--;
    }
  }

  private List<Val> keys(Passing target, MethodNode method, List<Val> values) {
    List<Val> keys = new ArrayList<>();
    MethodRun run = new MethodRun(constants, target.type(), method, values);
    run.forEach(
        (instruction, frame) -> {
          if (target.calls().contains(method.instructions.indexOf(instruction))) {
            Asked asked = asked(instruction, frame, run);
            keys.addAll(asked == null ? List.of(Val.Unknown.ONE) : asked.keys());
          }
        });
    return keys;
  }
}
