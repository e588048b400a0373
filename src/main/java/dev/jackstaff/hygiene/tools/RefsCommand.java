package dev.jackstaff.hygiene.tools;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists every place that asks for a flag. */
@Command(
    name = "refs",
    description = "Lists every place that asks for a flag.",
    mixinStandardHelpOptions = true)
final class RefsCommand implements Callable<Integer> {
  @Option(
      names = "--flags",
      paramLabel = "FILE|jdbc:…",
      description = "where the flags are defined")
  private @Nullable String flags;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "directories and jars of classes, and directories of source text")
  private List<Path> paths = List.of();

  RefsCommand() {}

  @Override
  public Integer call() {
    if (flags != null) {
      new Definitions(flags).read();
    }
    return paths.isEmpty() ? Tools.FAILED : 0;
  }
}
