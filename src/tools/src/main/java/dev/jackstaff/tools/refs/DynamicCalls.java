package dev.jackstaff.tools.refs;

import dev.jackstaff.tools.refs.Val.Text;
import dev.jackstaff.tools.refs.Val.TypeName;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/** Interprets {@code invokedynamic}: concatenated strings, and the calls of Groovy. */
final class DynamicCalls {
  private static final Type ANYTHING = Type.getType(Object.class);
  private static final String TO_TEXT = "()Ljava/lang/String;";
  private static final char ARGUMENT = '\1';
  private static final char CONSTANT = '\2';

  private DynamicCalls() {}

  static Val result(ClassConstants constants, InvokeDynamicInsnNode call, List<Val> values) {
    if (call.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory")) {
      return call.name.equals("makeConcat") ? all(call, values) : recipe(call, values);
    }
    Val groovy = isGroovy(call) ? groovy(constants, call, values) : null;
    return groovy != null ? groovy : Val.depends(values);
  }

  private static Val all(InvokeDynamicInsnNode call, List<Val> values) {
    Val result = Text.of("");
    for (int i = 0; i < values.size(); i++) {
      result = Val.join(result, text(values.get(i), call, i));
    }
    return result;
  }

  private static Val recipe(InvokeDynamicInsnNode call, List<Val> values) {
    Val result = Text.of("");
    int argument = 0;
    int constant = 1;
    for (char c : ((String) call.bsmArgs[0]).toCharArray()) {
      Val next =
          switch (c) {
            case ARGUMENT -> text(values.get(argument), call, argument++);
            case CONSTANT -> Text.of(String.valueOf(call.bsmArgs[constant++]));
            default -> Text.of(String.valueOf(c));
          };
      result = Val.join(result, next);
    }
    return result;
  }

  private static Val text(Val value, InvokeDynamicInsnNode call, int argument) {
    return value instanceof Val.Int number
        ? number.text(Type.getArgumentTypes(call.desc)[argument])
        : value;
  }

  static boolean isGroovy(InvokeDynamicInsnNode call) {
    return call.bsm.getOwner().startsWith("org/codehaus/groovy/vmplugin/");
  }

  /** The method's name in the source; the instruction's own name is the kind of call. */
  static String groovyName(InvokeDynamicInsnNode call) {
    return call.bsmArgs.length > 0 ? String.valueOf(call.bsmArgs[0]) : call.name;
  }

  /** The class that a call of Groovy goes to, as far as the code says it; null if it does not. */
  static @Nullable String groovyOwner(InvokeDynamicInsnNode call, List<Val> values) {
    if (!values.isEmpty() && values.get(0) instanceof TypeName type) {
      return type.type();
    }
    Type[] types = Type.getArgumentTypes(call.desc);
    return types.length > 0 && types[0].getSort() == Type.OBJECT && !types[0].equals(ANYTHING)
        // What a closure calls on itself, it calls on what is around it.
        ? types[0].getInternalName().replaceAll("\\$_.*closure.*", "")
        : null;
  }

  /** A property of a class or an object: the field, or what its getter returns. */
  private static @Nullable Val property(ClassConstants constants, Val of, String name) {
    String getter = "get" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    if (of instanceof TypeName type) {
      Val field = constants.staticField(type.type(), name);
      return field.equals(Val.Unknown.ONE)
          ? constants.result(type.type(), getter, TO_TEXT, List.of())
          : field;
    }
    return of instanceof Val.Thing thing
        ? constants.result(thing.type(), getter, TO_TEXT, List.of(thing))
        : null;
  }

  private static @Nullable Val groovy(
      ClassConstants constants, InvokeDynamicInsnNode call, List<Val> values) {
    String name = groovyName(call);
    return switch (call.name) {
      case "cast" -> values.get(0);
      case "getProperty" -> property(constants, values.get(0), name);
      case "invoke" ->
          name.equals("plus") && values.size() == 2 ? Val.join(values.get(0), values.get(1)) : null;
      default -> null;
    };
  }
}
