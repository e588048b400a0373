package dev.jackstaff.tools.refs;

import dev.jackstaff.tools.refs.Asking.Asked;
import dev.jackstaff.tools.refs.Asking.Passing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds what compiled classes ask for. Classes that name nobody who asks are not read beyond their
 * constant pool. When a method turns out to pass a key on, the classes that name its class are read
 * again, until no more of them turn up.
 */
final class CodeSearch {
  private static final int MAX_ROUNDS = 8;

  private final ClassTable table;
  private final Asking asking;
  private final ClassConstants constants;
  private final Map<String, List<FoundUse>> found = new HashMap<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> copied = new HashSet<>();

  /** The methods that generated methods pass their arguments to, by the generated method. */
  private final Map<String, List<String>> forwarded = new HashMap<>();

  private final Set<String> nextOwners = new HashSet<>();

  CodeSearch(ClassTable table, List<AskingMethod> methods) {
    this.table = table;
    this.constants = new ClassConstants(table);
    this.asking = new Asking(constants, methods);
  }

  /**
   * A place in a class.
   *
   * @param flag the name, or null if it is not known
   * @param passing the method that only passes the key on, or null
   */
  record FoundUse(
      String type,
      @Nullable String source,
      @Nullable String flag,
      String how,
      int line,
      @Nullable String passing) {}

  /** Everything that is asked for, by class. */
  List<FoundUse> run(Progress progress) {
    Set<String> owners = new LinkedHashSet<>();
    asking.knownOwners().forEach(owner -> owners.addAll(table.below(owner)));
    for (int round = 0; round < MAX_ROUNDS && !owners.isEmpty(); round++) {
      scan(naming(owners), progress);
      owners.clear();
      nextOwners.forEach(owner -> owners.addAll(related(owner)));
      nextOwners.clear();
    }
    forwarded.forEach((from, to) -> called.addAll(called.contains(from) ? to : List.of()));
    return found.values().stream().flatMap(List::stream).filter(this::isShown).toList();
  }

  /**
   * Returns the types that a call of a class's method may name: its subtypes, and those that it
   * implements.
   */
  private Set<String> related(String owner) {
    Set<String> all = new LinkedHashSet<>(table.below(owner));
    all.addAll(table.above(owner));
    all.remove("java/lang/Object");
    return all;
  }

  /** The place that passes a key on is shown only if nobody is seen to call it, or has a copy. */
  private boolean isShown(FoundUse place) {
    return place.passing() == null
        || !(called.contains(place.passing())
            || copied.contains(Lines.place(place.type(), place.line())));
  }

  private List<ClassFile> naming(Collection<String> owners) {
    return table.files().stream()
        .filter(file -> owners.stream().anyMatch(file::mayNameType))
        .toList();
  }

  private void scan(List<ClassFile> files, Progress progress) {
    int done = 0;
    for (ClassFile file : files) {
      progress.at("classes that ask", done++, files.size());
      ClassNode type = table.find(file.name());
      if (type != null) {
        List<FoundUse> places = new ArrayList<>();
        Lines lines = Lines.of(type);
        type.methods.forEach(method -> scan(lines, method, places));
        found.put(type.name, places);
      }
    }
  }

  private void scan(Lines type, MethodNode method, List<FoundUse> places) {
    boolean asks = false;
    for (AbstractInsnNode instruction : method.instructions) {
      asks |= asking.mayAsk(instruction);
      if (instruction instanceof InvokeDynamicInsnNode call) {
        methodReference(type, call, places);
      }
    }
    if (asks) {
      follow(type, method, places);
    }
  }

  /** {@code Flags::on}, which somebody else will call. */
  private void methodReference(Lines type, InvokeDynamicInsnNode call, List<FoundUse> places) {
    for (Object argument : call.bsmArgs) {
      if (argument instanceof Handle handle
          && asking.method(handle.getOwner(), handle.getName()) != null) {
        String how = Asking.how(handle.getOwner(), handle.getName());
        places.add(place(type, null, how, type.at(call), null));
      }
    }
  }

  private void follow(Lines type, MethodNode method, List<FoundUse> places) {
    Set<Integer> open = new HashSet<>();
    String owner = type.type().name;
    String id = owner + "." + method.name + method.desc;
    MethodRun run = new MethodRun(constants, owner, method, null);
    run.forEach(
        (instruction, frame) -> {
          Asked asked = asking.mayAsk(instruction) ? asking.asked(instruction, frame, run) : null;
          if (asked != null) {
            boolean passes = asked.keys().stream().anyMatch(MethodRun::isOpen);
            if (passes) {
              open.add(method.instructions.indexOf(instruction));
            }
            if (type.isMade(method, passes)) {
              forwarded.put(id, asked.reached());
              return;
            }
            add(type, asked, type.at(instruction), id, places);
            called.addAll(asked.reached());
            copied.add(String.valueOf(type.original(instruction)));
          }
        });
    if (!open.isEmpty() && asking.passesOn(new Passing(owner, method.name, method.desc, open))) {
      nextOwners.add(owner);
    }
  }

  private static void add(Lines type, Asked asked, int line, String id, List<FoundUse> places) {
    for (Val key : asked.keys()) {
      if (key instanceof Val.Text text) {
        text.texts().forEach(flag -> places.add(place(type, flag, asked.how(), line, null)));
      } else if (key instanceof Val.Thing thing && thing.constant() != null) {
        places.add(place(type, thing.constant(), asked.how(), line, null));
      }
      if (!isKnown(key)) {
        String passing = MethodRun.isOpen(key) ? id : null;
        places.add(place(type, null, asked.how(), line, passing));
      }
    }
  }

  private static FoundUse place(
      Lines in, @Nullable String flag, String how, int line, @Nullable String passing) {
    ClassNode type = in.type();
    return new FoundUse(type.name, type.sourceFile, flag, how, line, passing);
  }

  private static boolean isKnown(Val key) {
    return (key instanceof Val.Text text && !text.more())
        || (key instanceof Val.Thing thing && thing.constant() != null);
  }
}
