package dev.jackstaff.tools.refs;

import dev.jackstaff.tools.refs.Val.Made;
import dev.jackstaff.tools.refs.Val.Open;
import dev.jackstaff.tools.refs.Val.Text;
import dev.jackstaff.tools.refs.Val.Thing;
import dev.jackstaff.tools.refs.Val.TypeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;

/** One method, followed with what is known of its arguments. */
final class MethodRun extends Interpreter<Val> {
  private final ClassConstants constants;
  private final MethodNode method;
  private final @Nullable List<Val> args;
  private final Map<AbstractInsnNode, MadeWith> made = new HashMap<>();
  private final Map<AbstractInsnNode, Map<Integer, Val>> items = new HashMap<>();
  private final Frame<Val>[] frames;

  /** The arguments are one for each parameter, the object itself first; null if they are open. */
  MethodRun(ClassConstants constants, String owner, MethodNode method, @Nullable List<Val> args) {
    super(Opcodes.ASM9);
    this.constants = constants;
    this.method = method;
    this.args = args;
    this.frames = follow(owner);
  }

  private record MadeWith(String constructor, List<Val> args) {}

  private Frame<Val>[] follow(String owner) {
    try {
      return new Analyzer<>(this).analyze(owner, method);
    } catch (AnalyzerException | IndexOutOfBoundsException e) {
      // Not what a compiler emits; then nothing is known of it.
      return noFrames();
    }
  }

  @SuppressWarnings("unchecked")
  private static Frame<Val>[] noFrames() {
    return (Frame<Val>[]) new Frame<?>[0];
  }

  void forEach(ClassConstants.Visitor visitor) {
    for (int i = 0; i < frames.length; i++) {
      if (frames[i] != null) {
        visitor.visit(method.instructions.get(i), frames[i]);
      }
    }
  }

  Val top(Frame<Val> frame) {
    return below(frame, 0);
  }

  Val below(Frame<Val> frame, int depth) {
    return settled(frame.getStack(frame.getStackSize() - 1 - depth));
  }

  /** Returns the arguments of a call, preceded by the object that it is called on. */
  List<Val> arguments(MethodInsnNode call, Frame<Val> frame) {
    int receiver = call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1;
    return arguments(Type.getArgumentCount(call.desc) + receiver, frame);
  }

  List<Val> arguments(int count, Frame<Val> frame) {
    List<Val> values = new ArrayList<>(count);
    for (int i = count - 1; i >= 0; i--) {
      values.add(below(frame, i));
    }
    return values;
  }

  /** An object outside the method that makes it. */
  private Val settled(Val value) {
    if (value instanceof Made object) {
      MadeWith with = made.get(object.at());
      if (with == null) {
        return Val.Unknown.ONE;
      }
      Val text = StringCalls.interpolated(object.type(), with.args());
      return text != null ? text : new Thing(object.type(), null, with.constructor(), with.args());
    }
    if (value instanceof Val.Items array) {
      return array(items.getOrDefault(array.at(), Map.of()));
    }
    return value instanceof Val.Building ? Val.Unknown.ONE : value;
  }

  private static Val array(Map<Integer, Val> put) {
    List<Val> all = new ArrayList<>();
    while (put.containsKey(all.size())) {
      all.add(put.get(all.size()));
    }
    return all.size() == put.size() ? new Val.Array(all) : Val.Unknown.ONE;
  }

  private List<Val> settled(List<? extends Val> values) {
    return values.stream().map(this::settled).toList();
  }

  private static Val sized(@Nullable Type type) {
    return type != null && type.getSize() == 2 ? Val.Unknown.TWO : Val.Unknown.ONE;
  }

  @Override
  public @Nullable Val newValue(@Nullable Type type) {
    return Type.VOID_TYPE.equals(type) ? null : sized(type);
  }

  @Override
  public Val newParameterValue(boolean isInstance, int local, Type type) {
    if (type.getSize() == 2) {
      return Val.Unknown.TWO;
    }
    if (args == null) {
      return isInstance && local == 0 ? Val.Open.OWN : Val.Open.ANY;
    }
    int index = ordinal(isInstance, local);
    return index < args.size() ? args.get(index) : Val.Unknown.ONE;
  }

