package dev.jackstaff.hygiene.refs;

import dev.jackstaff.hygiene.refs.Val.Building;
import dev.jackstaff.hygiene.refs.Val.Made;
import dev.jackstaff.hygiene.refs.Val.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

  /** What a call gives, or null if it is none of these. */
  static @Nullable Val result(MethodInsnNode call, List<? extends Val> values) {
    if (values.isEmpty()) {
      return null;
    }
    if (BUILDERS.contains(call.owner)) {
      return built(call, values);
    }
    if (call.owner.equals(STRING) && call.name.equals("valueOf") && values.get(0) instanceof Text) {
      return values.get(0);
    }
    return values.get(0) instanceof Text text ? changed(call, text, values) : null;
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
    Val before = values.get(0);
    if (call.name.equals("append") && values.size() == 2 && isBuilder(before)) {
      Val start = before instanceof Building building ? building.text() : Text.of("");
      return new Building(joined(start, values.get(1), call.desc));
    }
    if (call.name.equals("toString") && before instanceof Building building) {
      return building.text();
    }
    return null;
  }

  private static Val joined(Val start, Val next, String descriptor) {
    boolean known = descriptor.contains("Ljava/lang/") || !(next instanceof Text);
    return known ? Val.join(start, next) : Val.Unknown.ONE;
  }
}
