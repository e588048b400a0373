package dev.jackstaff.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The behaviour that all commands share. A new one fails here until it has its row. */
final class EverySubcommandTest {
  /** The arguments of a command that succeeds on an empty page, before the path. */
  private static final Map<String, List<String>> ROWS =
      Map.of(
          "refs", List.of("--format=text"),
          "remove", List.of("some_flag", "--keep=on"));

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writePage() throws IOException {
    Files.writeString(directory.resolve("page.jsp"), "nothing");
  }

  static Stream<String> commands() {
    return ROWS.keySet().stream();
  }

  private int run(String command, List<String> arguments, String... more) {
    String[] all =
        Stream.of(List.of(command), arguments, List.of(more))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return Tools.run(new PrintWriter(out), new PrintWriter(err), all);
  }

  /**
   * The commands that read flag files alone; {@link FlagFileCommandsTest} and {@link
   * ConvertCommandTest} have their tests.
   */
  private static final Set<String> OF_FILES = Set.of("check", "convert", "diff", "explain");

  @Test
  void command_withoutARow_isRefused() {
    Set<String> commands = new TreeSet<>(Tools.commandLine().getSubcommands().keySet());
    commands.remove("help");
    commands.removeAll(OF_FILES);
    assertEquals(new TreeSet<>(ROWS.keySet()), commands);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_isPrintedWithEveryOption(String command) {
    assertEquals(0, run(command, List.of("--help")));
    assertTrue(out.toString().startsWith("Usage: jackstaff-tools " + command), out.toString());
    CommandLine line = Tools.commandLine().getSubcommands().get(command);
    line.getCommandSpec()
        .options()
        .forEach(option -> assertTrue(out.toString().contains(option.longestName())));
    assertEquals("", err.toString());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void optionWithAnEqualsSign_isRead(String command) {
    assertEquals(0, run(command, ROWS.get(command), directory.toString()), err.toString());
    assertTrue(ROWS.get(command).stream().anyMatch(argument -> argument.contains("=")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void missingFile_isNamedInOneLine(String command) {
    assertEquals(2, run(command, ROWS.get(command), directory.resolve("gone").toString()));
    assertEquals(
        directory.resolve("gone") + ": there is no such file or directory\n",
        err.toString().replace("\r\n", "\n"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void missingDefinitions_areNamedInOneLine(String command) {
    String flags = "--flags=" + directory.resolve("gone.json");
    assertEquals(2, run(command, ROWS.get(command), flags, directory.toString()));
    assertTrue(err.toString().startsWith("--flags: "), err.toString());
    assertTrue(err.toString().contains("gone.json"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void invalidDefinitions_areRefusedWithoutAStackTrace(String command) throws IOException {
    Path flags = Files.writeString(directory.resolve("flags.json"), "{\"a\": 1}");
    assertEquals(2, run(command, ROWS.get(command), "--flags=" + flags, directory.toString()));
    assertTrue(err.toString().startsWith("--flags: "), err.toString());
    assertTrue(err.toString().contains("flags.json:1:"), err.toString());
  }
}
