package dev.jackstaff.tools.refs;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.analysis.Value;

/** The knowledge about a value at one place of a method, for every path that leads there. */
sealed interface Val extends Value {
  int MAX_TEXTS = 16;
  int MAX_TEXT_LENGTH = 300;

  @Override
  default int getSize() {
    return 1;
  }

  /** Nothing is known. */
  record Unknown(int size) implements Val {
    static final Val ONE = new Unknown(1);

    /** A long or a double. */
    static final Val TWO = new Unknown(2);

    @Override
    public int getSize() {
      return size;
    }
  }

  /**
   * It depends on what the method is called with.
   *
   * @param own whether on nothing but the object that it is called on
   */
  record Open(boolean own) implements Val {
    static final Val ANY = new Open(false);
    static final Val OWN = new Open(true);
  }

  /**
   * One of some strings.
   *
   * @param more whether it may be something else as well
   */
  record Text(Set<String> texts, boolean more) implements Val {
    static Val of(String text) {
      return of(Set.of(text), false);
    }

    static Val of(Set<String> texts, boolean more) {
      boolean bounded =
          texts.size() <= MAX_TEXTS && texts.stream().allMatch(t -> t.length() <= MAX_TEXT_LENGTH);
      return bounded && !texts.isEmpty() ? new Text(Set.copyOf(texts), more) : Unknown.ONE;
    }
  }

  /** An int, or what is stored as one: a character, a short, a byte, a boolean. */
  record Int(int value) implements Val {
    /** Returns the value's text if it is of a primitive type. */
    Val text(Type type) {
      return switch (type.getSort()) {
        case Type.CHAR -> Text.of(String.valueOf((char) value));
        case Type.BOOLEAN -> Text.of(String.valueOf(value != 0));
        case Type.INT, Type.SHORT, Type.BYTE -> Text.of(String.valueOf(value));
        default -> Unknown.ONE;
      };
    }
  }

  /** An array that a method makes; what it puts in is written down beside it. */
  record Items(AbstractInsnNode at) implements Val {}

  /** An array with what was put in where it was made. */
  record Array(List<Val> items) implements Val {
    public Array {
      items = List.copyOf(items);
    }
  }

  /** A string builder that only the next call of a chain has, with what it holds. */
  record Building(Val text) implements Val {}

  /** The class itself, as a value. */
  record TypeName(String type) implements Val {}

  /** The object that a {@code new} made; its arguments are recorded elsewhere. */
  record Made(AbstractInsnNode at, String type) implements Val {}

  /**
   * An object whose making is known.
   *
   * @param constant the enum constant that it is, or null
   * @param constructor the descriptor of its constructor, or null if it was not seen
   * @param args what that was called with
   */
  record Thing(String type, @Nullable String constant, @Nullable String constructor, List<Val> args)
      implements Val {
    public Thing {
      args = List.copyOf(args);
    }

    Thing as(String name) {
      return new Thing(type, name, constructor, args);
    }
  }

  /** Returns the knowledge that remains where two paths meet. */
  static Val merge(Val a, Val b) {
    if (a.equals(b)) {
      return a;
    }
    if (a instanceof Text || b instanceof Text) {
      return texts(a, b);
    }
    if (a instanceof Open && b instanceof Open) {
      return Open.ANY;
    }
    return a.getSize() == 2 && b.getSize() == 2 ? Unknown.TWO : Unknown.ONE;
  }

  private static Val texts(Val a, Val b) {
    Set<String> both = new TreeSet<>();
    boolean more = false;
    for (Val each : List.of(a, b)) {
      if (each instanceof Text text) {
        both.addAll(text.texts());
        more |= text.more();
      } else {
        more = true;
      }
    }
    return Text.of(both, more);
  }

  /** Two values behind each other, as strings. */
  static Val join(Val a, Val b) {
    if (a instanceof Text first && b instanceof Text second) {
      Set<String> all = new TreeSet<>();
      first.texts().forEach(head -> second.texts().forEach(tail -> all.add(head + tail)));
      return Text.of(all, first.more() || second.more());
    }
    return depends(List.of(a, b));
  }

  /** Returns a value that depends on others and is not followed any further. */
  static Val depends(List<Val> from) {
    boolean own = false;
    for (Val value : from) {
      if (value instanceof Open open) {
        if (!open.own()) {
          return Open.ANY;
        }
        own = true;
      }
    }
    return own ? Open.OWN : Unknown.ONE;
  }
}
