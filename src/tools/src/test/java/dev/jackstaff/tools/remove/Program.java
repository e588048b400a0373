package dev.jackstaff.tools.remove;

import dev.jackstaff.Evaluation;
import dev.jackstaff.Flags;
import dev.jackstaff.Scope;
import dev.jackstaff.model.Decision;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.Source;
import dev.jackstaff.model.User;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A program with a class Main, compiled and run in this process. */
final class Program {
  private final Map<String, byte[]> classes = new HashMap<>();

  private Program() {}

  /** Compiles sources by file name, and throws what the compiler says if they are not right. */
  static Program compiled(Map<String, String> sources) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Program program = new Program();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<JavaFileObject> units = new ArrayList<>();
      sources.forEach((name, text) -> units.add(new Text(name, text)));
      List<String> options =
          List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
      JavaFileManager memory = program.memory(files);
      if (!compiler.getTask(said, memory, null, options, null, units).call()) {
        throw new AssertionError(said + "\n" + sources);
      }
    }
    return program;
  }

  /** The output of Main.run, with each combination of two other flags. */
  List<String> output(Decision flag, int from, int to) throws Exception {
    List<String> said = new ArrayList<>();
    Method run = loaded().getDeclaredMethod("run", Consumer.class);
    run.setAccessible(true);
    for (int i = from; i < to; i++) {
      List<Decision> flags = List.of(flag, decision("b", (i & 1) > 0), decision("c", (i & 2) > 0));
      Consumer<Object> out = text -> said.add(String.valueOf(text));
      Scope scope = Flags.bind(Evaluation.of(User.anonymous(), Instant.EPOCH, flags));
      try {
        run.invoke(null, out);
      } catch (InvocationTargetException e) {
        said.add(String.valueOf(e.getCause()));
      } finally {
        scope.close();
      }
    }
    return said;
  }

  static Decision decision(String name, boolean on) {
    return decision(name, on, on ? "on" : "off", on);
  }

  static Decision decision(String name, boolean on, String variant, Object value) {
    return new Decision(
        name, on, variant, value, Reason.TARGETING_MATCH, Source.OVERRIDE, 0, null, null);
  }

  private Class<?> loaded() throws ClassNotFoundException {
    return new ClassLoader(Program.class.getClassLoader()) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] code = classes.get(name);
        if (code == null) {
          throw new ClassNotFoundException(name);
        }
        return defineClass(name, code, 0, code.length);
      }
    }.loadClass("Main");
  }

  private JavaFileManager memory(JavaFileManager files) {
    return new ForwardingJavaFileManager<>(files) {
      @Override
      public JavaFileObject getJavaFileForOutput(
          Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
          @Override
          public ByteArrayOutputStream openOutputStream() {
            return new ByteArrayOutputStream() {
              @Override
              public void close() {
                classes.put(name, toByteArray());
              }
            };
          }
        };
      }
    };
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String name, String text) {
      super(URI.create("memory:///" + name), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public String getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
