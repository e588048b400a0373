package dev.jackstaff.hygiene.refs;

import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.ClassReader;

/** Reads the constant pool of a class, which is much faster than reading its code. */
final class ClassDigest {
  private static final int STRING = 8;
  private static final int CLASS = 7;
  private static final int UTF8 = 1;
  private static final int LONGEST_NAME = 300;

  private final ClassReader reader;
  private final char[] buffer;
  private int[] types = new int[16];
  private int typeCount;
  private int[] strings = new int[16];
  private int stringCount;

  private ClassDigest(byte[] bytes) {
    this.reader = new ClassReader(bytes);
    this.buffer = new char[reader.getMaxStringLength()];
  }

  /** May throw anything if the bytes are no class. */
  static ClassFile read(byte[] bytes, ClassLocation location) {
    return new ClassDigest(bytes).read(location);
  }

  private ClassFile read(ClassLocation location) {
    for (int i = 1; i < reader.getItemCount(); i++) {
      int offset = reader.getItem(i);
      // Longs and doubles take two items, the second of which is empty.
      if (offset > 0) {
        add(reader.readByte(offset - 1), offset);
      }
    }
    return new ClassFile(
        reader.getClassName(),
        reader.getSuperName(),
        List.of(reader.getInterfaces()),
        location,
        sorted(types, typeCount),
        sorted(strings, stringCount));
  }

  private void add(int tag, int offset) {
    if (tag == CLASS) {
      types = append(types, typeCount++, reader.readUTF8(offset, buffer).hashCode());
    } else if (tag == STRING) {
      String text = reader.readUTF8(offset, buffer);
      if (text.length() <= LONGEST_NAME) {
        strings = append(strings, stringCount++, text.hashCode());
      }
    } else if (tag == UTF8) {
      annotation(offset);
    }
  }

  /** Types of annotations stand there only as descriptors. */
  private void annotation(int offset) {
    for (FlagAnnotation annotation : FlagAnnotation.ALL) {
      if (annotation.isAt(reader, offset)) {
        types = append(types, typeCount++, annotation.type().hashCode());
      }
    }
  }

  private static int[] append(int[] array, int size, int value) {
    int[] room = size < array.length ? array : Arrays.copyOf(array, size * 2);
    room[size] = value;
    return room;
  }

  private static int[] sorted(int[] array, int size) {
    int[] exact = Arrays.copyOf(array, size);
    Arrays.sort(exact);
    return exact;
  }
}
