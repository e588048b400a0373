package dev.jackstaff.tools.remove;

import java.util.List;
import java.util.Random;

/**
 * Writes a small program that asks for the flags {@code new}, {@code b} and {@code c} in all sorts
 * of places. It compiles, and it ends: every loop counts for itself. The same seed writes the same
 * program.
 */
final class RandomProgram {
  private static final int METHODS = 2;
  private static final int DEEPEST = 3;

  private final Random random;
  private final RandomExpressions expressions;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder members = new StringBuilder();
  private int indent = 2;
  private int memberCount;

  private RandomProgram(long seed) {
    this.random = new Random(seed);
    this.expressions = new RandomExpressions(random);
  }

  static String of(long seed) {
    return new RandomProgram(seed).program();
  }

  private String program() {
    for (int i = 0; i < METHODS; i++) {
      method(i);
    }
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < METHODS; i++) {
      calls.append("    call(Main::m" + i + ", " + expressions.pick(0, 1, 2) + ");\n");
    }
    return """
        import dev.jackstaff.Flags;
        import java.util.function.Consumer;
        import java.util.function.IntUnaryOperator;

        final class Main {
          private static final String NEW = "new";
          private static Consumer<Object> out;
          private static int count;

          static void run(Consumer<Object> to) {
            out = to;
            count = 0;
        %s  }

          private static void call(IntUnaryOperator method, int x) {
            try {
              out.accept("returned " + method.applyAsInt(x));
            } catch (IllegalStateException e) {
              out.accept("threw " + e.getMessage());
            }
          }

          static boolean yes(String what) {
            out.accept(what);
            return (what.hashCode() & 3) != 0;
          }

          static int number(int value) {
            out.accept("number " + value);
            return value;
          }

          private static boolean isNew() {
            return Flags.on(NEW);
          }

        %s%s}
        """
        .formatted(calls, text, members);
  }

  private void method(int number) {
    RandomPlace place = new RandomPlace();
    place.ints.add("x");
    place.taken.add("x");
    line("private static int m" + number + "(int x) {");
    indent += 2;
    if (statements(place, 3 + random.nextInt(4))) {
      line("return " + expressions.integer(place, 1) + ";");
    }
    indent -= 2;
    line("}");
    text.append('\n');
  }

  /** True if the code that follows is reachable. */
  private boolean statements(RandomPlace place, int count) {
    for (int i = 0; i < count; i++) {
      if (!statement(place)) {
        return false;
      }
    }
    return true;
  }

  private boolean statement(RandomPlace place) {
    if (random.nextInt(12) == 0) {
      line("// Why " + expressions.next() + ".");
    }
    if (place.depth >= DEEPEST || random.nextInt(3) == 0) {
      return simple(place);
    }
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> choice(place);
      case 4 -> whileLoop(place);
      case 5 -> forLoop(place);
      case 6 -> forEach(place);
      case 7 -> doLoop(place);
      case 8 -> oldSwitch(place);
      case 9 -> newSwitch(place);
      case 10 -> attempt(place);
      case 11 -> lambda(place);
      case 12 -> endless(place);
      case 13 -> assigned(place);
      case 14 -> labelled(place);
      default -> block(place, "");
    };
  }

  private boolean simple(RandomPlace place) {
    switch (random.nextInt(14)) {
      case 0, 1 -> declare(place);
      case 2, 3, 4 -> hold(place);
      case 5 -> set(place);
      case 6 -> line("yes(\"said " + expressions.next() + "\");");
      case 7 -> line("count += " + expressions.integer(place, 1) + ";");
      case 8 -> line(member() + "();");
      case 9, 10 -> {
        return jump(place);
      }
      default -> line("out.accept(\"s" + expressions.next() + "\");");
    }
    return true;
  }

  private void declare(RandomPlace place) {
    String value = expressions.integer(place, 2);
    String name = fresh(place, "a", "d", "e", "f", "g");
    line("int " + name + " = " + value + ";");
    place.ints.add(name);
  }

  private void hold(RandomPlace place) {
    String value = expressions.condition(place, 2);
    String name = fresh(place, "h", "i", "j", "k", "l");
    line(expressions.pick("", "", "final ") + "boolean " + name + " = " + value + ";");
    place.booleans.add(name);
  }

  /** Only of what is not final. */
  private void set(RandomPlace place) {
    List<String> open =
        place.ints.stream().filter(n -> !n.equals("x") && !n.startsWith("n")).toList();
    if (open.isEmpty()) {
      line("out.accept(" + expressions.condition(place, 2) + ");");
    } else {
      line(
          expressions.any(open)
              + expressions.pick(" = ", " += ")
              + expressions.integer(place, 2)
              + ";");
    }
  }

  private boolean jump(RandomPlace place) {
    int kind = random.nextInt(7);
    if (kind == 0 && place.loop) {
      line("continue;");
      continued(place);
    } else if (kind <= 2 && (place.loop || place.choice)) {
      line("break;");
      place.jumps.left = true;
    } else if (kind == 3 && !place.labels.isEmpty()) {
      line("break " + expressions.any(place.labels) + ";");
    } else if (kind == 4) {
      line("throw new IllegalStateException(\"t" + expressions.next() + "\");");
    } else if (kind == 5) {
      line(place.lambda ? "return;" : "return " + expressions.integer(place, 1) + ";");
    } else {
      line("out.accept(" + expressions.integer(place, 2) + ");");
      return true;
    }
    return false;
  }

  /** A switch hands it on to the loop around it. */
  private static void continued(RandomPlace place) {
    place.jumps.continued = true;
  }

  private boolean choice(RandomPlace place) {
    boolean bare = random.nextInt(6) == 0;
    line("if (" + expressions.condition(place, 3) + ")" + (bare ? "" : " {"));
    boolean first = body(place.inside(), bare);
    int kind = random.nextInt(5);
    if (kind < 2) {
      close(bare);
      return true;
    }
    boolean second = true;
    if (kind == 2) {
      line((bare ? "" : "} ") + "else if (" + expressions.condition(place, 2) + ") {");
      second = body(place.inside(), false);
      line("} else {");
    } else {
      line((bare ? "" : "} ") + "else {");
    }
    boolean third = body(place.inside(), false);
    close(false);
    return first || third || (kind == 2 && second);
  }

  private void close(boolean bare) {
    if (!bare) {
      line("}");
    }
  }

  /** Without braces it is one statement that declares nothing. */
  private boolean body(RandomPlace place, boolean bare) {
    indent += 2;
    boolean goes = true;
    if (bare) {
      goes = random.nextBoolean() ? jump(place) : said();
    } else {
      goes = statements(place, random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3));
    }
    indent -= 2;
    return goes;
  }

  private boolean said() {
    line("out.accept(\"s" + expressions.next() + "\");");
    return true;
  }

  private boolean whileLoop(RandomPlace place) {
    String counter = counter(place);
    String more = random.nextBoolean() ? " && " + expressions.condition(place, 2) : "";
    line("while (" + counter + "++ < 3" + parenthesized(more) + ") {");
    body(place.loop(), false);
    line("}");
    return true;
  }

  private static String parenthesized(String more) {
    return more.isEmpty() ? "" : " && (" + more.substring(4) + ")";
  }

  private boolean forLoop(RandomPlace place) {
    RandomPlace inside = place.loop();
    String counter = fresh(inside, "n", "n1", "n2", "n3", "n4");
    String more = random.nextInt(3) == 0 ? " && (" + expressions.condition(place, 2) + ")" : "";
    line("for (int " + counter + " = 0; " + counter + " < 2" + more + "; " + counter + "++) {");
    inside.ints.add(counter);
    body(inside, false);
    line("}");
    return true;
  }

  private boolean forEach(RandomPlace place) {
    RandomPlace inside = place.loop();
    String each = fresh(inside, "n", "n1", "n2", "n3", "n4");
    line("for (int " + each + " : new int[] {1, " + expressions.integer(place, 1) + "}) {");
    inside.ints.add(each);
    body(inside, false);
    line("}");
    return true;
  }

  private boolean doLoop(RandomPlace place) {
    String counter = counter(place);
    RandomPlace inside = place.loop();
    line("do {");
    boolean goes = body(inside, false);
    String more = random.nextBoolean() ? " && (" + expressions.condition(place, 2) + ")" : "";
    line("} while (" + counter + "++ < 2" + more + ");");
    return goes || inside.left || inside.continued;
  }

  private boolean endless(RandomPlace place) {
    String counter = counter(place);
    line(expressions.pick("while (true) {", "for (; ; ) {"));
    indent += 2;
    line("if (" + counter + "++ > 2) {");
    line("  break;");
    line("}");
    indent -= 2;
    body(place.loop(), false);
    line("}");
    return true;
  }

  private String counter(RandomPlace place) {
    String counter = fresh(place, "n", "n1", "n2", "n3", "n4");
    line("int " + counter + " = 0;");
    return counter;
  }

  private boolean oldSwitch(RandomPlace place) {
    RandomPlace inside = place.inside();
    inside.choice = true;
    RandomPlace jumps = place.jumps;
    inside.jumps = inside;
    line("switch (" + subject(place) + " % 3) {");
    indent += 2;
    boolean goes = true;
    boolean otherwise = random.nextBoolean();
    for (int i = 0; i < 2 + (otherwise ? 1 : 0); i++) {
      line(i == 2 ? "default:" : "case " + i + ":");
      goes = group(inside);
    }
    indent -= 2;
    line("}");
    jumps.continued |= inside.continued;
    return goes || !otherwise || inside.left;
  }

  private String subject(RandomPlace place) {
    return "(" + expressions.integer(place, 2) + ")";
  }

  /** The names that a case declares, which the next one must not use. */
  private boolean group(RandomPlace choice) {
    RandomPlace place = choice.inside();
    indent += 2;
    boolean goes = statements(place, 1 + random.nextInt(2));
    if (goes && random.nextInt(3) > 0) {
      line("break;");
      choice.left = true;
      goes = false;
    }
    indent -= 2;
    choice.taken.addAll(place.taken);
    return goes;
  }

  private boolean newSwitch(RandomPlace place) {
    String on = expressions.condition(place, 2);
    RandomPlace inside = place.inside();
    inside.choice = true;
    inside.jumps = inside;
    line(
        "switch ("
            + on
            + " ? \"one\" : "
            + expressions.condition(place, 1)
            + " ? \"two\" : \"three\") {");
    indent += 2;
    line("case \"one\" -> {");
    body(inside.inside(), false);
    line("}");
    line("case \"two\" -> out.accept(\"s" + expressions.next() + "\");");
    line("default -> {");
    body(inside.inside(), false);
    line("}");
    indent -= 2;
    line("}");
    place.jumps.continued |= inside.continued;
    return true;
  }

  private boolean attempt(RandomPlace place) {
    line("try {");
    boolean body = body(place.inside(), false);
    boolean caught = false;
    int kind = random.nextInt(3);
    if (kind > 0) {
      line("} catch (IllegalStateException e" + place.depth + ") {");
      caught = body(place.inside(), false);
    }
    if (kind != 1) {
      line("} finally {");
      indent += 2;
      line("out.accept(" + expressions.condition(place, 2) + ");");
      said();
      indent -= 2;
    }
    line("}");
    return body || caught;
  }

  private boolean lambda(RandomPlace place) {
    RandomPlace inside = new RandomPlace();
    inside.taken.addAll(place.taken);
    inside.depth = place.depth + 1;
    inside.lambda = true;
    String name = fresh(place, "r", "r1", "r2", "r3", "r4");
    inside.taken.add(name);
    line("Runnable " + name + " =");
    indent += 4;
    line("() -> {");
    body(inside, false);
    line("};");
    indent -= 4;
    line(name + ".run();");
    return true;
  }

  /** Set in both branches, and final. */
  private boolean assigned(RandomPlace place) {
    String name = fresh(place, "a", "d", "e", "f", "g");
    line("int " + name + ";");
    line("if (" + expressions.condition(place, 2) + ") {");
    line("  " + name + " = " + expressions.integer(place, 1) + ";");
    line("} else {");
    line("  " + name + " = " + expressions.integer(place, 1) + ";");
    line("}");
    place.ints.add(name);
    return true;
  }

  private boolean labelled(RandomPlace place) {
    String label = "label" + place.labels.size() + place.depth;
    RandomPlace inside = place.inside();
    inside.labels.add(label);
    line(label + ":");
    line("{");
    indent += 2;
    line("if (" + expressions.condition(place, 2) + ") {");
    line("  break " + label + ";");
    line("}");
    indent -= 2;
    body(inside, false);
    line("}");
    return true;
  }

  private boolean block(RandomPlace place, String head) {
    line(head + "{");
    boolean goes = body(place.inside(), false);
    line("}");
    return goes;
  }

  /** A method of its own, which nobody else calls. */
  private String member() {
    String name = "only" + memberCount++;
    members.append("  private static void " + name + "() {\n");
    members.append("    out.accept(\"" + name + "\");\n  }\n\n");
    return name;
  }

  /** A name that is free here, but may be taken again elsewhere. */
  private String fresh(RandomPlace place, String... names) {
    for (String name : names) {
      if (!place.taken.contains(name) && random.nextInt(4) > 0) {
        place.taken.add(name);
        return name;
      }
    }
    String name = names[0] + "_" + expressions.next();
    place.taken.add(name);
    return name;
  }

  private void line(String line) {
    text.append(" ".repeat(indent)).append(line).append('\n');
  }
}
