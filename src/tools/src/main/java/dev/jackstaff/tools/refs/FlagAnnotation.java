package dev.jackstaff.tools.refs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;

/**
 * An annotation that names flags.
 *
 * @param type the annotation's class, with slashes
 * @param names the elements that are names
 * @param pairs the elements that are a name, an equals sign and something else
 */
record FlagAnnotation(String type, Set<String> names, Set<String> pairs) {
  static final List<FlagAnnotation> ALL =
      List.of(
          new FlagAnnotation(
              "dev/jackstaff/testing/WithFlags", Set.of("on", "off"), Set.of("variants")));

  String descriptor() {
    return "L" + type + ";";
  }

  String simpleName() {
    return type.substring(type.lastIndexOf('/') + 1);
  }

  /** Returns true if an item of a constant pool is the descriptor; makes no string to compare. */
  boolean isAt(ClassReader reader, int offset) {
    byte[] wanted = descriptor().getBytes(StandardCharsets.UTF_8);
    if (reader.readUnsignedShort(offset) != wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (reader.readByte(offset + 2 + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