  /**
   * Returns the index of the parameter in a local variable; longs and doubles take two variables.
   */
  private int ordinal(boolean isInstance, int local) {
    int index = 0;
    int at = 0;
    if (isInstance) {
      if (local == 0) {
        return 0;
      }
      index = 1;
      at = 1;
    }
    for (Type type : Type.getArgumentTypes(method.desc)) {
      if (at == local) {
        return index;
      }
      at += type.getSize();
      index++;
    }
    return index;
  }

  @Override
  public Val newOperation(AbstractInsnNode instruction) {
    return switch (instruction.getOpcode()) {
      case Opcodes.LDC -> constant(((LdcInsnNode) instruction).cst);
      case Opcodes.GETSTATIC -> {
        FieldInsnNode field = (FieldInsnNode) instruction;
        yield Type.getType(field.desc).getSize() == 2
            ? Val.Unknown.TWO
            : constants.staticField(field.owner, field.name);
      }
      case Opcodes.NEW -> new Made(instruction, ((TypeInsnNode) instruction).desc);
      case Opcodes.ICONST_0,
          Opcodes.ICONST_1,
          Opcodes.ICONST_2,
          Opcodes.ICONST_3,
          Opcodes.ICONST_4,
          Opcodes.ICONST_5 ->
          new Val.Int(instruction.getOpcode() - Opcodes.ICONST_0);
      case Opcodes.BIPUSH, Opcodes.SIPUSH -> new Val.Int(((IntInsnNode) instruction).operand);
      case Opcodes.LCONST_0, Opcodes.LCONST_1, Opcodes.DCONST_0, Opcodes.DCONST_1 ->
          Val.Unknown.TWO;
      default -> Val.Unknown.ONE;
    };
  }

  private static Val constant(Object constant) {
    if (constant instanceof String text) {
      return Text.of(text);
    }
    if (constant instanceof Type type && type.getSort() == Type.OBJECT) {
      return new TypeName(type.getInternalName());
    }
    if (constant instanceof Integer number) {
      return new Val.Int(number);
    }
    return constant instanceof Long || constant instanceof Double
        ? Val.Unknown.TWO
        : Val.Unknown.ONE;
  }

  @Override
  public Val copyOperation(AbstractInsnNode instruction, Val value) {
    boolean stored = instruction.getOpcode() == Opcodes.ASTORE;
    // Somebody may append to it through the variable, which is not followed.
    return stored && StringCalls.isBuilder(value) ? Val.Unknown.ONE : value;
  }

  @Override
  public Val unaryOperation(AbstractInsnNode instruction, Val value) {
    return switch (instruction.getOpcode()) {
      case Opcodes.CHECKCAST, Opcodes.I2C -> value;
      case Opcodes.ANEWARRAY -> new Val.Items(instruction);
      case Opcodes.GETFIELD -> field((FieldInsnNode) instruction, settled(value));
      case Opcodes.LNEG,
          Opcodes.DNEG,
          Opcodes.I2L,
          Opcodes.I2D,
          Opcodes.L2D,
          Opcodes.F2L,
          Opcodes.F2D,
          Opcodes.D2L ->
          Val.Unknown.TWO;
      default -> Val.Unknown.ONE;
    };
  }

  private Val field(FieldInsnNode field, Val object) {
    if (Type.getType(field.desc).getSize() == 2) {
      return Val.Unknown.TWO;
    }
    return object instanceof Thing thing
        ? constants.field(thing, field.owner, field.name)
        : Val.depends(List.of(object));
  }

  @Override
  public Val binaryOperation(AbstractInsnNode instruction, Val a, Val b) {
    return switch (instruction.getOpcode()) {
      case Opcodes.LALOAD,
          Opcodes.DALOAD,
          Opcodes.LADD,
          Opcodes.DADD,
          Opcodes.LSUB,
          Opcodes.DSUB,
          Opcodes.LMUL,
          Opcodes.DMUL,
          Opcodes.LDIV,
          Opcodes.DDIV,
          Opcodes.LREM,
          Opcodes.DREM,
          Opcodes.LSHL,
          Opcodes.LSHR,
          Opcodes.LUSHR,
          Opcodes.LAND,
          Opcodes.LOR,
          Opcodes.LXOR ->
          Val.Unknown.TWO;
      default -> Val.Unknown.ONE;
    };
  }

