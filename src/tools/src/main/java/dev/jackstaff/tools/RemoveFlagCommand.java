package dev.jackstaff.tools;

import dev.jackstaff.store.StoreException;
import dev.jackstaff.store.WritableFlagStore;
import dev.jackstaff.tools.remove.RemoveCommand;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a flag out of Java sources. */
@Command(
    name = "remove",
    description = "Removes a flag from Java sources, and keeps the path of one result.",
    mixinStandardHelpOptions = true)
final class RemoveFlagCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FLAG", description = "the flag's name")
  private String flag = "";

  @Option(
      names = "--keep",
      required = true,
      paramLabel = "on|off|VARIANT",
      description = "the result that the flag always has from now on")
  private String keep = "";

  @Option(
      names = "--flags",
      paramLabel = "FILE|jdbc:…",
      description = "where the flag is defined; its definition goes too")
  private @Nullable String flags;

  @Option(names = "--classpath", paramLabel = "PATH", description = "the class path of the sources")
  private String classpath = "";

  @Option(names = "--write", description = "write the sources, instead of showing the difference")
  private boolean write;

  @Parameters(
      index = "1..*",
      paramLabel = "SOURCES",
      arity = "1..*",
      description = "Java files, and directories of them and of other files")
  private List<Path> sources = List.of();

  RemoveFlagCommand() {}

  @Override
  public Integer call() {
    Paths.mustExist(sources);
    RemoveCommand command = new RemoveCommand(flag, keep, sources, classpath(), write);
    var line = Objects.requireNonNull(spec).commandLine();
    try {
      return run(command, line.getOut(), line.getErr());
    } catch (IOException | UncheckedIOException | IllegalArgumentException | StoreException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private int run(RemoveCommand command, PrintWriter out, PrintWriter err) throws IOException {
    if (flags == null) {
      return command.run(null, "", out, err);
    }
    FlagLocation definitions = FlagLocation.of(flags);
    try (WritableFlagStore store = definitions.open()) {
      return command.run(store, definitions.shown(), out, err);
    }
  }

  private List<Path> classpath() {
    return Arrays.stream(classpath.split(File.pathSeparator, -1))
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .toList();
  }
}
