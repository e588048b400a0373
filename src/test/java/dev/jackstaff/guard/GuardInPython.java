package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Missing;
import dev.jackstaff.model.Guard;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The programs that compute a guard's numbers again in Python. */
final class GuardInPython {
  private static final Path SCRIPTS = Path.of("src/test/python").toAbsolutePath();

  private GuardInPython() {}

  /** Returns the test as JSON, on one line. */
  static String header(Guard guard, OutcomeTest test) {
    String signals =
        test.signals().stream()
            .map(
                it ->
                    "{\"name\":\"%s\",\"index\":%d,\"down\":%b}"
                        .formatted(it.name(), it.index(), it.down()))
            .collect(Collectors.joining(","));
    String comparisons =
        test.comparisons().stream()
            .map(it -> "{\"variant\":%d,\"shares\":%s}".formatted(it.variant(), it.shares()))
            .collect(Collectors.joining(","));
    return "{\"pause\":%d,\"atLeast\":%d,\"slowAuto\":%b,\"signals\":[%s],\"comparisons\":[%s]}"
        .formatted(
            guard.patience().toNanos(), guard.atLeast(), guard.isSlowAuto(), signals, comparisons);
  }

  /** Returns the numbers that a program prints for the file {@code events.txt} of a directory. */
  static Map<String, Double> run(String script, Path directory) throws Exception {
    Map<String, Double> numbers = new TreeMap<>();
    for (String line : output(script, directory).lines().toList()) {
      String[] parts = line.split(" ", 2);
      double value =
          parts[1].equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(parts[1]);
      numbers.put(parts[0], value);
    }
    return numbers;
  }

  private static String output(String script, Path directory) throws Exception {
    File output = directory.resolve("output.txt").toFile();
    Process process = null;
    String fault = "";
    try {
      process =
          new ProcessBuilder("python3", SCRIPTS.resolve(script).toString(), "events.txt")
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output)
              .start();
    } catch (IOException e) {
      fault = "python3 is missing: " + e.getMessage();
    }
    if (process == null) {
      return Missing.program(fault);
    }
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
    assertTrue(ended, text);
    assertEquals(0, process.exitValue(), text);
    return text;
  }
}
