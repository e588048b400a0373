package dev.jackstaff.tools.refs;

import dev.jackstaff.tools.refs.Val.Building;
import dev.jackstaff.tools.refs.Val.Int;
import dev.jackstaff.tools.refs.Val.Made;
import dev.jackstaff.tools.refs.Val.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/** Methods of strings and string builders whose answers are known beforehand. */
final class StringCalls {
  private static final String STRING = "java/lang/String";
  private static final Set<String> BUILDERS =
      Set.of("java/lang/StringBuilder", "java/lang/StringBuffer");

  private StringCalls() {}

  static boolean isBuilder(Val value) {
    return value instanceof Building
        || (value instanceof Made made && BUILDERS.contains(made.type()));
  }

  /** Returns the result of a call, or null if it is none of these. */
  static @Nullable Val result(MethodInsnNode call, List<? extends Val> values) {
    if (values.isEmpty()) {
      return null;
    }
    if (BUILDERS.contains(call.owner)) {
      return built(call, values);
    }
    if (isConversion(call) && values.get(0) instanceof Text) {
      return values.get(0);
    }
    if (call.owner.endsWith("/StringGroovyMethods") && call.name.equals("plus")) {
      return Val.join(values.get(0), values.get(1));
    }
    return values.get(0) instanceof Text text ? changed(call, text, values) : null;
  }

  private static boolean isConversion(MethodInsnNode call) {
    return (call.owner.equals(STRING) && call.name.equals("valueOf"))
        || (call.owner.endsWith("/ShortTypeHandling") && call.name.equals("castToString"));
  }

  private static @Nullable Val changed(MethodInsnNode call, Text text, List<? extends Val> values) {
    return switch (call.name) {
      case "toString", "intern" -> text;
      case "concat" -> Val.join(text, values.get(1));
      // The locales that matter here differ in letters that a name cannot have.
      case "toLowerCase" -> each(text, t -> t.toLowerCase(Locale.ROOT));
      case "toUpperCase" -> each(text, t -> t.toUpperCase(Locale.ROOT));
      case "trim", "strip" -> each(text, String::strip);
      default -> null;
    };
  }

  private static Val each(Text text, UnaryOperator<String> change) {
    return Text.of(text.texts().stream().map(change).collect(Collectors.toSet()), text.more());
  }

  /** A chain from the {@code new} to the {@code toString}, as compilers write {@code +}. */
  private static @Nullable Val built(MethodInsnNode call, List<? extends Val> values) {
    if (!(values.get(0) instanceof Building before)) {
      return null;
    }
    if (call.name.equals("append") && values.size() == 2) {
      return new Building(joined(before.text(), values.get(1), call.desc));
    }
    return call.name.equals("toString") ? before.text() : null;
  }

  private static Val joined(Val start, Val next, String descriptor) {
    Val text = next instanceof Int n ? n.text(Type.getArgumentTypes(descriptor)[0]) : next;
    boolean known = descriptor.contains("Ljava/lang/") || !(next instanceof Text);
    return known ? Val.join(start, text) : Val.Unknown.ONE;
  }

  /** Returns the initial content of a builder: its argument, unless that is the capacity. */
  static Val start(String constructor, List<Val> args) {
    return constructor.equals("()V") || constructor.equals("(I)V") ? Text.of("") : args.get(0);
  }

  /** Returns the value of Groovy's string with expressions: the strings between, and the values. */
  static @Nullable Val interpolated(String type, List<Val> args) {
    if (!type.equals("org/codehaus/groovy/runtime/GStringImpl")
        || args.size() != 2
        || !(args.get(0) instanceof Val.Array values)
        || !(args.get(1) instanceof Val.Array strings)) {
      return null;
    }
    Val text = Text.of("");
    for (int i = 0; i < strings.items().size(); i++) {
      text = Val.join(text, strings.items().get(i));
      text = i < values.items().size() ? Val.join(text, values.items().get(i)) : text;
    }
    return text;
  }
}
