package dev.jackstaff.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process that says whether it sees a terminal, started without one and with one. */
final class TerminalTest {
  /** The process. */
  static final class Main {
    public static void main(String[] args) {
      System.out.println(Terminal.isThere());
    }
  }

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @Test
  void pipe_isNoTerminal() throws Exception {
    assertEquals("false", run(java()));
  }

  @Test
  void terminal_isSeen() throws Exception {
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.exists(script), "no script(1), which makes a terminal");
    String command = String.join(" ", java().stream().map(word -> "'" + word + "'").toList());
    assertEquals("true", run(List.of(script.toString(), "-qec", command, "/dev/null")));
  }

  private static List<String> java() {
    String classes = System.getProperty("java.class.path");
    return List.of(JAVA.toString(), "-cp", classes, Main.class.getName());
  }

  private static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }
}