  @Override
  public @Nullable Val ternaryOperation(AbstractInsnNode instruction, Val a, Val b, Val c) {
    if (instruction.getOpcode() == Opcodes.AASTORE && a instanceof Val.Items array) {
      Map<Integer, Val> put = items.computeIfAbsent(array.at(), at -> new HashMap<>());
      // Whoever puts something somewhere else leaves a gap.
      int index = b instanceof Val.Int number ? number.value() : -1;
      put.merge(index, settled(c), Val::merge);
    }
    return null;
  }

  @Override
  public Val naryOperation(AbstractInsnNode instruction, List<? extends Val> values) {
    if (instruction instanceof MethodInsnNode call) {
      return wide(call.desc) ? Val.Unknown.TWO : called(call, values);
    }
    if (instruction instanceof InvokeDynamicInsnNode call) {
      return wide(call.desc)
          ? Val.Unknown.TWO
          : DynamicCalls.result(constants, call, settled(values));
    }
    return Val.Unknown.ONE;
  }

  private static boolean wide(String descriptor) {
    return Type.getReturnType(descriptor).getSize() == 2;
  }

  private Val called(MethodInsnNode call, List<? extends Val> values) {
    if (call.name.equals("<init>")) {
      if (values.get(0) instanceof Made object) {
        List<Val> rest = settled(values.subList(1, values.size()));
        made.put(object.at(), new MadeWith(call.desc, rest));
      }
      return Val.Unknown.ONE;
    }
    Val text = StringCalls.result(call, values.stream().map(this::builder).toList());
    return text != null ? text : reached(call, settled(values));
  }

  /** A new string builder with what it starts with; anything else as it is outside the method. */
  private Val builder(Val value) {
    if (!(value instanceof Made object) || !StringCalls.isBuilder(value)) {
      return value instanceof Val.Building ? value : settled(value);
    }
    MadeWith with = made.get(object.at());
    return with == null
        ? Val.Unknown.ONE
        : new Val.Building(StringCalls.start(with.constructor(), with.args()));
  }

  /** A call whose target is known: a static or own method, or one of an object that is known. */
  private Val reached(MethodInsnNode call, List<Val> values) {
    boolean direct =
        call.getOpcode() == Opcodes.INVOKESTATIC || call.getOpcode() == Opcodes.INVOKESPECIAL;
    if (direct && !(values.isEmpty() ? Val.Unknown.ONE : values.get(0)).equals(Val.Open.OWN)) {
      return constants.result(call.owner, call.name, call.desc, values);
    }
    if (!direct && values.get(0) instanceof Thing thing) {
      Val result = constants.result(thing.type(), call.name, call.desc, values);
      return result instanceof Val.Unknown ? ofEnum(call, thing) : result;
    }
    return !direct && values.get(0).equals(Val.Open.OWN) && isSettled(call)
        ? constants.result(call.owner, call.name, call.desc, values)
        : Val.depends(values);
  }

  /** Returns true if no override can take the place of the object's method. */
  private boolean isSettled(MethodInsnNode call) {
    var found = constants.table().method(call.owner, call.name, call.desc);
    return found != null
        && (constants.table().isFinal(call.owner)
            || (found.member().access & (Opcodes.ACC_FINAL | Opcodes.ACC_PRIVATE)) != 0);
  }

  /** The name of an enum's constant, where the enum does not say otherwise. */
  private Val ofEnum(MethodInsnNode call, Thing thing) {
    boolean own = call.name.equals("name") || call.name.equals("toString");
    return thing.constant() != null
            && own
            && call.desc.equals("()Ljava/lang/String;")
            && constants.table().method(thing.type(), call.name, call.desc) == null
        ? Text.of(thing.constant())
        : Val.Unknown.ONE;
  }

  @Override
  public void returnOperation(AbstractInsnNode instruction, Val value, Val expected) {}

  @Override
  public Val merge(Val a, Val b) {
    return Val.merge(a, b);
  }

  static boolean isOpen(Val value) {
    return value instanceof Open;
  }
}
