package dev.jackstaff.tools;

import dev.jackstaff.tools.remove.RemoveCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code remove}: takes a flag out of Java sources; it reads its own options. */
@Command(
    name = "remove",
    description = "Takes a flag out of Java sources, on the path that is kept.",
    customSynopsis = RemoveCommand.USAGE)
final class RemoveFlagCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Unmatched private List<String> arguments = new ArrayList<>();

  RemoveFlagCommand() {}

  @Override
  public Integer call() throws IOException {
    var line = Objects.requireNonNull(spec).commandLine();
    return RemoveCommand.run(arguments, line.getOut(), line.getErr());
  }
}
