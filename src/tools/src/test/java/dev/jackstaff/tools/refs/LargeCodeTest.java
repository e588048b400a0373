package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jackstaff.hygiene.References;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Five thousand classes of twenty methods, some of which ask; what they ask is written down. */
final class LargeCodeTest {
  private static final int CLASSES = 5_000;
  private static final int METHODS = 20;

  private final Random random = new Random(17);
  private final Set<String> asked = new TreeSet<>();

  @TempDir Path directory;

  @Test
  void everyPlaceOfManyClasses_isFound_andNoOther() throws IOException {
    for (int i = 0; i < CLASSES; i++) {
      write("big/p" + i / 100 + "/C" + i);
    }
    References found = ReferenceSearch.in(directory).run();
    assertEquals(CLASSES, found.classes());
    assertEquals(
        asked,
        found.all().stream()
            .map(reference -> reference.flag() + " " + reference.place())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private void write(String name) throws IOException {
    ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    String source = name.substring(name.lastIndexOf('/') + 1) + ".java";
    type.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
    type.visitSource(source, null);
    for (int i = 0; i < METHODS; i++) {
      method(type, i, name.substring(0, name.lastIndexOf('/') + 1) + source);
    }
    type.visitEnd();
    Path file = directory.resolve(name + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, type.toByteArray());
  }

  private void method(ClassWriter type, int number, String file) {
    MethodVisitor code =
        type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "m" + number, "()Z", null, null);
    int line = 10 * (number + 1);
    code.visitCode();
    Label label = new Label();
    code.visitLabel(label);
    code.visitLineNumber(line, label);
    String flag = "flag_" + random.nextInt(500);
    // One of a hundred asks; the others hand another name to another class's method.
    boolean asks = random.nextInt(100) == 0;
    code.visitLdcInsn(asks ? flag : "other " + flag);
    String owner = asks ? "dev/jackstaff/Flags" : "other/Flags";
    code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "on", "(Ljava/lang/String;)Z", false);
    code.visitInsn(Opcodes.IRETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
    if (asks) {
      asked.add(flag + " " + file + ":" + line);
    }
  }
}
