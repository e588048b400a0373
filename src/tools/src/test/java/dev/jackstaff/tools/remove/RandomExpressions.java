package dev.jackstaff.tools.remove;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Writes the expressions of a {@link RandomProgram}. */
final class RandomExpressions {
  private final Random random;
  private int said;

  RandomExpressions(Random random) {
    this.random = random;
  }

  /** Returns a number that no earlier expression or statement of the program has. */
  int next() {
    return said++;
  }

  String condition(RandomPlace place, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return term(place);
    }
    Supplier<String> part = () -> condition(place, depth - 1);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> "!(" + part.get() + ")";
      case 3, 4, 5 -> "(" + part.get() + " && " + part.get() + ")";
      case 6, 7 -> "(" + part.get() + " || " + part.get() + ")";
      case 8 -> "(" + part.get() + " ? " + part.get() + " : " + part.get() + ")";
      case 9 -> "((" + part.get() + ")" + pick(" == ", " != ", " ^ ") + "(" + part.get() + "))";
      case 10 -> "((" + part.get() + ")" + pick(" & ", " | ") + "(" + part.get() + "))";
      default -> "!" + term(place);
    };
  }

  private String term(RandomPlace place) {
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> "Flags.on(\"new\")";
      case 5 -> "Flags.on(NEW)";
      case 6 -> "isNew()";
      case 7 -> "Flags.on(\"b\")";
      case 8 -> "Flags.on(\"c\")";
      case 9, 10, 11 -> place.booleans.isEmpty() ? "yes(\"y" + next() + "\")" : any(place.booleans);
      case 12 -> place.ints.isEmpty() ? "(count > 1)" : "(" + any(place.ints) + " > 1)";
      case 13 -> "Flags.variant(\"new\", \"none\").equals(\"on\")";
      default -> "yes(\"y" + next() + "\")";
    };
  }

  String integer(RandomPlace place, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return "(" + condition(place, depth) + " ? " + integer(place, depth - 1) + " : 7)";
    }
    return switch (random.nextInt(6)) {
      case 0, 1 -> place.ints.isEmpty() ? "3" : any(place.ints);
      case 2 -> "number(" + next() + ")";
      case 3 -> "count++";
      default -> String.valueOf(random.nextInt(4));
    };
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  String pick(Object... all) {
    return String.valueOf(all[random.nextInt(all.length)]);
  }
}
