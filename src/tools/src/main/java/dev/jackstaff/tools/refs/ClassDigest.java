package dev.jackstaff.tools.refs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.ClassReader;

/** Reads the constant pool of a class, which is much faster than reading its code. */
final class ClassDigest {
  private static final int STRING = 8;
  private static final int CLASS = 7;
  private static final int UTF8 = 1;
  private static final int MAX_NAME_LENGTH = 300;

  private final ClassReader reader;
  private final char[] buffer;
  private int[] types = new int[16];
  private int typeCount;
  private int[] strings = new int[16];
  private int stringCount;
  private int[] sources = new int[2];
  private int sourceCount;

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
        sorted(strings, stringCount),
        sorted(sources, sourceCount));
  }

  private void add(int tag, int offset) {
    if (tag == CLASS) {
      types = append(types, typeCount++, reader.readUTF8(offset, buffer).hashCode());
    } else if (tag == STRING) {
      String text = reader.readUTF8(offset, buffer);
      if (text.length() <= MAX_NAME_LENGTH) {
        strings = append(strings, stringCount++, text.hashCode());
      }
    } else if (tag == UTF8) {
      annotation(offset);
      source(offset);
    }
  }

  /** The name of the file that a class was compiled from is a text like any other. */
  private void source(int offset) {
    int length = reader.readUnsignedShort(offset);
    if (length <= MAX_NAME_LENGTH
        && (endsWith(offset, length, ".java") || isOther(offset, length))) {
      byte[] name = new byte[length];
      for (int i = 0; i < length; i++) {
        name[i] = (byte) reader.readByte(offset + 2 + i);
      }
      sources = append(sources, sourceCount++, new String(name, UTF_8).hashCode());
    }
  }

  private boolean isOther(int offset, int length) {
    return endsWith(offset, length, ".kt")
        || endsWith(offset, length, ".scala")
        || endsWith(offset, length, ".groovy");
  }

  private boolean endsWith(int offset, int length, String end) {
    int start = offset + 2 + length - end.length();
    for (int i = end.length() - 1; i >= 0; i--) {
      if (length <= end.length() || reader.readByte(start + i) != end.charAt(i)) {
        return false;
      }
    }
    return true;
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
