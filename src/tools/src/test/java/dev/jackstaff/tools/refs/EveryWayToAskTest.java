package dev.jackstaff.tools.refs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.launchdarkly.sdk.server.interfaces.FlagTracker;
import com.launchdarkly.sdk.server.interfaces.LDClientInterface;
import dev.jackstaff.Evaluation;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.servlet.FlagsBean;
import dev.openfeature.sdk.Client;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A class that calls every method by which this library and the SDKs of other systems ask for a
 * flag, as their classes have them: one that a new version brings is missed here.
 */
final class EveryWayToAskTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      classes = {
        LDClientInterface.class,
        FlagTracker.class,
        Client.class,
        Flags.class,
        FeatureFlags.class,
        Evaluation.class,
        FlagsBean.class
      })
  void everyMethodThatTakesAKey_isFound(Class<?> type) throws IOException {
    List<Method> methods = asking(type);
    assertTrue(methods.size() >= 1, type + " asks");
    List<String> lines =
        new ArrayList<>(List.of("class Calls { void all(" + name(type) + " it) {"));
    for (int i = 0; i < methods.size(); i++) {
      lines.add("it." + methods.get(i).getName() + "(\"flag_" + i + "\"" + rest(methods.get(i)));
    }
    lines.add("} }");
    compile(String.join("\n", lines));
    List<String> found =
        ReferenceSearch.in(directory).from(directory).run().all().stream()
            .map(reference -> reference.place() + " " + reference.flag())
            .toList();
    List<String> expected =
        IntStream.range(0, methods.size())
            .mapToObj(i -> "Calls.java:" + (i + 2) + " flag_" + i)
            .toList();
    assertEquals(expected, found);
  }

  /** The methods whose first argument is a text; those that track, kill or report do not ask. */
  private static List<Method> asking(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getParameterCount() > 0)
        .filter(method -> method.getParameterTypes()[0] == String.class)
        .filter(method -> !method.getName().matches("(track|kill|report|rejected).*"))
        .toList();
  }

  private static String rest(Method method) {
    StringBuilder arguments = new StringBuilder();
    Arrays.stream(method.getParameterTypes())
        .skip(1)
        .forEach(type -> arguments.append(", ").append(value(type)));
    return arguments + ");";
  }

  private static String value(Class<?> type) {
    if (type == boolean.class) {
      return "true";
    }
    return type.isPrimitive() ? "0" : "(" + name(type) + ") null";
  }

  private static String name(Class<?> type) {
    return String.valueOf(type.getCanonicalName());
  }

  private void compile(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("Calls.java"), text);
    String[] arguments = {
      "-g",
      "-proc:none",
      "-cp",
      System.getProperty("java.class.path"),
      "-d",
      directory.toString(),
      file.toString()
    };
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments), text);
  }
}
